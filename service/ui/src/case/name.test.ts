import { expect, it } from "vitest";
import { caseHeading, caseName, isNumber } from "./name";

it("names a case by whom it is about, and heads a person's page by the name alone", () => {
  const person = { title: "李测试 · 发展党员全程", subject: { id: "1", name: "李测试", kind: "person" } };
  const branch = { title: "后田二支 · 推荐", subject: { id: "2", name: "后田二支", kind: "organization" } };
  expect([caseName(person), caseHeading(person), caseName(branch), caseHeading(branch), caseName({ title: "无", subject: null })]).toEqual(["李测试", "李测试", "后田二支", "后田二支 · 推荐", "无"]);
});

it("tells a number of the office from words", () => {
  expect(["FZ-2015-0317", "2017 年度集中推荐", "TJ-2017/3"].map(isNumber)).toEqual([true, false, true]);
});
