import { describe, expect, it } from "vitest";
import { badges, merge, nowOf, paint, readingOrder } from "./markers";

describe("markers", () => {
  it("lets the present win over the past and adds the counts", () => {
    expect(merge([{ node: "a", status: "now", n: 1 }, { node: "a", status: "done", n: 2 }])).toEqual([{ node: "a", status: "now", n: 3 }]);
  });
  it("paints nodes and every taken flow once, and nothing for what is still to come", () => {
    expect(paint([{ node: "a", status: "done", n: 1 }, { node: "b", status: "next", n: 0 }], ["f", "f"])).toEqual([
      { element: "a", className: "yg-done" },
      { element: "f", className: "yg-taken" },
    ]);
  });
  it("counts aloud only what happened more than once", () => {
    expect(badges([{ node: "a", status: "done", n: 1 }, { node: "b", status: "done", n: 3 }])).toEqual([{ element: "b", n: 3 }]);
  });
  it("names where the case stands, a fault included", () => {
    expect(nowOf([{ node: "a", status: "done", n: 1 }, { node: "b", status: "faulted", n: 1 }, { node: "c", status: "now", n: 1 }])).toEqual(["b", "c"]);
  });
  it("walks a drawing in columns", () => {
    const e = (id: string, x: number, y: number) => ({ id, x, y });
    expect(readingOrder([e("c", 300, 10), e("b", 130, 200), e("a", 140, 90)]).map((x) => x.id)).toEqual(["a", "b", "c"]);
  });
});
