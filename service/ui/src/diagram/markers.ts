/** What is drawn onto a diagram: classes by element, taken flows, counts. Pure, so that it is tested without a canvas. */

export type NodeStatus = "done" | "now" | "next" | "faulted";

export interface NodeMarker {
  node: string;
  status: NodeStatus;
  n: number;
}

export interface Paint {
  element: string;
  className: string;
}

export interface Badge {
  element: string;
  n: number;
}

const RANK: Record<NodeStatus, number> = { next: 0, done: 1, now: 2, faulted: 3 };

/** A node that ran before and waits again is "now"; counts add up. */
export function merge(markers: readonly NodeMarker[]): NodeMarker[] {
  const seen = new Map<string, NodeMarker>();
  for (const marker of markers) {
    const old = seen.get(marker.node);
    seen.set(
      marker.node,
      old === undefined
        ? marker
        : { node: marker.node, status: RANK[marker.status] > RANK[old.status] ? marker.status : old.status, n: old.n + marker.n },
    );
  }
  return [...seen.values()];
}

export function paint(markers: readonly NodeMarker[], flows: readonly string[]): Paint[] {
  return [
    ...merge(markers)
      .filter((marker) => marker.status !== "next")
      .map((marker) => ({ element: marker.node, className: `yg-${marker.status}` })),
    ...[...new Set(flows)].map((flow) => ({ element: flow, className: "yg-taken" })),
  ];
}

/** Only what happened more than once is counted aloud. */
export function badges(markers: readonly NodeMarker[]): Badge[] {
  return merge(markers)
    .filter((marker) => marker.n > 1)
    .map((marker) => ({ element: marker.node, n: marker.n }));
}

export function nowOf(markers: readonly NodeMarker[]): string[] {
  return merge(markers)
    .filter((marker) => marker.status === "now" || marker.status === "faulted")
    .map((marker) => marker.node);
}

/** Reading order for the keyboard: left to right by column, then downwards, as one reads the drawing. */
export function readingOrder<E extends { id: string; x: number; y: number }>(elements: readonly E[], column = 60): E[] {
  return [...elements].sort((a, b) => Math.floor(a.x / column) - Math.floor(b.x / column) || a.y - b.y || a.x - b.x);
}
