import { describe, expect, it } from "vitest";
import { pick, statuses } from "./roster";

const all = [
  { person: { id: "1", name: "李测试" }, status: "attended" },
  { person: { id: "2", name: "王示例" }, status: "leave" },
  { person: { id: "3", name: "李例安" }, status: "attended" },
];

describe("a roster", () => {
  it("counts what occurs, whatever the service calls it", () => {
    expect(statuses(all)).toEqual([{ status: "attended", n: 2 }, { status: "leave", n: 1 }]);
  });
  it("filters and keeps the order", () => {
    expect(pick(all, "attended", "李").map((a) => a.person.id)).toEqual(["1", "3"]);
    expect(pick(all, "", "")).toHaveLength(3);
  });
});
