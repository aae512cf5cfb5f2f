import { describe, expect, it } from "vitest";
import { type OutlineLine, around, depth, kindKey, progress } from "./outline";

const line = (no: string, status: OutlineLine["status"], kind = "userTask"): OutlineLine => ({ no, node: `n${no}`, name: no, kind, status });

describe("the outline", () => {
  it("reads the level from the number", () => {
    expect([depth("3"), depth("3.1"), depth("3.1.2")]).toEqual([0, 1, 2]);
  });
  it("names kinds whatever prefix they carry", () => {
    expect(["bpmn:userTask", "exclusiveGateway", "callActivity", "boundaryEvent", "intermediateCatchEvent", "serviceTask", "startEvent", "endEvent", "businessRuleTask", "subProcess"].map(kindKey)).toEqual(
      ["task", "gateway", "call", "boundary", "wait", "automatic", "start", "end", "decision", "group"],
    );
  });
  it("counts only work, and not what is skipped", () => {
    expect(progress([line("1", "done"), line("2", "now"), line("3", "skipped"), line("4", "done", "exclusiveGateway")])).toEqual({ done: 1, total: 2 });
  });
  it("opens a long outline around the present and loses no line", () => {
    const lines = Array.from({ length: 20 }, (_, i) => line(String(i + 1), i < 10 ? "done" : i === 10 ? "now" : "next"));
    const { folded, shown } = around(lines);
    expect([folded.length, shown.length]).toEqual([7, 13]);
    expect(around(lines.slice(0, 10)).folded).toEqual([]);
  });
});
