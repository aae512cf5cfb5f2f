import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import { useKeys } from "../src/keyboard";
import { RouterProvider, match, useRoute, useSearch } from "../src/router";
import type { Route } from "../src/router";
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

function Counter() {
  const search = useSearch();
  const at = Number(search.get("at"));
  useKeys({ j: () => search.set({ at: String(at + 1) }) });
  return <p>{`at ${at}`}</p>;
}

function Outlet() {
  const { Page } = useRoute();
  return Page && <Page />;
}

test("every one of several quick keys starts from where the one before has led", async () => {
  // React draws when it likes, as in a browser; `act` would draw after each key.
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = false;
  const routes: Route[] = [{ path: "/", feature: "inbox", load: async () => ({ default: Counter }) }];
  const host = document.body.appendChild(document.createElement("div"));
  const root = createRoot(host);
  root.render(
    <RouterProvider routes={routes}>
      <Outlet />
    </RouterProvider>,
  );
  await vi.waitFor(() => expect(host.textContent).toBe("at 0"));
  // Only microtasks run between two keys that wait in the browser's queue.
  for (let pressed = 0; pressed < 3; pressed++) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true }));
    await Promise.resolve();
  }
  expect(location.search).toBe("?at=3");
  expect(host.textContent).toBe("at 3");
  root.unmount();
});
