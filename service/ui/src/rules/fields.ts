// Between a rule as data and the fields of its form. What nobody touches comes back as it was, down to its order.
import type { RuleForm } from "./calls";

export type Row = { [key: string]: unknown };
export type Text = Row & { rules?: { [id: string]: Row | null } };
export type Kind = RuleForm["kinds"][number];
export type KeyType = RuleForm["keys"][number]["type"];
type Option = { code: string; name: string };

// Keys that every rule has fields for, above those of its kind.
export const HEAD = ["title", "title_en", "stage", "kind", "strength", "article", "text", "text_en", "check"];
const HIDDEN = new Set([...HEAD, "template", "start_name", "unit"]);
const STARTS = ["start", "from"];

/** Put a value under a key, or take the key out; the others stay where they are. */
export function put<R extends Row>(row: R, key: string, value: unknown): R {
  if (value === undefined) return Object.fromEntries(Object.entries(row).filter(([name]) => name !== key)) as R;
  return { ...row, [key]: value };
}

/** The keys that a rule's form shows: those of its kind, then what else it says. */
export function shown(row: Row, kind: Kind | undefined): string[] {
  const asked = (kind?.keys ?? []).map((key) => (STARTS.includes(key) ? startKey(row) : key));
  const more = Object.keys(row).filter((key) => !asked.includes(key) && (!HIDDEN.has(key) || (key === "unit" && row.unit !== "working_day")));
  return [...asked, ...more];
}

/** A day to count from stands under one of two names. */
export function startKey(row: Row): string {
  return "from" in row && !("start" in row) ? "from" : "start";
}

/** `min` and `max` count people or last days: the value says which, or else the kind. */
export function isTerm(row: Row, key: string, type: KeyType, timed: boolean): boolean {
  if (type === "term") return true;
  if (type !== "amount" || row.unit === "working_day") return false;
  const value = row[key];
  return value === undefined ? timed : typeof value === "string" && (timed || value.startsWith("P"));
}

export type Term = { amount: string; unit: string; odd?: string };
export const UNITS = ["D", "WD", "W", "M", "Y"];
const TERM = /^P(\d{1,5})(WD|[YMWD])$/;
const PROMPTLY = "promptly";

/** A term as a number and a unit; what is put together of several stays a text. */
export function readTerm(value: unknown): Term {
  if (value === undefined || value === null || value === "") return { amount: "", unit: "" };
  if (value === PROMPTLY) return { amount: "", unit: PROMPTLY };
  const found = TERM.exec(String(value));
  return found ? { amount: found[1]!, unit: found[2]! } : { amount: "", unit: "", odd: String(value) };
}

export function writeTerm({ amount, unit }: Term): unknown {
  if (unit === PROMPTLY) return PROMPTLY;
  if (!amount.trim()) return undefined;
  // what is no number goes to the service as it was written, which says so beside the field
  return /^\d+$/.test(amount.trim()) ? `P${amount.trim()}${unit || "D"}` : amount;
}

export const readText = (value: unknown): string => (value === undefined || value === null ? "" : String(value));

export function writeNumber(text: string): unknown {
  const said = text.trim();
  if (!said) return undefined;
  return /^\d{1,9}$/.test(said) ? Number(said) : said;
}

/** A text, but a share written as a decimal is a number. */
export function writeText(key: string, text: string): unknown {
  if (!text) return undefined;
  return key === "factor" && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}

/** Words one below the other, as they are called. */
export function readWords(value: unknown, words: Option[]): string {
  if (value === undefined || value === null) return "";
  return (Array.isArray(value) ? value : [value]).map((each) => name(each, words)).join("\n");
}

/** Back to codes: a line that still says what stood there is what stood there; another is a known word, or plain text. */
export function writeWords(text: string, before: unknown, words: Option[]): unknown {
  const old = before === undefined || before === null ? [] : Array.isArray(before) ? (before as unknown[]) : [before];
  if (text === readWords(before, words)) return before;
  const left = old.map((each, i) => ({ each, i, name: name(each, words) }));
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const said = lines.map((line, i) => {
    const kept = left.find((one) => one.i === i && one.name === line) ?? left.find((one) => one.name === line);
    if (kept) return left.splice(left.indexOf(kept), 1)[0]!.each;
    return words.find((word) => word.name === line)?.code ?? line;
  });
  if (said.length === 0) return undefined;
  return said.length > 1 || Array.isArray(before) ? said : said[0];
}

const name = (value: unknown, words: Option[]): string => words.find((word) => word.code === value)?.name ?? String(value);

export type Change = "same" | "new" | "changed" | "ended";

/** What became of a rule since the text that was released. */
export function change(id: string, text: Text, released: Text): Change {
  const [now, was] = [text.rules?.[id], released.rules?.[id]];
  if (JSON.stringify(now) === JSON.stringify(was)) return "same";
  if (!now) return "ended";
  return was ? "changed" : "new";
}

/** The rules by stage, in the order of the text; ended ones where they stood. */
export function byStage(text: Text, released: Text, stages: Option[]): { stage: Option; ids: string[] }[] {
  const of = (id: string) => String((text.rules?.[id] ?? released.rules?.[id])?.stage ?? "other");
  const ids = [...Object.keys(text.rules ?? {})];
  const known = new Set(stages.map((stage) => stage.code));
  return stages
    .map((stage) => ({ stage, ids: ids.filter((id) => of(id) === stage.code || (stage.code === "other" && !known.has(of(id)))) }))
    .filter((group) => group.ids.length > 0);
}

/** One's own changes put on what somebody else has saved: rule by rule, key by key of the head; own words win, and are named. */
export function merge(base: Text, mine: Text, theirs: Text): { text: Text; both: string[] } {
  const both: string[] = [];
  const join = (was: Row, own: Row, other: Row, mark: boolean): Row => {
    let joined: Row = other;
    for (const key of new Set([...Object.keys(was), ...Object.keys(own)])) {
      if (key === "rules" && mark) continue;
      const [a, b, c] = [was[key], own[key], other[key]].map((each) => JSON.stringify(each));
      if (a === b) continue;
      if (c !== a && c !== b) both.push(key);
      joined = put(joined, key, own[key]);
    }
    return joined;
  };
  const text = join(base, mine, theirs, true) as Text;
  const rules = join(base.rules ?? {}, mine.rules ?? {}, theirs.rules ?? {}, false) as Text["rules"];
  return { text: { ...text, rules }, both };
}
