// Which node becomes which: proposals to begin with, and only pairs that say something new.
import type { Difference, Pair, Target } from "./calls";

/** Nodes at which a case may stand and that the new release does not have: each needs a counterpart. */
export function gone(items: Difference[]): Difference[] {
  return items.filter((item) => item.change === "removed" && item.stands);
}

/** What a gone node may become: of the same kind; those that bear its name first. */
export function choices(item: Difference, targets: Target[]): Target[] {
  const alike = targets.filter((target) => target.kind === item.kind);
  return [...alike.filter((target) => target.name === item.name), ...alike.filter((target) => target.name !== item.name)];
}

/** The pairs as the service takes them: what was chosen, else what is proposed; an empty choice means none. */
export function pairs(items: Difference[], chosen: Record<string, string>): Pair[] {
  return gone(items).flatMap((item) => {
    const to = chosen[item.node] ?? item.proposal ?? "";
    return to ? [{ from: item.node, to }] : [];
  });
}
