import { describe, expect, it } from "vitest";
import { type RoundBranch, byBase, counts, segments, select } from "./progress";

const branch = (id: string, base: string, status: RoundBranch["status"]): RoundBranch => ({ id, name: `${base}第${id}支部`, base, quota: 2, status, nominees: 3, recommended: status === "filed" ? 2 : 0 });
const all = [branch("1", "后田", "filed"), branch("2", "后田", "late"), branch("3", "西田", "voting")];

describe("a round", () => {
  it("counts every status, the empty ones too", () => {
    expect(counts(all)).toEqual({ not_started: 0, listing: 0, voting: 1, deciding: 0, filed: 1, late: 1 });
  });
  it("sums base by base in the order of the list", () => {
    expect(byBase(all)).toEqual([
      { base: "后田", branches: 2, filed: 1, late: 1, quota: 4, recommended: 2 },
      { base: "西田", branches: 1, filed: 0, late: 0, quota: 2, recommended: 0 },
    ]);
  });
  it("filters", () => {
    expect(select(all, { base: "后田", status: "late" }).map((b) => b.id)).toEqual(["2"]);
    expect(select(all, { q: " 西田 " }).map((b) => b.id)).toEqual(["3"]);
    expect(select(all, {})).toHaveLength(3);
  });
  it("fills the bar exactly", () => {
    const bar = segments(counts(all), 900);
    expect(bar.map((s) => s.status)).toEqual(["filed", "voting", "late"]);
    expect(bar.reduce((sum, s) => sum + s.width, 0)).toBeCloseTo(900);
    expect(segments(counts([]))).toEqual([]);
  });
});
