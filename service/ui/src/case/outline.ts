/** The text twin of the diagram: one line a node, the same ids, the same states. */

export type OutlineStatus = "done" | "now" | "next" | "skipped";

export interface OutlineLine {
  no: string;
  node: string;
  name: string;
  kind: string;
  status: OutlineStatus;
}

export interface Branch<L> {
  line: L;
  below: Branch<L>[];
}

/** Kinds in words; the name of a BPMN tag is nothing that an office reads. */
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

const parentOf = (no: string) => no.slice(0, Math.max(0, no.lastIndexOf(".")));

/** What was not reached when the whole around it is over will not be reached any more. */
export function settle<L extends OutlineLine>(lines: readonly L[], ended: boolean): L[] {
  const over = new Set(lines.filter((line) => line.status === "done").map((line) => line.no));
  const isOver = (no: string): boolean => no !== "" && (over.has(no) || isOver(parentOf(no)));
  return lines.map((line) => (line.status === "next" && (ended || isOver(parentOf(line.no))) ? { ...line, status: "skipped" as const } : line));
}

/** "2.1" stands below "2". A line without its parent stands at the top: no line is lost. */
export function grow<L extends OutlineLine>(lines: readonly L[]): Branch<L>[] {
  const known = new Map<string, Branch<L>>();
  const top: Branch<L>[] = [];
  for (const line of lines) {
    const branch: Branch<L> = { line, below: [] };
    (known.get(parentOf(line.no))?.below ?? top).push(branch);
    known.set(line.no, branch);
  }
  return top;
}

/** Whether work waits in here; a listener at the edge (a withdrawal that may come at any time) is no work. */
export function waitsHere<L extends OutlineLine>(branch: Branch<L>): boolean {
  if (branch.below.some(waitsHere)) return true;
  return branch.line.status === "now" && kindKey(branch.line.kind) !== "boundary";
}

/** How many steps of work lie in here, and how many are done. */
export function progress(lines: readonly OutlineLine[]): { done: number; total: number } {
  const work = lines.filter((line) => kindKey(line.kind) === "task" && line.status !== "skipped");
  return { done: work.filter((line) => line.status === "done").length, total: work.length };
}

/** What a case waits for when nobody has anything to do: the events and parts that it stands at. */
export function standing<L extends OutlineLine>(lines: readonly L[]): L[] {
  const here = lines.filter((line) => line.status === "now");
  return here.filter((line) => ["wait", "call"].includes(kindKey(line.kind)) && line.name !== line.node && !here.some((other) => other.no.startsWith(`${line.no}.`)));
}

/** A long list opens around the present: what is done and far behind is folded. */
export function around<L extends OutlineLine>(list: readonly Branch<L>[], before = 3, limit = 14): { folded: Branch<L>[]; shown: Branch<L>[] } {
  const now = list.findIndex(waitsHere);
  // two lines behind a fold are not worth a click
  if (list.length <= limit || now - before <= 2) return { folded: [], shown: [...list] };
  return { folded: list.slice(0, now - before), shown: list.slice(now - before) };
}
