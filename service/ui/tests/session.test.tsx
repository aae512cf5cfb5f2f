// Who is signed in, when answers come late: an old network answers in any order.
import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { afterEach, expect, test, vi } from "vitest";
import { ApiProblem, api, remember, take, whenSignedOut } from "../src/api";
import type { Me } from "../src/api-types";
import { ME, queryClient, useMe, useSignIn } from "../src/session";

const me = { csrf: "new", now: "2017-05-12T09:00:00+08:00" } as Me;
const unknown = { error: { code: "signed_out" }, response: new Response(null, { status: 401 }) };

afterEach(() => {
  vi.restoreAllMocks();
  queryClient.clear();
});

test("a late answer that nobody is signed in does not undo the log-in", async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = false;
  let answer: (me: null) => void = () => undefined;
  const asked = vi.spyOn(api, "session").mockImplementation(() => new Promise((resolve) => (answer = resolve)));
  let signIn: ReturnType<typeof useSignIn>;
  const Page = () => {
    signIn = useSignIn();
    return <p>{useMe() ? "in" : "out"}</p>;
  };
  const host = document.body.appendChild(document.createElement("div"));
  const root = createRoot(host);
  root.render(
    <QueryClientProvider client={queryClient}>
      <Page />
    </QueryClientProvider>,
  );
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  await signIn!(async () => me);
  answer(null);
  await vi.waitFor(() => expect(host.textContent).toBe("in"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(queryClient.getQueryData(ME)).toBe(me);
  expect(host.textContent).toBe("in");
  root.unmount();
});

test("a late refusal of the session before does not end this one", async () => {
  const out = vi.fn();
  whenSignedOut(out);
  let answer: (reply: typeof unknown) => void = () => undefined;
  const late = take(new Promise<typeof unknown>((resolve) => (answer = resolve)));
  remember(me);
  answer(unknown);
  await expect(late).rejects.toBeInstanceOf(ApiProblem);
  expect(out).not.toHaveBeenCalled();
  await expect(take(Promise.resolve(unknown))).rejects.toBeInstanceOf(ApiProblem);
  expect(out).toHaveBeenCalledOnce();
});
