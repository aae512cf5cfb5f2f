import { describe, expect, it } from "vitest";
import { type Child, choose, groups } from "./children";

const child = (title: string, status: Child["status"], milestone: string | null = null): Child => ({ title, status, milestone });
const all = [child("一支", "ended", "已报送"), child("二支", "running", "支委会研究"), child("三支", "faulted"), child("四支", "running", "支委会研究"), child("五支", "suspended")];

describe("children of a case", () => {
  it("are counted by where they stand, trouble first and what is over last", () => {
    expect(groups(all)).toEqual([
      { key: "s:faulted", n: 1 },
      { key: "m:支委会研究", n: 2 },
      { key: "s:suspended", n: 1 },
      { key: "s:ended", n: 1 },
    ]);
  });
  it("are chosen by group and name", () => {
    expect(choose(all, "m:支委会研究", "").map((c) => c.title)).toEqual(["二支", "四支"].sort(new Intl.Collator("zh-CN").compare));
    expect(choose(all, "", " 五").map((c) => c.title)).toEqual(["五支"]);
    expect(choose(all, "", "")).toHaveLength(5);
  });
  it("stand in the order of names, numbers as numbers", () => {
    expect(choose([child("示例10支", "running"), child("示例9支", "running")], "", "").map((c) => c.title)).toEqual(["示例9支", "示例10支"]);
  });
});
