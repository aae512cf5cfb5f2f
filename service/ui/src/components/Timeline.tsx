// One vertical line: what is done, what is now, what comes next and with whom. 代 shows both names.
import { Suspense, lazy, useState } from "react";
import type { ReactNode } from "react";
import type { PathStage, Step } from "../api-types";
import { due, local, moment, planDate, shortDate } from "../dates";
import { loadTexts, useText } from "../i18n";
import { Icon } from "./Icon";
import { dueLong, initial } from "./marks";
import "../parts/texts";

const SealedButtons = lazy(async () => (await loadTexts(["sealed"]), import("../sealed/SealedButtons")));

function who(step: Step, mine: boolean, t: ReturnType<typeof useText>): ReactNode {
  if (mine) return <b>{t("time.you")}</b>;
  const name = step.who ?? step.role_name ?? step.title;
  if (!step.on_behalf_of) return <b>{name}</b>;
  return <b>{t("time.onBehalf", { who: name, principal: step.on_behalf_of })}</b>;
}

function Dot({ step, mine, mark }: { step: Step; mine: string | null; mark: string }) {
  const name = mine ?? step.who ?? step.role_name ?? step.title;
  return (
    <span className="time-dot" aria-hidden="true">
      {step.kind === "next" ? mark : step.kind === "event" && !step.who ? <Icon name="clock" /> : initial(name)}
      {step.kind === "done" && (
        <i>
          <Icon name="check" />
        </i>
      )}
      {step.kind === "returned" && (
        <i className="i-back">
          <Icon name="back" />
        </i>
      )}
    </span>
  );
}

function When({ step }: { step: Step }) {
  const t = useText();
  if (step.kind === "now" || step.kind === "next") {
    if (!step.due_at) return null;
    const { tone, words } = due(step.due_at);
    return (
      <time dateTime={local(step.due_at).date} className={tone ? `due-${tone}` : undefined}>
        {step.kind === "now" ? (tone === "late" ? words : dueLong(t, words)) : t("time.before", { date: planDate(step.due_at) })}
      </time>
    );
  }
  const at = step.at ?? step.occurred_on;
  if (!at) return null;
  const happened = step.occurred_on && step.at && local(step.at).date !== step.occurred_on ? step.occurred_on : null;
  return (
    <time dateTime={at}>{happened ? t("time.happened", { date: shortDate(happened), recorded: shortDate(step.at) }) : moment(at)}</time>
  );
}

function Line({ step, me, mark, compact }: { step: Step; me?: string | null; mark: string; compact: boolean }) {
  const t = useText();
  const mine = step.kind === "now" && me ? me : null;
  const undone = step.undone && <span className="tag">{t("time.undone")}</span>;
  const state = step.undone ? "is-undone" : step.kind === "now" ? "is-now" : step.kind === "next" ? "is-next" : undefined;
  const named = Boolean(step.who) || mine !== null;
  const office = [step.role_name, step.organization].filter((x): x is string => Boolean(x) && x !== step.who);
  return (
    <li className={state}>
      <Dot step={step} mine={mine} mark={mark} />
      <div>
        <p className="time-head">
          {step.kind === "next" || step.kind === "event" ? <b>{step.title}</b> : who(step, mine !== null, t)}
          {step.kind !== "event" && <span className="muted">{step.kind === "next" ? [step.who, ...office].filter(Boolean).join(t("dot")) : named ? office.join(t("dot")) : ""}</span>}
          {step.kind === "next" && step.sure === false && <span className="tag">{t("time.maybe")}</span>}
          {step.kind === "now" && <span className="act act-now">{step.title}</span>}
          {step.kind === "done" && (step.decision ? <span className="act">{step.decision}</span> : <span className="act act-cc">{step.title}</span>)}
          {step.kind === "returned" && (
            <span className="act act-back">
              <Icon name="back" small />
              {step.decision ?? t("time.returned")}
            </span>
          )}
          {undone}
          {!compact && <When step={step} />}
        </p>
        {compact && (step.kind === "done" || step.kind === "returned" || step.kind === "event") && (
          <p className="small soft">
            {[step.decision && step.title, moment(step.at ?? step.occurred_on)].filter(Boolean).join(t("dot"))}
            {step.opinion && t("time.colon")}
            {step.opinion}
          </p>
        )}
        {compact && (step.kind === "now" || step.kind === "next") && step.due_at && (
          <p className="small muted">
            <When step={step} />
          </p>
        )}
        {!compact && step.kind !== "next" && step.decision && <p className="small muted">{step.title}</p>}
        {!compact && step.opinion && <p className="said">{step.opinion}</p>}
        {step.sealed.length > 0 && (
          <Suspense fallback={null}>
            <SealedButtons parts={step.sealed} />
          </Suspense>
        )}
      </div>
    </li>
  );
}

type TimelineProps = {
  steps: Step[];
  next?: Step[];
  /** name of the reader, when the step that is now is the reader's own */
  me?: string | null;
  compact?: boolean;
  /** fold all but the last so many finished steps away */
  fold?: number;
};

export function Timeline({ steps, next = [], me, compact = false, fold = 0 }: TimelineProps) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const past = steps.filter((step) => step.kind !== "now" && step.kind !== "next");
  const hidden = fold > 0 && !open && past.length > fold + 1 ? past.length - fold : 0;
  const rest = [...steps.slice(hidden), ...next];
  return (
    <>
      {hidden > 0 && (
        <button type="button" className="time-more" onClick={() => setOpen(true)}>
          {t("time.earlier", { count: hidden, from: shortDate(past[0]?.at ?? past[0]?.occurred_on), to: shortDate(past[hidden - 1]?.at ?? past[hidden - 1]?.occurred_on) })}
        </button>
      )}
      <ol className="time">
        {rest.map((step, i) => (
          <Line key={`${step.seq ?? ""}${step.node ?? ""}${i}`} step={step} me={me} mark={String(hidden + i + 1)} compact={compact} />
        ))}
      </ol>
    </>
  );
}

/** The five stages of membership. */
export function Path({ stages, label }: { stages: PathStage[]; label?: string }) {
  const t = useText();
  return (
    <ol className="path" aria-label={label ?? t("path.label")}>
      {stages.map((stage) => (
        <li key={stage.name} className={`is-${stage.status}`} aria-current={stage.status === "now" ? "step" : undefined}>
          {stage.status === "done" && <Icon name="check" />}
          <b>{stage.name}</b>
          <span className="sr">{t(`path.${stage.status}`)}</span>
          <small>{stage.note ?? [stage.from && t("path.from", { date: stage.from }), stage.to && t("path.to", { date: stage.to })].filter(Boolean).join(" ")}</small>
        </li>
      ))}
    </ol>
  );
}
