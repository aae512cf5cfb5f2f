// What a page says when there is nothing, when something failed, and while it reads.
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { ApiProblem } from "../api";
import { useText } from "../i18n";
import { Button } from "./Button";
import { Icon } from "./Icon";
import type { IconName } from "./Icon";

export type NoteTone = "dai" | "sun" | "seal" | "pine" | "plum";

const NOTE_ICON: Record<NoteTone, IconName> = { dai: "info", sun: "pen", seal: "warn", pine: "shield", plum: "lock" };

export function Note({ tone = "dai", icon, title, children, role, id }: { tone?: NoteTone; icon?: IconName; title?: string; children?: ReactNode; role?: "alert" | "status"; id?: string }) {
  return (
    <div className={tone === "dai" ? "note" : `note note-${tone}`} role={role} id={id}>
      <Icon name={icon ?? NOTE_ICON[tone]} />
      <div>
        {title && <p className="strong">{title}</p>}
        {children && (title ? <div className="soft">{children}</div> : children)}
      </div>
    </div>
  );
}

export type Art = "done" | "nothing" | "locked" | "lost";

function Picture({ art }: { art: Art }) {
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

/** An empty view: what is so, what one can do. */
export function Blank({ art, title, children, action, level = 2 }: { art?: Art; title: string; children?: ReactNode; action?: ReactNode; level?: 1 | 2 | 3 }) {
  const Heading = `h${level}` as "h1" | "h2" | "h3";
  return (
    <div className="blank">
      {art && <Picture art={art} />}
      <Heading>{title}</Heading>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

const BONES = [70, 50, 90, 30, 70, 50, 90, 50, 70, 30];

/** Grey bones while reading; they come only when the answer takes longer than a moment. */
export function Skeleton({ lines = 3, card = false, label }: { lines?: number; card?: boolean; label?: string }) {
  const t = useText();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 120);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={card ? "card" : undefined} aria-busy="true">
      <p className="sr" role="status">
        {late ? (label ?? t("state.reading")) : ""}
      </p>
      {late && (
        <div className="pad stack" aria-hidden="true">
          {Array.from({ length: lines }, (_, i) => (
            <div className="stack-s" key={i}>
              <span className={`bone bone-${BONES[(2 * i) % BONES.length]}`} />
              <span className={`bone bone-${BONES[(2 * i + 1) % BONES.length]}`} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** A failed reading, in the words of the service where it has some. */
export function Failure({ error, retry, level = 2 }: { error: unknown; retry?: () => void; level?: 1 | 2 }) {
  const t = useText();
  const problem = error instanceof ApiProblem ? error : null;
  if (problem?.status === 403) {
    return (
      <Blank art="locked" level={level} title={t("state.forbidden")}>
        {problem.detail || t("state.forbiddenWay")}
      </Blank>
    );
  }
  if (problem?.status === 404) {
    return (
      <Blank art="lost" level={level} title={t("state.missing")}>
        {problem.detail || t("state.missingWay")}
      </Blank>
    );
  }
  const offline = !problem || problem.status === 0 || problem.status >= 500;
  return (
    <Note tone="seal" role="alert" title={offline ? t("state.silent") : problem.detail || problem.message}>
      <p>{offline ? t("state.silentWay", { trace: problem?.trace || "—" }) : t("state.refusedWay")}</p>
      {retry && (
        <p className="actions-in">
          <Button onClick={retry}>{t("state.retry")}</Button>
        </p>
      )}
    </Note>
  );
}
