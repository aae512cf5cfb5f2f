import { describe, expect, it } from "vitest";
import { type Dated, type Stage, decisions, foldStages, inOrder } from "./timeline";

const step = (kind: Dated["kind"], day: string | null = null): Dated => ({ kind, at: day && `${day}T10:00:00+08:00`, occurred_on: null });
const stages: Stage[] = [
  { name: "申请入党", status: "done", to: "2016-05-16" },
  { name: "入党积极分子", status: "now", to: null },
];
const steps = [step("event", "2015-06-08"), step("done", "2016-05-15"), step("returned", "2016-05-16"), step("now"), step("next")];

describe("the timeline of a case", () => {
  it("folds earlier stages of the person and keeps the present one", () => {
    const { folds, open } = foldStages(steps, stages);
    expect(folds).toHaveLength(1);
    expect(folds[0]).toMatchObject({ stage: "申请入党", from: "2015-06-08", to: "2016-05-15" });
    expect(open.map((s) => s.kind)).toEqual(["returned", "now", "next"]);
  });

  it("goes by the day on which a thing happened, not by the day of its record", () => {
    const late = { ...step("done", "2016-06-01"), occurred_on: "2016-05-01" };
    expect(foldStages([late, step("now")], stages).folds[0]!.steps).toEqual([late]);
  });

  it("folds nothing of a case without stages, or of one that ended in its first", () => {
    const plain = Array.from({ length: 5 }, () => step("done", "2017-01-01"));
    expect(foldStages(plain)).toEqual({ folds: [], open: plain });
    expect(foldStages([step("done", "2015-07-01")], stages).open).toHaveLength(1);
  });

  it("folds the early part of a long present stage, and only when that hides more than two lines", () => {
    const long = Array.from({ length: 30 }, (_, i) => step("done", `2017-01-${String(i + 1).padStart(2, "0")}`));
    const folded = foldStages(long);
    expect(folded.folds[0]).toMatchObject({ stage: "", from: "2017-01-01", to: "2017-01-22" });
    expect(folded.open).toHaveLength(8);
    expect(foldStages(long.slice(0, 10)).folds).toHaveLength(0);
  });

  it("puts what waits after the past and what comes last, without touching the order within", () => {
    expect(inOrder([step("next"), step("now"), step("done", "2017-01-01"), step("event", "2016-01-01")]).map((s) => s.kind)).toEqual(["done", "event", "now", "next"]);
  });

  it("loses no step", () => {
    const { folds, open } = foldStages(steps, stages);
    expect(folds.reduce((n, f) => n + f.steps.length, 0) + open.length).toBe(steps.length);
  });

  it("leaves out what the machine noted, but not how it began", () => {
    const full = (kind: Dated["kind"], opinion: string | null = null) => ({ ...step(kind), opinion, decision: null });
    expect(decisions([full("event"), full("event"), full("done"), full("event", "说明"), full("next")]).map((s) => s.kind)).toEqual(["event", "done", "event", "next"]);
  });
});
