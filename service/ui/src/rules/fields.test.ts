// The form gives back what it was given: every shipped rule, field by field; and two editors' work is joined.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { byStage, change, isTerm, merge, put, readTerm, readText, readWords, shown, startKey, writeNumber, writeTerm, writeText, writeWords } from "./fields";
import type { KeyType, Kind, Row, Text } from "./fields";

const yaml = createRequire(import.meta.url)("js-yaml") as { load: (text: string) => Text };
const PACKS = ["cpc_dev_2014", "cpc_dev_2026", "local_demo_v1"];
const read = (name: string) => yaml.load(readFileSync(join(import.meta.dirname, `../../../../bpmn/rules/${name}.yaml`), "utf8"));
const KINDS: Record<string, string[]> = { earliest: ["value", "start"], deadline: ["value", "every", "start"], window: ["min", "max", "start"] };
const TYPES: Record<string, KeyType> = { value: "term", every: "term", special_max: "term", min: "amount", max: "amount", start: "start", from: "start", exact: "number", min_days: "number", or_min_hours: "number", min_hours: "number", times: "number", name: "text", op: "text", factor: "text" };

/** What the form writes when each field is left as it shows itself. */
function through(row: Row, words: { code: string; name: string }[]): Row {
  const kind = { code: String(row.kind), keys: KINDS[String(row.kind)] ?? ["by"], timed: String(row.kind) in KINDS } as Kind;
  let out = row;
  for (const key of shown(row, kind)) {
    const type = TYPES[key] ?? "words";
    const value = row[key];
    if (value === null || typeof value === "boolean") continue; // shown as nothing, and as a choice
    if (isTerm(row, key, type, kind.timed)) {
      const term = readTerm(value);
      if (term.odd === undefined) out = put(out, key, writeTerm(term));
    } else if (type === "number" || type === "amount") out = put(out, key, writeNumber(readText(value)));
    else if (type === "text") out = put(out, key, writeText(key, readText(value)));
    else if (type === "words") out = put(out, key, writeWords(readWords(value, words), value, words));
  }
  return out;
}

const codes = (text: Text) => [...new Set(Object.values(text.rules!).flatMap((row) => Object.values(row ?? {}).flat()))].filter((each): each is string => typeof each === "string");

describe.each(PACKS)("%s", (name) => {
  const text = read(name);
  test.each([
    ["each code has a word of its own", (code: string) => `w-${code}`],
    ["many codes have the same word", (code: string) => code.slice(0, 2)],
    ["no code has a word", (code: string) => code],
  ])("goes through the form unchanged, where %s", (_, call) => {
    const words = codes(text).map((code) => ({ code, name: call(code) }));
    for (const [id, row] of Object.entries(text.rules!)) if (row) expect(JSON.stringify(through(row, words)), id).toBe(JSON.stringify(row));
  });
  test("every rule stands under one stage, in the order of the text", () => {
    const stages = ["application", "activist", "candidate", "admission", "probation", "discipline", "round", "training", "points", "rights", "other"].map((code) => ({ code, name: code }));
    const listed = byStage(text, text, stages).flatMap((group) => group.ids);
    expect([...listed].sort()).toEqual(Object.keys(text.rules!).sort());
  });
});

test.each([
  ["P1M", "1", "M"],
  ["P10WD", "10", "WD"],
  ["promptly", "", "promptly"],
  [undefined, "", ""],
])("a term %s", (value, amount, unit) => {
  expect(readTerm(value)).toEqual({ amount, unit });
  expect(writeTerm({ amount, unit })).toBe(value);
});

test("what is put together or wrong is not lost", () => {
  expect(readTerm("P1Y6M").odd).toBe("P1Y6M");
  expect(writeTerm({ amount: "x", unit: "D" })).toBe("x");
  expect(writeNumber("2 people")).toBe("2 people");
  expect([writeText("factor", "0.5"), writeText("factor", "2/3"), writeText("name", "7")]).toEqual([0.5, "2/3", "7"]);
});

test("words become codes again, where they have some", () => {
  const words = [{ code: "branch", name: "A" }, { code: "group", name: "B" }];
  expect(writeWords("B\nown words", ["branch"], words)).toEqual(["group", "own words"]);
  expect(writeWords("B", "branch", words)).toBe("group");
  expect(writeWords("A\nB", "branch", words)).toEqual(["branch", "group"]);
  expect(writeWords(" \n", ["branch"], words)).toBeUndefined();
});

test("a term of days or a number of people", () => {
  expect(isTerm({}, "min", "amount", true)).toBe(true);
  expect(isTerm({ min: 5, unit: "working_day" }, "min", "amount", true)).toBe(false);
  expect(isTerm({ max: 2 }, "max", "amount", false)).toBe(false);
  expect(startKey({ from: "birth_date" })).toBe("from");
  expect(shown({ kind: "window", min: 5, unit: "working_day" }, { code: "window", name: "", keys: ["min"], timed: true })).toEqual(["min"]);
});

test("what became of a rule", () => {
  const was: Text = { rules: { a: { title: "A" }, b: { title: "B" } } };
  const now: Text = { rules: { a: { title: "A" }, b: null, c: { title: "C" } } };
  expect(["a", "b", "c"].map((id) => change(id, now, was))).toEqual(["same", "ended", "new"]);
  expect(change("a", { rules: { a: { title: "Z" } } }, was)).toBe("changed");
});

test("two editors' work is joined, and what both changed is named", () => {
  const base: Text = { instrument: "I", rules: { a: { text: "1" }, b: { text: "1" }, c: { text: "1" } } };
  const mine: Text = { instrument: "mine", rules: { a: { text: "mine" }, b: { text: "1" }, c: null, d: { text: "new" } } };
  const theirs: Text = { instrument: "I", rules: { a: { text: "theirs" }, b: { text: "theirs" }, c: { text: "1" } } };
  const { text, both } = merge(base, mine, theirs);
  expect(text).toEqual({ instrument: "mine", rules: { a: { text: "mine" }, b: { text: "theirs" }, c: null, d: { text: "new" } } });
  expect(both).toEqual(["a"]);
});
