// The law in sight: the article, the earliest lawful day and the due day as dates, before a decision is asked for.
import type { ReactNode } from "react";
import type { Rule } from "../api-types";
import { daysBetween, distance, due, local, planDate, shortDate, today } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";
import { Tag } from "./marks";
import "../parts/texts";

type Mark = { date: string; label: string; now?: boolean; late?: boolean };

function Ruler({ from, counted, earliest, dueOn }: { from: string | null; counted: boolean; earliest: string | null; dueOn: string | null }) {
  const t = useText();
  const day = today();
  const marks: Mark[] = [];
  if (from) marks.push({ date: local(from).date, label: t(counted ? "clock.start" : "clock.opened") });
  if (earliest) marks.push({ date: local(earliest).date, label: t("clock.lawful") });
  if (dueOn) marks.push({ date: local(dueOn).date, label: t("clock.dueDay"), late: true });
  if (!marks.some((mark) => mark.date === day)) marks.push({ date: day, label: t("date.today"), now: true });
  else marks.forEach((mark) => (mark.now = mark.date === day));
  marks.sort((a, b) => a.date.localeCompare(b.date));
  const first = marks[0]!.date;
  const last = marks[marks.length - 1]!.date;
  const span = Math.max(1, daysBetween(first, last));
  if (marks.length < 2) return null;
  // segments are stages, not to scale: equal widths, as the marks beneath them are
  const width = 1000 / (marks.length - 1);
  const dueIndex = dueOn ? marks.findIndex((mark) => mark.date === local(dueOn).date) : -1;
  const nowIndex = marks.findIndex((mark) => mark.now);
  const overdue = dueIndex >= 0 && dueIndex < nowIndex;
  return (
    <div className="ruler">
      <svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">
        <rect className="track" y="7" width="1000" height="6" />
        {nowIndex > 0 && <rect className={overdue ? "past" : "open"} y="7" width={(overdue ? dueIndex : nowIndex) * width} height="6" />}
        {overdue && <rect className="over" y="7" x={dueIndex * width} width={(nowIndex - dueIndex) * width} height="6" />}
        {marks.map((mark, i) => (
          <rect key={mark.date + mark.label} className={mark.late ? "tick-due" : "tick"} x={Math.min(997, i * width)} y="2" width="3" height="16" />
        ))}
      </svg>
      <ol className={`ruler-marks ruler-marks-n${marks.length}`} aria-label={t("clock.ruler", { days: span })}>
        {marks.map((mark) => (
          <li key={mark.date + mark.label} className={mark.now ? "is-now" : undefined}>
            <b>{mark.now && mark.label !== t("date.today") ? t("clock.todayIs", { date: shortDate(mark.date) }) : shortDate(mark.date)}</b>
            {mark.label}
          </li>
        ))}
      </ol>
    </div>
  );
}

const SAMPLE = /\s*\[(\u6a21\u677f|TEMPLATE)\]\s*/g;

type Props = {
  rule: Rule | null;
  article: string | null;
  documentation?: string;
  dueAt: string | null;
  createdAt?: string | null;
  small?: boolean;
  children?: ReactNode;
};

export function RuleClock({ rule, article, documentation, dueAt, createdAt = null, small = false, children }: Props) {
  const t = useText();
  const earliest = rule?.earliest ?? null;
  const dueOn = rule?.due ?? dueAt;
  const early = earliest !== null && daysBetween(today(), local(earliest).date) > 0;
  const head = rule?.article ?? article;
  // the process files mark in square brackets what is the town's own sample measure, not law
  const told = rule?.text || documentation || "";
  const words = told.replace(SAMPLE, "");
  const sample = Boolean(rule?.template) || words !== told;
  if (!head && !words && !dueOn) return null;
  const { tone, words: dueWords } = due(dueOn);
  return (
    <section className={small ? "clock clock-s" : "clock"} aria-label={t("clock.label")}>
      <div className="clock-top">
        <div>
          {(head || sample || rule?.pack) && (
            <p className="clock-rule">
              {head && <b>{head}</b>} {sample && <Tag tone="tpl">{t("template")}</Tag>} {rule?.provisional && <Tag tone="tpl">{t("clock.provisional")}</Tag>} {rule?.pack && <Link to={`/rules/${rule.pack}?rule=${rule.id}`}>{t("clock.rule")}</Link>}
            </p>
          )}
          {words && <p className="clock-text">{words}</p>}
        </div>
        {early && earliest ? (
          <p className="clock-big">
            <span>{t("clock.earliest")}</span>
            <b>{shortDate(earliest)}</b>
            <span>{t("clock.far", { date: planDate(earliest), distance: distance(earliest) })}</span>
          </p>
        ) : dueOn ? (
          <p className={`clock-big${tone ? ` due-${tone}` : ""}`}>
            <span>{tone === "late" ? t("clock.lateSince") : t("clock.due")}</span>
            <b>{shortDate(dueOn)}</b>
            <span>{tone === "late" ? dueWords : t("clock.far", { date: planDate(dueOn), distance: distance(dueOn) })}</span>
          </p>
        ) : null}
      </div>
      {!small && dueOn && <Ruler from={rule?.start ?? createdAt} counted={Boolean(rule?.start)} earliest={earliest} dueOn={dueOn} />}
      {children}
    </section>
  );
}
