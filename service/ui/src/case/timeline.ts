/** What a case has behind it is long, what matters is near: fold the earlier stages, keep the present one open. */

export interface Dated {
  kind: "done" | "returned" | "now" | "next" | "event";
  stage: string | null;
  at: string | null;
  occurred_on: string | null;
}

export interface Fold<S> {
  stage: string;
  /** the early part of the stage that is still running */
  early: boolean;
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

export function dayOf(step: Dated): string | null {
  return step.occurred_on ?? step.at;
}

export function currentStage(steps: readonly Dated[]): string | null {
  const now = steps.find((step) => step.kind === "now" && step.stage);
  if (now) return now.stage;
  const past = steps.filter((step) => step.kind !== "now" && step.kind !== "next" && step.stage);
  return past.at(-1)?.stage ?? null;
}

function fold<S extends Dated>(stage: string, steps: S[], early: boolean): Fold<S> {
  const days = steps.map(dayOf).filter((day): day is string => day !== null);
  return { stage, steps, early, from: days[0] ?? null, to: days.at(-1) ?? null };
}

/** `keep`: so many past steps of the present stage stay open, older ones of it are folded too. */
export function foldStages<S extends Dated>(steps: readonly S[], keep = 8): Folded<S> {
  const ordered = inOrder(steps);
  const present = currentStage(ordered);
  const past = ordered.filter((step) => step.kind !== "now" && step.kind !== "next");
  const ahead = ordered.filter((step) => step.kind === "now" || step.kind === "next");

  const folds: Fold<S>[] = [];
  let open: S[] = past;
  if (present !== null) {
    const first = past.findIndex((step) => step.stage === present);
    const earlier = first < 0 ? [] : past.slice(0, first);
    open = first < 0 ? past : past.slice(first);
    let run: S[] = [];
    for (const step of earlier) {
      if (run.length > 0 && run[0]!.stage !== step.stage) {
        folds.push(fold(run[0]!.stage ?? "", run, false));
        run = [];
      }
      run.push(step);
    }
    if (run.length > 0) folds.push(fold(run[0]!.stage ?? "", run, false));
  }
  // a fold of one or two lines hides nothing worth hiding
  if (open.length > keep + 2) {
    const early = open.slice(0, open.length - keep);
    folds.push(fold(present ?? "", early, true));
    open = open.slice(open.length - keep);
  }
  return { folds, open: [...open, ...ahead] };
}

/** Decisions and opinions only: what the machine did by itself stands in the full record. */
export function decisions<S extends Dated & { who: string | null; opinion: string | null; decision: string | null }>(steps: readonly S[]): S[] {
  const kept = steps.filter((step) => step.kind !== "event" || step.who !== null || step.opinion !== null || step.decision !== null);
  return kept.some((step) => step.kind !== "now" && step.kind !== "next") ? kept : [...steps];
}
