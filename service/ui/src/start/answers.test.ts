import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../api-types";
import { unmark } from "../components/Marked";
import { type Words, facts } from "./answers";

const words: Words = { yes: "是", no: "否", join: "，", label: (value) => ({ u1: "李测试" })[value] };
const schema = {
  type: "object",
  properties: {
    source: { type: "string", title: "活动" },
    entry: { type: "string", title: "形式", oneOf: [{ const: "paper", title: "纸质" }] },
    told: { type: "boolean", title: "已说明" },
    people: { type: "array", title: "人员", items: { type: "string" } },
    entries: { type: "array", title: "记录", items: { type: "object", properties: { person_id: { type: "string" }, qty: { type: "number" } } } },
  },
} as JsonSchema;

describe("answers said back", () => {
  it("says choices, booleans and people by their words, in the order of the form", () => {
    expect(facts(schema, { "ui:order": ["told", "*"] }, { source: "值守", told: false, entry: "paper", people: ["u1"] }, words)).toEqual([
      { label: "已说明", value: "否" },
      { label: "活动", value: "值守" },
      { label: "形式", value: "纸质" },
      { label: "人员", value: "李测试" },
    ]);
  });
  it("says a table row by row and leaves empty fields out", () => {
    expect(facts(schema, {}, { source: "", entries: [{ person_id: "u1", qty: 2 }] }, words)).toEqual([{ label: "记录", value: "", rows: ["李测试，2"] }]);
  });
  it("turns the mark of a sample into a fact", () => {
    expect(unmark("《办法》[模板]十五日内答复。")).toEqual({ text: "《办法》十五日内答复。", template: true });
    expect(unmark("第七条")).toEqual({ text: "第七条", template: false });
  });
});
