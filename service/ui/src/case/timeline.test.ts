import { describe, expect, it } from "vitest";
import { type Dated, currentStage, decisions, foldStages, inOrder } from "./timeline";

const step = (kind: Dated["kind"], stage: string | null, at: string | null = null): Dated => ({ kind, stage, at, occurred_on: null });

describe("the timeline of a case", () => {
  const steps = [
    step("done", "申请入党", "2015-09-02T10:00:00+08:00"),
    step("event", "申请入党", "2016-04-20T09:00:00+08:00"),
    step("returned", "入党积极分子", "2016-05-08T09:12:00+08:00"),
    step("now", "入党积极分子"),
    step("next", null),
  ];

  it("folds earlier stages and keeps the present one", () => {
    const { folds, open } = foldStages(steps);
    expect(folds).toHaveLength(1);
    expect(folds[0]).toMatchObject({ stage: "申请入党", early: false, from: "2015-09-02T10:00:00+08:00", to: "2016-04-20T09:00:00+08:00" });
    expect(open.map((s) => s.kind)).toEqual(["returned", "now", "next"]);
  });

  it("takes the stage of the last past step when nothing waits", () => {
    expect(currentStage(steps.slice(0, 3))).toBe("入党积极分子");
    expect(foldStages(steps.slice(0, 3)).open).toHaveLength(1);
  });

  it("folds nothing when no step names a stage", () => {
    const plain = Array.from({ length: 5 }, () => step("done", null, "2017-01-01T00:00:00+08:00"));
    expect(foldStages(plain)).toEqual({ folds: [], open: plain });
  });

  it("folds the early part of a long present stage, and only when that hides more than two lines", () => {
    const long = Array.from({ length: 30 }, (_, i) => step("done", "积极分子", `2017-01-${String(i + 1).padStart(2, "0")}T00:00:00+08:00`));
    const folded = foldStages(long);
    expect(folded.folds[0]).toMatchObject({ early: true });
    expect(folded.folds[0]!.steps).toHaveLength(22);
    expect(folded.open).toHaveLength(8);
    expect(foldStages(long.slice(0, 10)).folds).toHaveLength(0);
  });

  it("puts what waits after the past and what comes last, without touching the order within", () => {
    expect(inOrder([step("next", null), step("now", "b"), step("done", "a"), step("done", "b")]).map((s) => s.kind + (s.stage ?? ""))).toEqual(["donea", "doneb", "nowb", "next"]);
  });

  it("loses no step", () => {
    const { folds, open } = foldStages(steps);
    expect(folds.reduce((n, f) => n + f.steps.length, 0) + open.length).toBe(steps.length);
  });

  it("leaves out what the machine did by itself, unless there is nothing else", () => {
    const full = (kind: Dated["kind"], who: string | null) => ({ ...step(kind, null), who, opinion: null, decision: null });
    expect(decisions([full("event", null), full("event", "王示例"), full("done", "王示例"), full("next", null)]).map((s) => s.kind)).toEqual(["event", "done", "next"]);
    expect(decisions([full("event", null), full("next", null)])).toHaveLength(2);
  });
});
