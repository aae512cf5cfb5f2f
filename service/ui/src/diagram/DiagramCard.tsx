// The card of the case page: the drawing, its key, the processes it calls, and the whole screen for it.
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { calls } from "../calls";
import type { Diagram as Drawn } from "../api-types";
import type { Pick } from "../case/pick";
import { Icon } from "../components";
import { shortDate } from "../dates";
import { loadTexts, useText } from "../i18n";

const Diagram = lazy(async () => {
  const [module] = await Promise.all([import("./Diagram"), loadTexts(["diagram"])]);
  return module;
});

type Own = { key: string; name: string; version: string | number };
type Props = { instance: string; process: Own; picked: Pick | null; onPick: (pick: Pick) => void };

/** The way into called processes; empty: the case's own drawing. */
type Way = readonly string[];

export function DiagramCard({ instance, process, picked, onPick }: Props) {
  const t = useText("case");
  const [way, setWay] = useState<Way>([]);
  const [full, setFull] = useState(false);
  const [release, setRelease] = useState("");
  const called = way.at(-1);
  const query = useQuery({
    queryKey: ["instances", instance, "diagram", called ?? "", release],
    queryFn: () => calls.diagram(instance, called, release),
    staleTime: 30_000,
    placeholderData: (before) => before,
  });
  const drawn = query.data;
  const names = useRef(new Map<string, string>([[process.key, process.name]]));
  for (const item of drawn?.called ?? []) names.current.set(item.process, item.name);
  const nameOf = (key: string | undefined) => (key === undefined ? process.name : (names.current.get(key) ?? key));
  const shown = called ?? process.key;

  // a line of the outline may belong to a called process: then that one is drawn
  useEffect(() => {
    if (picked && picked.process !== shown) setWay(picked.process === process.key ? [] : [picked.process]);
    // only a new pick changes the drawing: whoever then walks on by hand is not called back
  }, [picked]);

  const body = (inFull: boolean) => (
    <Body
      drawn={drawn}
      failed={query.isError}
      name={nameOf(called)}
      picked={picked?.process === shown ? picked.node : null}
      onPick={(node) => onPick({ process: shown, node })}
      onOpen={(key) => setWay([...way, key])}
      full={inFull}
    />
  );
  const up = way.length > 0 && (
    <button type="button" className="btn btn-quiet diagram-up" onClick={() => setWay(way.slice(0, -1))}>
      <Icon name="left" />
      {nameOf(way.at(-2))}
    </button>
  );
  return (
    <section className="card" aria-labelledby="case-diagram">
      <div className="card-head">
        <h2 id="case-diagram">{t("diagram.title")}</h2>
        {called === undefined ? <span className="tag">v{drawn?.releases.find((item) => item.id === drawn.release)?.version ?? process.version}</span> : <span className="soft">{nameOf(called)}</span>}
        {drawn && (
          <button type="button" className="link-button push" onClick={() => setFull(true)}>
            {t("diagram.full")}
          </button>
        )}
      </div>
      {drawn && drawn.releases.length > 1 && (
        <p className="diagram-releases">
          <label className="sr" htmlFor="diagram-release">{t("diagram.releases")}</label>
          <select
            className="input input-s"
            id="diagram-release"
            value={release}
            onChange={(event) => {
              setWay([]);
              setRelease(event.target.value);
            }}
          >
            {[...drawn.releases].reverse().map((item) => (
              <option key={item.id} value={item.current ? "" : item.id}>
                {item.current ? t("diagram.now_release", { version: item.version }) : t("diagram.then", { version: item.version, at: shortDate(item.until) })}
              </option>
            ))}
          </select>
        </p>
      )}
      {up}
      {!full && body(false)}
      {full && (
        <FullScreen title={nameOf(called)} up={up} onClose={() => setFull(false)}>
          {body(true)}
        </FullScreen>
      )}
    </section>
  );
}

type BodyProps = { drawn: Drawn | undefined; failed: boolean; name: string; picked: string | null; onPick: (node: string) => void; onOpen: (process: string) => void; full: boolean };

function Body({ drawn, failed, name, picked, onPick, onOpen, full }: BodyProps) {
  const t = useText("case");
  if (failed) return <p className="pad muted">{t("diagram.none")}</p>;
  if (!drawn) return <div className="stage" aria-busy="true" />;
  const past = drawn.releases.some((item) => !item.current && item.id === drawn.release);
  const faulted = drawn.markers.some((marker) => marker.status === "faulted");
  return (
    <>
      <Suspense fallback={<div className={full ? "stage diagram-full" : "stage"} aria-busy="true" />}>
        <Diagram drawn={drawn} name={name} picked={picked} onPick={onPick} onOpen={onOpen} full={full} />
      </Suspense>
      <p className="diagram-key">
        <span><i className="k-done" />{t("diagram.done")}</span>
        <span><i className="k-now" />{t(past ? "diagram.stood" : "diagram.now")}</span>
        {faulted && <span><i className="k-faulted" />{t("diagram.faulted")}</span>}
        <span><i />{t("diagram.next")}</span>
      </p>
      {drawn.called.length > 0 && (
        <p className="diagram-calls">
          <span>{t("diagram.called")}</span>
          {drawn.called.map((item) => (
            <button key={item.process} type="button" onClick={() => onOpen(item.process)}>
              {item.name}
            </button>
          ))}
        </p>
      )}
    </>
  );
}

function FullScreen({ title, up, onClose, children }: { title: string; up: React.ReactNode; onClose: () => void; children: React.ReactNode }) {
  const t = useText("case");
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element && !element.open) element.showModal?.();
    return () => {
      element?.close?.();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="diagram-dialog"
      aria-labelledby="diagram-full-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="bar">
        {up}
        <h2 id="diagram-full-title">{title}</h2>
        <button type="button" className="btn push" onClick={onClose}>{t("diagram.close")}</button>
      </div>
      {children}
    </dialog>
  );
}
