import { expect, test } from "vitest";
import { month, runs } from "./grid";

test("a month begins on its weekday and knows its special days", () => {
  const special = new Map([
    ["2026-02-17", { day: "2026-02-17", working: false, name: "春节" }],
    ["2026-02-28", { day: "2026-02-28", working: true, name: "春节调休上班" }],
  ]);
  const cells = month(2026, 1, special);
  expect(cells.filter((cell) => cell === null)).toHaveLength(6); // 1 February 2026 is a Sunday
  const days = cells.filter((cell) => cell !== null);
  expect(days).toHaveLength(28);
  expect(days[16]).toMatchObject({ kind: "off", name: "春节" });
  expect(days[27]?.kind).toBe("makeup");
  expect(days[0]?.kind).toBe("rest");
  expect(days[1]?.kind).toBe("work");
});

test("days that follow one another are one run", () => {
  expect(runs(["2017-10-01", "2017-10-02", "2017-10-05"])).toEqual([["2017-10-01", "2017-10-02"], ["2017-10-05", "2017-10-05"]]);
});
