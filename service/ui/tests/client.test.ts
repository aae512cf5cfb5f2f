// The door: where a call goes, what it wears, what comes back.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { address, openDoor } from "../src/client";

afterEach(() => void vi.unstubAllGlobals());

function standIn(answer: Response): Request[] {
  const asked: Request[] = [];
  vi.stubGlobal("fetch", async (request: Request) => (asked.push(request), answer));
  return asked;
}

// without a page a path alone is no address
class FromTown extends Request {
  constructor(to: string, init?: RequestInit) {
    super(new URL(to, "http://town.test"), init);
  }
}
beforeEach(() => void vi.stubGlobal("Request", FromTown));

test("an address: parts are encoded, what is missing is left out, a list is repeated", () => {
  expect(address("/people/{id}/points", { path: { id: "a/b" }, query: { cycle: 2017, q: "", no: undefined, none: null, kind: ["x", "党 员"] } })).toBe(
    "/api/v1/people/a%2Fb/points?cycle=2017&q=&kind=x&kind=%E5%85%9A+%E5%91%98",
  );
  expect(address("/me")).toBe("/api/v1/me");
});

test("a call sends json with every header, and hands back what was answered", async () => {
  const asked = standIn(Response.json({ ok: 1 }));
  const door = openDoor((method, headers) => headers.set("X-Dressed", method));
  const call = door.POST as (path: string, init: object) => Promise<unknown>;
  const reply = await call("/tasks/{id}/claim", { params: { path: { id: "7" }, header: { "Idempotency-Key": "k" } }, headers: { "If-Match": '"3"' }, body: { a: [1] } });
  expect(reply).toMatchObject({ data: { ok: 1 } });
  expect([asked[0]!.method, new URL(asked[0]!.url).pathname, await asked[0]!.json()]).toEqual(["POST", "/api/v1/tasks/7/claim", { a: [1] }]);
  expect(Object.fromEntries(asked[0]!.headers)).toMatchObject({ "x-dressed": "POST", "idempotency-key": "k", "if-match": '"3"', "content-type": "application/json" });
});

test("a refusal is an error with its problem; a page of a proxy is one without; nothing is nothing", async () => {
  const door = openDoor(() => undefined);
  const ask = door.GET as (path: string) => Promise<{ data?: unknown; error?: unknown }>;
  standIn(Response.json({ code: "x" }, { status: 422 }));
  expect((await ask("/me")).error).toEqual({ code: "x" });
  standIn(new Response("<h1>Bad gateway</h1>", { status: 502 }));
  expect(await ask("/me")).toMatchObject({ error: undefined });
  standIn(new Response(null, { status: 204 }));
  expect(await ask("/me")).toMatchObject({ data: undefined });
});
