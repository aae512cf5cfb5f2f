/** A round in numbers: how many branches stand where, and base by base. Never an order by result. */

export const BRANCH_STATUSES = ["not_started", "listing", "voting", "deciding", "filed", "late"] as const;
export type BranchStatus = (typeof BRANCH_STATUSES)[number];

export interface RoundBranch {
  id: string;
  name: string;
  base: string;
  quota: number;
  status: BranchStatus;
  nominees: number;
  recommended: number;
}

export type Counts = Record<BranchStatus, number>;

export function counts(branches: readonly { status: BranchStatus }[]): Counts {
  const out = Object.fromEntries(BRANCH_STATUSES.map((status) => [status, 0])) as Counts;
  for (const branch of branches) out[branch.status] = (out[branch.status] ?? 0) + 1;
  return out;
}

export interface BaseProgress {
  base: string;
  branches: number;
  filed: number;
  late: number;
  quota: number;
  recommended: number;
}

/** Bases in the order in which the server lists them. */
export function byBase(branches: readonly RoundBranch[]): BaseProgress[] {
  const out = new Map<string, BaseProgress>();
  for (const branch of branches) {
    const sum = out.get(branch.base) ?? { base: branch.base, branches: 0, filed: 0, late: 0, quota: 0, recommended: 0 };
    sum.branches += 1;
    sum.filed += branch.status === "filed" ? 1 : 0;
    sum.late += branch.status === "late" ? 1 : 0;
    sum.quota += branch.quota;
    sum.recommended += branch.recommended;
    out.set(branch.base, sum);
  }
  return [...out.values()];
}

export function select<B extends RoundBranch>(branches: readonly B[], filter: { base?: string; status?: string; q?: string }): B[] {
  return branches.filter(
    (branch) =>
      (!filter.base || branch.base === filter.base) &&
      (!filter.status || branch.status === filter.status) &&
      (!filter.q || branch.name.includes(filter.q.trim())),
  );
}

/** Segments of the progress bar in a box of 1000: each status its width, in the order of the work. */
export function segments(sums: Counts, width = 1000): { status: BranchStatus; x: number; width: number }[] {
  const order: BranchStatus[] = ["filed", "deciding", "voting", "listing", "late", "not_started"];
  const total = order.reduce((sum, status) => sum + (sums[status] ?? 0), 0);
  if (total === 0) return [];
  const out: { status: BranchStatus; x: number; width: number }[] = [];
  let x = 0;
  for (const status of order) {
    const w = (width * (sums[status] ?? 0)) / total;
    if (w > 0) out.push({ status, x, width: w });
    x += w;
  }
  return out;
}
