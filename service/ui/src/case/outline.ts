/** The text twin of the diagram: one line a node, the same ids, the same states. */

export type OutlineStatus = "done" | "now" | "next" | "skipped";

export interface OutlineLine {
  no: string;
  node: string;
  name: string;
  kind: string;
  status: OutlineStatus;
}

/** "2.1.3" lies two levels down. */
export function depth(no: string): number {
  return Math.max(0, no.split(".").filter(Boolean).length - 1);
}

/** Gateways and events without a name say nothing in words; they keep their number so that the twin stays one to one. */
export function kindKey(kind: string): string {
  const plain = kind.replace(/^bpmn:/, "");
  if (/gateway/i.test(plain)) return "gateway";
  if (/^start/i.test(plain)) return "start";
  if (/^end/i.test(plain)) return "end";
  if (/boundary/i.test(plain)) return "boundary";
  if (/(catch|timer|receive|intermediate)/i.test(plain)) return "wait";
  if (/call/i.test(plain)) return "call";
  if (/(service|script|send)/i.test(plain)) return "automatic";
  if (/rule/i.test(plain)) return "decision";
  if (/sub.?process/i.test(plain)) return "group";
  return "task";
}

export function progress(lines: readonly OutlineLine[]): { done: number; total: number } {
  const work = lines.filter((line) => ["task", "call", "wait"].includes(kindKey(line.kind)) && line.status !== "skipped");
  return { done: work.filter((line) => line.status === "done").length, total: work.length };
}

/** A long outline opens around the present: what is done and far behind is folded. */
export function around<L extends OutlineLine>(lines: readonly L[], before = 3, limit = 14): { folded: L[]; shown: L[] } {
  if (lines.length <= limit) return { folded: [], shown: [...lines] };
  const now = lines.findIndex((line) => line.status === "now");
  // two lines behind a fold are not worth a click
  const from = now - before > 2 ? now - before : 0;
  return { folded: lines.slice(0, from), shown: lines.slice(from) };
}
