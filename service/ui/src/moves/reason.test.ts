import { expect, test } from "vitest";
import { enough } from "./reason";

test("a reason says something", () => {
  expect(enough("材料有误")).toBe(true);
  for (const little of ["", "停一停", "   停   ", "\n\n\n\n", "𠮷𠮷𠮷"]) expect(enough(little)).toBe(false);
});
