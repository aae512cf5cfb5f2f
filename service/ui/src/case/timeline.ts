/** What a case has behind it is long, what matters is near: fold the earlier stages, keep the present one open. */

export interface Dated {
  kind: "done" | "returned" | "now" | "next" | "event";
  at: string | null;
  occurred_on: string | null;
}

/** A stage of the person's path; a case about an organization has none. */
export interface Stage {
  name: string;
  status: "done" | "now" | "next";
  to: string | null;
}

export interface Fold<S> {
  /** empty: the early part of the present stage */
  stage: string;
  steps: S[];
  from: string | null;
  to: string | null;
}

export interface Folded<S> {
  folds: Fold<S>[];
  open: S[];
}

const RANK = { done: 0, returned: 0, event: 0, now: 1, next: 2 } as const;

/** Past first, then what waits, then what comes; within each the order of the server (oldest first) stays. */
export function inOrder<S extends Dated>(steps: readonly S[]): S[] {
  return steps
    .map((step, index) => ({ step, index }))
    .sort((a, b) => RANK[a.step.kind] - RANK[b.step.kind] || a.index - b.index)
    .map(({ step }) => step);
}

/** The day on which a thing happened; what was recorded later stands beside it. */
export function dayOf(step: Dated): string | null {
  return (step.occurred_on ?? step.at)?.slice(0, 10) ?? null;
}

function stageOf(step: Dated, stages: readonly Stage[]): string {
  const day = dayOf(step);
  if (day === null) return "";
  return stages.find((stage) => stage.status === "done" && stage.to !== null && day < stage.to)?.name ?? "";
}

function fold<S extends Dated>(stage: string, steps: S[]): Fold<S> {
  const days = steps.map(dayOf).filter((day): day is string => day !== null);
  return { stage, steps, from: days[0] ?? null, to: days.at(-1) ?? null };
}

/** `keep`: so many past steps of the present stage stay open, older ones of it are folded too. */
export function foldStages<S extends Dated>(steps: readonly S[], stages: readonly Stage[] = [], keep = 8): Folded<S> {
  const ordered = inOrder(steps);
  const past = ordered.filter((step) => step.kind !== "now" && step.kind !== "next");
  const ahead = ordered.filter((step) => step.kind === "now" || step.kind === "next");
  const runs: { stage: string; steps: S[] }[] = [];
  for (const step of past) {
    const stage = stageOf(step, stages);
    const last = runs.at(-1);
    if (last && last.stage === stage) last.steps.push(step);
    else runs.push({ stage, steps: [step] });
  }
  // an ended case has nothing after its last stage: that stays open
  const open = runs.at(-1)?.stage === "" || ahead.length === 0 ? (runs.pop()?.steps ?? []) : [];
  const folds = runs.map((run) => fold(run.stage, run.steps));
  // a fold of one or two lines hides nothing worth hiding
  if (open.length <= keep + 2) return { folds, open: [...open, ...ahead] };
  const early = open.length - keep;
  return { folds: [...folds, fold("", open.slice(0, early))], open: [...open.slice(early), ...ahead] };
}

/** Decisions and opinions only: what the machine noted beside them stands in the full record. How it began stays. */
export function decisions<S extends Dated & { opinion: string | null; decision: string | null }>(steps: readonly S[]): S[] {
  return steps.filter((step, index) => index === 0 || step.kind !== "event" || step.opinion !== null || step.decision !== null);
}
