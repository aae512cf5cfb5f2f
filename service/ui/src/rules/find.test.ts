import { expect, test } from "vitest";
import type { RuleRow } from "./calls";
import { matches } from "./find";

const rule = { title: "列为发展对象前公示", value: "不少于五个工作日", article: "第十三条、第四十二条", text: "公示。", direction: "时段", facts: [{ label: "地点", words: "居住地" }] } as RuleRow;

test.each(["公示", "工作日 居住地", "13", "§13", "第13条", "第十三条", "42"])("finds %s", (q) => expect(matches(rule, q)).toBe(true));
test.each(["3", "第三条", "宣誓", "公示 宣誓", "1"])("does not find %s", (q) => expect(matches(rule, q)).toBe(false));
test("an article in English", () => {
  const english = { ...rule, article: "§21-22" };
  expect(matches(english, "21")).toBe(true);
  expect(matches(english, "2")).toBe(false);
});
