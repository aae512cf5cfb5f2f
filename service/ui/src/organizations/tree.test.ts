import { describe, expect, it } from "vitest";
import { type TreeNode, absorb, empty, focusOn, lines, press, toggle } from "./tree";

const node = (id: string, parent_id: string | null, has_children = false): TreeNode => ({ id, name: `名${id}`, parent_id, has_children });
const start = () => absorb(empty<TreeNode>(), [node("t", null, true), node("a", "t", true), node("b", "t")], null);

describe("the tree of organizations", () => {
  it("opens the root that comes with its children", () => {
    expect(lines(start()).map((line) => [line.node.id, line.level, line.pos, line.size])).toEqual([["t", 1, 1, 1], ["a", 2, 1, 2], ["b", 2, 2, 2]]);
    expect(start().focus).toBe("t");
  });
  it("asks for children only when a node is opened", () => {
    let state = toggle(start(), "a", true);
    expect(lines(state).find((line) => line.node.id === "a")).toMatchObject({ open: true, loaded: false });
    state = absorb(state, [node("a1", "a")], "a");
    expect(lines(state).map((line) => line.node.id)).toEqual(["t", "a", "a1", "b"]);
  });
  it("treats a parent that is out of sight as a root", () => {
    expect(absorb(empty<TreeNode>(), [node("x", "unseen")], null).roots).toEqual(["x"]);
  });
  it("walks by the keyboard", () => {
    let state = absorb(toggle(start(), "a", true), [node("a1", "a")], "a");
    state = press(state, "ArrowDown");
    expect(state.focus).toBe("a");
    state = press(state, "ArrowRight");
    expect(state.focus).toBe("a1");
    state = press(press(state, "ArrowLeft"), "ArrowLeft");
    expect([state.focus, state.open.has("a")]).toEqual(["a", false]);
    expect(press(state, "End").focus).toBe("b");
    expect(press(press(state, "End"), "ArrowDown").focus).toBe("b");
    expect(press(state, "Home").focus).toBe("t");
    expect(press(focusOn(state, "b"), "ArrowRight")).toEqual(focusOn(state, "b"));
    expect(press(focusOn(state, "t"), "名").focus).toBe("a");
    expect(press(state, "Escape")).toBe(state);
  });
});
