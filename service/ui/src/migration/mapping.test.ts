import { expect, test } from "vitest";
import type { Difference, Target } from "./calls";
import { choices, gone, pairs } from "./mapping";

function node(id: string, more: Partial<Difference> = {}): Difference {
  return { process: "p", node: id, name: id, kind: "userTask", kind_name: "人工待办", change: "removed", what: [], proposal: null, stands: true, ...more };
}

const items = [node("a", { proposal: "a2" }), node("b"), node("c", { change: "added" }), node("gw", { kind: "exclusiveGateway", stands: false })];

test("only nodes where a case can stand need a counterpart", () => {
  expect(gone(items).map((item) => item.node)).toEqual(["a", "b"]);
});

test("a proposal counts until something else is chosen", () => {
  expect(pairs(items, {})).toEqual([{ from: "a", to: "a2" }]);
  expect(pairs(items, { a: "", b: "b2" })).toEqual([{ from: "b", to: "b2" }]);
});

test("only nodes of the same kind are offered, those of the same name first", () => {
  const target = (id: string, name: string, kind = "userTask"): Target => ({ process: "p", node: id, name, kind });
  const found = choices(node("a"), [target("x", "x"), target("y", "a"), target("z", "a", "callActivity")]);
  expect(found.map((each) => each.node)).toEqual(["y", "x"]);
});
