/** Children of a case in groups: where they stand, in the order of the work as the list shows it. */

export interface Child {
  title: string;
  status: "running" | "ended" | "faulted" | "suspended" | "cancelled";
  milestone: string | null;
}

/** A running child is named by its stage, any other by how it stopped. */
export function groupKey(child: Child): string {
  return child.status === "running" ? `m:${child.milestone ?? ""}` : `s:${child.status}`;
}

export interface Group {
  key: string;
  n: number;
}

const LAST = ["s:suspended", "s:cancelled", "s:ended"];

/** What needs a look first: failed, then running by stage, then what is over. */
export function groups(children: readonly Child[]): Group[] {
  const sums = new Map<string, number>();
  for (const child of children) sums.set(groupKey(child), (sums.get(groupKey(child)) ?? 0) + 1);
  const rank = (key: string) => (key === "s:faulted" ? -1 : LAST.includes(key) ? 1 + LAST.indexOf(key) : 0);
  return [...sums.entries()].map(([key, n]) => ({ key, n })).sort((a, b) => rank(a.key) - rank(b.key));
}

const BY_NAME = new Intl.Collator("zh-CN", { numeric: true });

/** In the order of names, so that a branch is found where one looks for it. */
export function choose<C extends Child>(children: readonly C[], key: string, q: string): C[] {
  const wanted = q.trim();
  return [...children].sort((a, b) => BY_NAME.compare(a.title, b.title)).filter((child) => (!key || groupKey(child) === key) && (!wanted || child.title.includes(wanted)));
}
