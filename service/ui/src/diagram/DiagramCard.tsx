// The card of the case page: the drawing, its key, the processes it calls, and the whole screen for it.
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { api } from "../api";
import type { Diagram as Drawn } from "../api-types";
import { loadTexts, useText } from "../i18n";

const Diagram = lazy(async () => {
  const [module] = await Promise.all([import("./Diagram"), loadTexts(["diagram"])]);
  return module;
});

type Props = {
  instance: string;
  name: string;
  version: string | number;
  picked: string | null;
  onPick: (node: string) => void;
};

const useDrawn = (instance: string, process: string | undefined, enabled = true) =>
  useQuery({ queryKey: ["instances", instance, "diagram", process ?? ""], queryFn: () => api.diagram(instance, process), enabled, staleTime: 30_000 });

function Key({ drawn }: { drawn: Drawn }) {
  const t = useText("case");
  const faulted = drawn.markers.some((marker) => marker.status === "faulted");
  return (
    <p className="diagram-key">
      <span><i className="k-done" />{t("diagram.done")}</span>
      <span><i className="k-now" />{t("diagram.now")}</span>
      {faulted && <span><i className="k-faulted" />{t("diagram.faulted")}</span>}
      <span><i />{t("diagram.next")}</span>
    </p>
  );
}

export function DiagramCard({ instance, name, version, picked, onPick }: Props) {
  const t = useText("case");
  const [full, setFull] = useState<string[] | null>(null); // the way into called processes; empty: the case's own
  const query = useDrawn(instance, undefined);
  const drawn = query.data;
  return (
    <section className="card" aria-labelledby="case-diagram">
      <div className="card-head">
        <h2 id="case-diagram">{t("diagram.title")}</h2>
        <span className="tag">v{version}</span>
        {drawn && (
          <button type="button" className="link-button push" onClick={() => setFull([])}>
            {t("diagram.full")}
          </button>
        )}
      </div>
      {query.isPending && <div className="pad stack-s" aria-busy="true"><span className="bone bone-90" /><span className="bone bone-70" /><span className="bone bone-50" /></div>}
      {query.isError && <p className="pad muted">{t("diagram.none")}</p>}
      {drawn && (
        <>
          <Suspense fallback={<div className="stage" aria-busy="true" />}>
            <Diagram drawn={drawn} name={name} picked={picked} onPick={onPick} onOpen={(process) => setFull([process])} />
          </Suspense>
          <Key drawn={drawn} />
          {drawn.called.length > 0 && (
            <p className="diagram-calls">
              <span>{t("diagram.called")}</span>
              {drawn.called.map((called) => (
                <button key={called.process} type="button" onClick={() => setFull([called.process])}>
                  {called.name}
                </button>
              ))}
            </p>
          )}
        </>
      )}
      {full && drawn && <FullScreen instance={instance} own={drawn} name={name} way={full} go={setFull} picked={picked} onPick={onPick} />}
    </section>
  );
}

type FullProps = { instance: string; own: Drawn; name: string; way: string[]; go: (way: string[] | null) => void; picked: string | null; onPick: (node: string) => void };

function FullScreen({ instance, own, name, way, go, picked, onPick }: FullProps) {
  const t = useText("case");
  const dialog = useRef<HTMLDialogElement>(null);
  const called = way.at(-1);
  const query = useDrawn(instance, called, called !== undefined);
  const drawn = called === undefined ? own : query.data;
  const names = useRef(new Map<string, string>());
  for (const item of [...own.called, ...(drawn?.called ?? [])]) names.current.set(item.process, item.name);
  const nameOf = (process: string) => names.current.get(process) ?? process;
  const title = called === undefined ? name : nameOf(called);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal?.();
    return () => element?.close?.();
  }, []);

  return (
    <dialog ref={dialog} className="diagram-dialog" aria-labelledby="diagram-full-title" onCancel={(event) => { event.preventDefault(); go(null); }}>
      <div className="bar">
        {way.length > 0 && (
          <button type="button" className="btn btn-quiet" onClick={() => go(way.slice(0, -1))}>
            <svg className="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M12.5 4.5L7 10l5.5 5.500" /></svg>
            {way.length > 1 ? nameOf(way[way.length - 2]!) : name}
          </button>
        )}
        <h2 id="diagram-full-title">{title}</h2>
        <button type="button" className="btn push" onClick={() => go(null)}>{t("diagram.close")}</button>
      </div>
      {drawn ? (
        <Suspense fallback={<div className="stage diagram-full" aria-busy="true" />}>
          <Diagram key={called ?? ""} drawn={drawn} name={title} picked={picked} onPick={onPick} onOpen={(process) => go([...way, process])} full />
        </Suspense>
      ) : (
        <p className="pad muted" role="status">{query.isError ? t("diagram.none") : t("loading")}</p>
      )}
      {drawn && drawn.called.length > 0 && (
        <p className="diagram-calls">
          <span>{t("diagram.called")}</span>
          {drawn.called.map((item) => (
            <button key={item.process} type="button" onClick={() => go([...way, item.process])}>{item.name}</button>
          ))}
        </p>
      )}
    </dialog>
  );
}
