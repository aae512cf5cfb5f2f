// The small drawings of empty views: they come when one is shown.
export type Art = "done" | "nothing" | "locked" | "lost";

export default function Picture({ art }: { art: Art }) {
  return (
    <svg className="art" viewBox="0 0 96 60" aria-hidden="true">
      {art === "done" && (
        <>
          <path className="art-sun" d="M28 44a20 20 0 0 1 40 0z" />
          <path className="art-line art-seal" d="M8 50h80" />
          <path className="art-line" d="M48 8v8M22 18l5 6M74 18l-5 6" />
        </>
      )}
      {art === "nothing" && (
        <>
          <circle className="art-line" cx="44" cy="26" r="16" />
          <path className="art-line" d="M56 38l14 14M36 26h16" />
        </>
      )}
      {art === "locked" && <path className="art-line" d="M30 26h36v26H30zM36 26v-6a12 12 0 0 1 24 0v6M48 36v7" />}
      {art === "lost" && (
        <>
          <path className="art-line" d="M22 14h38l14 14v24H22zM60 14v14h14M34 38h18" />
          <path className="art-line art-seal" d="M8 52h80" />
        </>
      )}
    </svg>
  );
}
