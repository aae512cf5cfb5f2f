// The text twin of the diagram: one line a node, numbered, with its state in words. A line shows its node in the drawing.
// Called processes stand below their call; what is over or far away is folded.
import { useEffect, useMemo, useRef, useState } from "react";
import type { OutlineLine } from "../api-types";
import { Icon, Tag } from "../components";
import type { TagTone } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { type Branch, around, grow, kindKey, progress, settle, waitsHere } from "./outline";
import { type Pick, samePick } from "./pick";

const TONE: Record<OutlineLine["status"], TagTone> = { done: "done", now: "now", next: "plain", skipped: "plain" };

type Props = { lines: OutlineLine[]; process: string; ended: boolean; picked: Pick | null; onPick: (pick: Pick) => void };

export function OutlineCard({ lines, process, ended, picked, onPick }: Props) {
  const t = useText("case");
  const settled = useMemo(() => settle(lines, ended), [lines, ended]);
  const tree = useMemo(() => grow(settled), [settled]);
  const { folded, shown } = around(tree);
  const sum = progress(settled);
  const card = useRef<HTMLElement>(null);
  const shared: Shared = { process, picked, onPick };

  // a node picked in the drawing comes into view here, too; its folds open first
  useEffect(() => {
    if (!picked) return;
    const frame = requestAnimationFrame(() => card.current?.querySelector(`[data-node="${CSS.escape(`${picked.process}/${picked.node}`)}"]`)?.scrollIntoView({ block: "nearest" }));
    return () => cancelAnimationFrame(frame);
  }, [picked]);

  return (
    <section className="card" aria-labelledby="case-outline" ref={card}>
      <div className="card-head">
        <h2 id="case-outline">{t("outline.title")}</h2>
        {sum.total > 0 && <Tag>{t("outline.progress", sum)}</Tag>}
        <span className="push muted">{t("outline.same")}</span>
      </div>
      {lines.length === 0 && <p className="pad muted">{t("outline.none")}</p>}
      {folded.length > 0 && (
        <details className="outline-fold" open={folded.some((branch) => holds(branch, shared)) || undefined}>
          <summary>{t("outline.earlier", { n: folded.length })}</summary>
          <ol className="outline">{folded.map((branch) => <Line key={branch.line.no} branch={branch} level={0} shared={shared} />)}</ol>
        </details>
      )}
      {shown.length > 0 && <ol className="outline">{shown.map((branch) => <Line key={branch.line.no} branch={branch} level={0} shared={shared} />)}</ol>}
    </section>
  );
}

type Shared = { process: string; picked: Pick | null; onPick: (pick: Pick) => void };

const pickOf = (line: OutlineLine, shared: Shared): Pick => ({ process: line.process ?? shared.process, node: line.node });

function holds(branch: Branch<OutlineLine>, shared: Shared): boolean {
  return samePick(pickOf(branch.line, shared), shared.picked) || branch.below.some((below) => holds(below, shared));
}

function Line({ branch, level, shared }: { branch: Branch<OutlineLine>; level: number; shared: Shared }) {
  const t = useText("case");
  const { line, below } = branch;
  const [open, setOpen] = useState(() => below.some(waitsHere));
  const inside = shared.picked !== null && below.some((inner) => holds(inner, shared));
  useEffect(() => {
    if (inside) setOpen(true);
  }, [inside, shared.picked]);
  const pick = pickOf(line, shared);
  const picked = samePick(pick, shared.picked);
  const key = kindKey(line.kind);
  const kind = t(`kind.${key}`);
  const named = line.name && line.name !== line.node;
  // an event that waits is not being worked on
  const listens = line.status === "now" && (key === "boundary" || key === "wait");
  const times = line.note && /^\d+$/.test(line.note) ? t("outline.times", { n: line.note }) : line.note;
  const about = [named ? kind : "", line.who, moment(line.at), times].filter(Boolean).join(t("comma"));
  const here = line.status === "now" && !open;
  return (
    <>
      <li
        className={[`is-${line.status === "now" && (open || key === "boundary") ? "way" : line.status}`, picked && "is-picked", level > 0 && `level-${Math.min(2, level)}`].filter(Boolean).join(" ")}
        data-node={`${pick.process}/${pick.node}`}
        aria-current={here && key !== "boundary" ? "step" : undefined}
      >
        <span>{line.no}</span>
        <span>
          <button type="button" className="link-button" aria-pressed={picked} title={t("outline.pick")} onClick={() => shared.onPick(pick)}>
            {named ? line.name : kind}
          </button>
          {below.length > 0 && (
            <button type="button" className={open ? "outline-more is-open" : "outline-more"} aria-expanded={open} onClick={() => setOpen(!open)}>
              <Icon name="right" small />
              {t("outline.inside", { n: below.length })}
            </button>
          )}
          {about && (
            <>
              <br />
              <small>{about}</small>
            </>
          )}
        </span>
        {listens ? <Tag tone={key === "wait" ? "now" : "plain"} icon="clock">{t(key === "wait" ? "outline.waits" : "outline.listens")}</Tag> : <Tag tone={TONE[line.status]}>{t(`outline.${line.status}`)}</Tag>}
      </li>
      {open && below.map((inner) => <Line key={inner.line.no} branch={inner} level={level + 1} shared={shared} />)}
    </>
  );
}
