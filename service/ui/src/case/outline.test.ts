import { describe, expect, it } from "vitest";
import { type OutlineLine, around, grow, kindKey, progress, settle, standing, waitsHere } from "./outline";

const line = (no: string, status: OutlineLine["status"], kind = "userTask", name = `第 ${no} 步`): OutlineLine => ({ no, node: `n${no}`, name, kind, status });
const lines = [
  line("1", "done", "startEvent"),
  line("2", "now", "subProcess"),
  line("2.1", "done", "callActivity"),
  line("2.1.1", "done"),
  line("2.1.2", "next"),
  line("2.2", "now", "intermediateCatchEvent", "等候被推荐"),
  line("3", "now", "boundaryEvent"),
  line("4", "next"),
];

describe("the outline", () => {
  it("names kinds whatever prefix they carry", () => {
    expect(["bpmn:userTask", "exclusiveGateway", "callActivity", "boundaryEvent", "intermediateCatchEvent", "serviceTask", "startEvent", "endEvent", "businessRuleTask", "subProcess"].map(kindKey)).toEqual(
      ["task", "gateway", "call", "boundary", "wait", "automatic", "start", "end", "decision", "group"],
    );
  });
  it("stands parts below their whole and loses no line", () => {
    const tree = grow(lines);
    expect(tree.map((branch) => branch.line.no)).toEqual(["1", "2", "3", "4"]);
    expect(tree[1]!.below.map((branch) => branch.line.no)).toEqual(["2.1", "2.2"]);
    expect(grow([line("7.1", "done")])).toHaveLength(1);
  });
  it("says that a part of something over was not taken, and all of an ended case", () => {
    expect(settle(lines, false).map((l) => l.status)).toEqual(["done", "now", "done", "done", "skipped", "now", "now", "next"]);
    expect(settle(lines, true).at(-1)!.status).toBe("skipped");
  });
  it("opens where work waits, not where only a withdrawal is listened for", () => {
    expect(grow(lines).map(waitsHere)).toEqual([false, true, false, false]);
  });
  it("counts tasks, and not what was not taken", () => {
    expect(progress(settle(lines, false))).toEqual({ done: 1, total: 2 });
  });
  it("says what a case stands at when nobody has anything to do", () => {
    expect(standing(lines).map((l) => l.name)).toEqual(["等候被推荐"]);
  });
  it("opens a long list around the present", () => {
    const long = grow(Array.from({ length: 20 }, (_, i) => line(String(i + 1), i < 10 ? "done" : i === 10 ? "now" : "next")));
    const { folded, shown } = around(long);
    expect([folded.length, shown.length]).toEqual([7, 13]);
    expect(around(long.slice(0, 10)).folded).toEqual([]);
  });
});
