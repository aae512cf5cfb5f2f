// A deed that did not go through: whether its next try is another one, with a key of its own.
import { expect, test } from "vitest";
import { ApiProblem, wasRefused } from "../src/api";

test("after a refusal the next try is another deed; without an answer it is the same, for it may be done", () => {
  for (const status of [400, 401, 409, 422]) expect(wasRefused(new ApiProblem({ status }))).toBe(true);
  for (const status of [0, 500, 503]) expect(wasRefused(new ApiProblem({ status }))).toBe(false);
  expect(wasRefused(new Error("a mistake of ours"))).toBe(false);
});
