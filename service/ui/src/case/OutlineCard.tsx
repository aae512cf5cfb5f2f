// The text twin of the diagram: one line a node, numbered, with its state in words. A line shows its node in the drawing.
import { useEffect, useRef } from "react";
import type { OutlineLine } from "../api-types";
import { Tag } from "../components";
import type { TagTone } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { type Pick, samePick } from "./pick";
import { around, depth, kindKey, progress } from "./outline";

const TONE: Record<OutlineLine["status"], TagTone> = { done: "done", now: "now", next: "plain", skipped: "plain" };

type Props = { lines: OutlineLine[]; process: string; picked: Pick | null; onPick: (pick: Pick) => void };

export function OutlineCard({ lines, process, picked, onPick }: Props) {
  const t = useText("case");
  const { folded, shown } = around(lines);
  const sum = progress(lines);
  const fold = useRef<HTMLDetailsElement>(null);
  const list = useRef<HTMLElement>(null);
  const pickOf = (line: OutlineLine): Pick => ({ process: line.process ?? process, node: line.node });
  const row = (line: OutlineLine) => <Line key={`${line.no} ${line.node}`} line={line} pick={pickOf(line)} picked={samePick(pickOf(line), picked)} onPick={onPick} />;

  // a node picked in the drawing comes into view here, too
  useEffect(() => {
    if (!picked) return;
    if (fold.current && folded.some((line) => samePick(pickOf(line), picked))) fold.current.open = true;
    list.current?.querySelector(`[data-node="${CSS.escape(`${picked.process}/${picked.node}`)}"]`)?.scrollIntoView({ block: "nearest" });
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
            {folded.map(row)}
          </ol>
        </details>
      )}
      {shown.length > 0 && (
        <ol className="outline">
          {shown.map(row)}
        </ol>
      )}
    </section>
  );
}

function Line({ line, pick, picked, onPick }: { line: OutlineLine; pick: Pick; picked: boolean; onPick: (pick: Pick) => void }) {
  const t = useText("case");
  const kind = t(`kind.${kindKey(line.kind)}`);
  const level = Math.min(2, depth(line.no));
  const named = line.name && line.name !== line.node;
  const about = [named && kind !== "kind.task" ? kind : "", line.who, moment(line.at), line.note && /^\d+$/.test(line.note) ? t("outline.times", { n: line.note }) : line.note].filter(Boolean).join(t("comma"));
  const classes = [`is-${line.status}`, picked && "is-picked", level > 0 && `level-${level}`].filter(Boolean).join(" ");
  return (
    <li className={classes} data-node={`${pick.process}/${pick.node}`} aria-current={line.status === "now" ? "step" : undefined}>
      <span>{line.no}</span>
      <span>
        <button type="button" className="link-button" aria-pressed={picked} title={t("outline.pick")} onClick={() => onPick(pick)}>
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
