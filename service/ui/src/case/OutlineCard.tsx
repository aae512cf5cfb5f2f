// The text twin of the diagram: one line a node, numbered, with its state in words. A line shows its node in the drawing.
import { useEffect, useRef } from "react";
import type { OutlineLine } from "../api-types";
import { Tag } from "../components";
import type { TagTone } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { around, depth, kindKey, progress } from "./outline";

const TONE: Record<OutlineLine["status"], TagTone> = { done: "done", now: "now", next: "plain", skipped: "plain" };

type Props = { lines: OutlineLine[]; picked: string | null; onPick: (node: string) => void };

export function OutlineCard({ lines, picked, onPick }: Props) {
  const t = useText("case");
  const { folded, shown } = around(lines);
  const sum = progress(lines);
  const fold = useRef<HTMLDetailsElement>(null);
  const list = useRef<HTMLElement>(null);

  // a node picked in the drawing comes into view here, too
  useEffect(() => {
    if (!picked) return;
    if (fold.current && folded.some((line) => line.node === picked)) fold.current.open = true;
    list.current?.querySelector(`[data-node="${CSS.escape(picked)}"]`)?.scrollIntoView({ block: "nearest" });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new pick moves the view
  }, [picked]);

  return (
    <section className="card" aria-labelledby="case-outline" ref={list}>
      <div className="card-head">
        <h2 id="case-outline">{t("outline.title")}</h2>
        {sum.total > 0 && <Tag>{t("outline.progress", sum)}</Tag>}
        <span className="push muted">{t("outline.same")}</span>
      </div>
      {lines.length === 0 && <p className="pad muted">{t("outline.none")}</p>}
      {folded.length > 0 && (
        <details className="outline-fold" ref={fold}>
          <summary>{t("outline.earlier", { n: folded.length })}</summary>
          <ol className="outline">
            {folded.map((line) => <Line key={line.node + line.no} line={line} picked={picked === line.node} onPick={onPick} />)}
          </ol>
        </details>
      )}
      {shown.length > 0 && (
        <ol className="outline">
          {shown.map((line) => <Line key={line.node + line.no} line={line} picked={picked === line.node} onPick={onPick} />)}
        </ol>
      )}
    </section>
  );
}

function Line({ line, picked, onPick }: { line: OutlineLine; picked: boolean; onPick: (node: string) => void }) {
  const t = useText("case");
  const kind = t(`kind.${kindKey(line.kind)}`);
  const level = Math.min(2, depth(line.no));
  const named = line.name && line.name !== line.node;
  const about = [named && kind !== "kind.task" ? kind : "", line.who, moment(line.at), line.note].filter(Boolean).join(t("comma"));
  const classes = [`is-${line.status}`, picked && "is-picked", level > 0 && `level-${level}`].filter(Boolean).join(" ");
  return (
    <li className={classes} data-node={line.node} aria-current={line.status === "now" ? "step" : undefined}>
      <span>{line.no}</span>
      <span>
        <button type="button" className="link-button" aria-pressed={picked} title={t("outline.pick")} onClick={() => onPick(line.node)}>
          {named ? line.name : kind}
        </button>
        {about && (
          <>
            <br />
            <small>{about}</small>
          </>
        )}
      </span>
      <Tag tone={TONE[line.status]}>{t(`outline.${line.status}`)}</Tag>
    </li>
  );
}
