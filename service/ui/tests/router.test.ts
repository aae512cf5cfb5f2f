import { expect, test } from "vitest";
import { match } from "../src/router";
import { ROUTES } from "../src/routes";
import { placeAfterLogin } from "../src/session";

test("addresses find their page", () => {
  expect(match(ROUTES, "/")?.route.feature).toBe("inbox");
  expect(match(ROUTES, "/tasks/")?.route.path).toBe("/tasks");
  expect(match(ROUTES, "/tasks/7")?.params).toEqual({ id: "7" });
  expect(match(ROUTES, "/cases/a%2Fb")?.params.id).toBe("a/b");
  expect(match(ROUTES, "/cases/%")).toBeNull();
  expect(match(ROUTES, "/nowhere")).toBeNull();
});

test("after the log-in only places of the service", () => {
  expect(placeAfterLogin("?to=%2Ftasks%2F7%3Fdo%3Dreturn")).toBe("/tasks/7?do=return");
  for (const bad of ["//evil.example", "/\\evil.example", "https://evil.example", "/login?to=/", ""]) expect(placeAfterLogin(`?to=${encodeURIComponent(bad)}`)).toBe("/");
});
