// A drawn process with its state. Loaded lazily: bpmn-js is 69 KB that only those pay who look at a diagram.
import { useEffect, useRef, useState } from "react";
import type { Diagram as Drawn } from "../api-types";
import { kindKey } from "../case/outline";
import { useText } from "../i18n";
import { type Drawing, draw } from "./canvas";

export type DiagramProps = {
  drawn: Drawn;
  name: string;
  picked: string | null;
  onPick: (node: string) => void;
  onOpen: (process: string) => void;
  full?: boolean;
};

export default function Diagram({ drawn, name, picked, onPick, onOpen, full = false }: DiagramProps) {
  const t = useText("diagram");
  const box = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const [state, setState] = useState<"drawing" | "ready" | "failed" | "bare">("drawing");
  // how often it was drawn: "drawing" and "ready" may fall into one render, a new drawing must still be marked
  const [turn, setTurn] = useState(0);
  // the canvas lives longer than one render: it always calls the newest listeners
  const listeners = useRef({ onPick, onOpen });
  listeners.current = { onPick, onOpen };
  const mine = useRef<string | null>(null);

  useEffect(() => {
    const container = box.current;
    if (!container) return;
    let gone = false;
    let made: Drawing | null = null;
    // a file from elsewhere may describe the process and draw nothing
    if (!/<(\w+:)?BPMNShape\b/.test(drawn.xml)) return setState("bare");
    setState("drawing");
    draw({
      container,
      xml: drawn.xml,
      markers: drawn.markers,
      flows: drawn.flows,
      wheel: full,
      labels: {
        canvas: t("canvas", { name }),
        node: (label, type, status, count) => {
          const said = label || t(`kind.${kindKey(type)}`);
          return count > 1 ? t("node_many", { name: said, status: t(`status.${status}`), n: count }) : t("node", { name: said, status: t(`status.${status}`) });
        },
      },
      onSelect: (node) => {
        mine.current = node;
        listeners.current.onPick(node);
      },
      onOpen: (process) => listeners.current.onOpen(process),
    }).then(
      (result) => {
        if (gone) return result.destroy();
        made = result;
        drawing.current = result;
        setState("ready");
        setTurn((n) => n + 1);
      },
      (failed: unknown) => {
        console.error(failed);
        if (!gone) setState("failed");
      },
    );
    return () => {
      gone = true;
      made?.destroy();
      drawing.current = null;
      container.replaceChildren();
    };
  }, [drawn, name, full, t]);

  useEffect(() => {
    // what was picked in the drawing itself is in view already
    drawing.current?.pick(picked, picked !== mine.current);
    mine.current = null;
  }, [picked, turn]);

  return (
    <div className={full ? "stage diagram diagram-full" : "stage diagram"}>
      <div ref={box} className="diagram-canvas" />
      {state === "drawing" && <p className="diagram-wait muted">{t("drawing")}</p>}
      {(state === "failed" || state === "bare") && <p className="diagram-wait">{t(state)}</p>}
      {state === "ready" && (
        <div className="canvas-tools" role="group" aria-label={t("view")}>
          <button type="button" aria-label={t("zoom_in")} title={t("zoom_in")} onClick={() => drawing.current?.zoom(1.25)}>
            <svg className="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M10 4.5v11M4.5 10h11" /></svg>
          </button>
          <button type="button" aria-label={t("zoom_out")} title={t("zoom_out")} onClick={() => drawing.current?.zoom(0.8)}>
            <svg className="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M4.5 10h11" /></svg>
          </button>
          <button type="button" aria-label={t("fit")} title={t("fit")} onClick={() => drawing.current?.fit()}>
            <svg className="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4" /></svg>
          </button>
        </div>
      )}
    </div>
  );
}
