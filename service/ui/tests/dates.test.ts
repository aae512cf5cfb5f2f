import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { daysBetween, due, dueGroup, local, moment, planDate, setClock, shortDate, today, weekday } from "../src/dates";
import { setLanguage } from "../src/i18n";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-23T02:00:00Z") });
  setClock("2017-04-10T09:00:00+08:00"); // a Monday in the demo town
});
afterEach(async () => {
  vi.useRealTimers();
  await setLanguage("zh-CN");
});

test("the business clock, not the computer's", () => {
  expect(today()).toBe("2017-04-10");
  vi.advanceTimersByTime(15 * 3_600_000);
  expect(today()).toBe("2017-04-11");
});

test("days are days of +08:00", () => {
  expect(local("2017-04-09T16:30:00Z")).toEqual({ date: "2017-04-10", time: "00:30" });
  expect(local("2017-04-10")).toEqual({ date: "2017-04-10", time: "" });
  expect(local("rubbish").date).toBe("");
  expect(weekday("2017-04-10")).toBe(0);
  expect(daysBetween("2017-02-28", "2017-03-01")).toBe(1);
});

test("dates as the office says them", () => {
  expect(shortDate("2017-11-27")).toBe("11-27");
  expect(shortDate("2016-11-27")).toBe("2016-11-27");
  expect(planDate("2017-04-14")).toBe("04-14 \u5468\u4e94");
  expect(moment("2017-04-07T07:31:00Z")).toBe("04-07 15:31");
});

test("due in words", () => {
  expect(due("2017-04-09T23:59:00+08:00")).toMatchObject({ tone: "late" });
  expect(due("2017-04-07").words).toContain("3");
  expect(due("2017-04-10T17:30:00+08:00")).toMatchObject({ tone: "soon", words: "\u4eca\u5929 17:30" });
  expect(due("2017-04-10T08:00:00+08:00").tone).toBe("late");
  expect(due("2017-04-10T23:59:00+08:00").words).toBe("\u4eca\u5929");
  expect(due("2017-04-20").tone).toBe("");
  expect(due(null).tone).toBe("");
});

test("groups of the inbox", () => {
  const groups = ["2017-04-09", "2017-04-10", "2017-04-16", "2017-04-17", "2017-04-23", "2017-04-24"].map((day) => dueGroup(day));
  expect(groups).toEqual(["late", "today", "week", "next", "next", "later"]);
  expect(dueGroup(null)).toBe("none");
  expect(dueGroup("2017-04-10", true)).toBe("late");
});

test("English", async () => {
  await setLanguage("en");
  expect(due("2017-04-09").words).toBe("1 day late");
  expect(due("2017-04-07").words).toBe("3 days late");
  expect(planDate("2017-04-14")).toBe("Fri, 14 Apr");
});
