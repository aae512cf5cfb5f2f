import { describe, expect, it } from "vitest";
import { delta, ordered } from "./ledger";

describe("the ledger", () => {
  it("says the change with a sign, without floating dust", () => {
    expect([delta("20", "26.5"), delta("20.1", "20.4"), delta("60", "59"), delta("60", "60"), delta("", "x")]).toEqual(["+6.5", "+0.3", "−1", "0", ""]);
  });
  it("is ordered by day, newest first, a reversal beside what it reverses", () => {
    const entry = (id: string, event_date: string, reverses: string | null = null) => ({ id, event_date, reverses });
    expect(ordered([entry("a", "2017-01-02"), entry("b", "2017-03-02"), entry("c", "2017-03-05", "a"), entry("d", "2017-03-02")]).map((e) => e.id)).toEqual(["b", "d", "a", "c"]);
  });
  it("keeps a reversal whose entry lies in another cycle", () => {
    expect(ordered([{ id: "c", event_date: "2017-03-05", reverses: "elsewhere" }])).toHaveLength(1);
  });
});
