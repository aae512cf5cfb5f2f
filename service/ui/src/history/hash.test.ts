import { describe, expect, it } from "vitest";
import { firstBreak } from "./hash";

describe("hashes", () => {
  it("tell the first entry that does not join", () => {
    const chain = [
      { seq: 1, hash: "a", prev_hash: null },
      { seq: 2, hash: "b", prev_hash: "a" },
      { seq: 3, hash: "c", prev_hash: "x" },
    ];
    expect(firstBreak(chain)).toBe(3);
    expect(firstBreak(chain.slice(0, 2))).toBeNull();
  });
  it("say nothing about entries that are not neighbours", () => {
    expect(firstBreak([{ seq: 1, hash: "a", prev_hash: null }, { seq: 9, hash: "b", prev_hash: "z" }])).toBeNull();
  });
});
