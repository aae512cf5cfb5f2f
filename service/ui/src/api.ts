// The only file that calls fetch. One function an endpoint; failures arrive as ApiProblem with a sentence for the person.
import createClient from "openapi-fetch";
import type { Answers, DeliveryQuery, FieldProblem, InstanceQuery, Me, PeopleQuery, Problem, TaskQuery, paths } from "./api-types";
import { language } from "./i18n";

export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: FieldProblem[];
  readonly trace: string;

  constructor(problem: Partial<Problem> & { status: number }, trace = "") {
    super(problem.detail || problem.title || problem.code || String(problem.status));
    this.status = problem.status;
    this.code = problem.code ?? (problem.status === 0 ? "offline" : "unknown");
    this.detail = problem.detail ?? "";
    this.errors = problem.errors ?? [];
    this.trace = trace;
  }
}

let csrf = "";
let onSignedOut: () => void = () => undefined;

/** Tell the session when the service no longer knows us. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** A fresh key for one intent to submit; a retry of the same intent reuses it. */
export function intentKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  // plain http on an office network is no secure context: randomUUID is missing there
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

export const client = createClient<paths>({
  baseUrl: "/api/v1",
  credentials: "same-origin",
  // looked up on each call, so that a test can stand in for the network
  fetch: (request) => globalThis.fetch(request),
});

client.use({
  onRequest({ request }) {
    request.headers.set("Accept-Language", language());
    if (request.method !== "GET" && csrf) request.headers.set("X-CSRF-Token", csrf);
    return request;
  },
});

type Reply<T> = { data?: T; error?: unknown; response: Response };

export async function take<T>(call: Promise<Reply<T>>, quiet401 = false): Promise<T> {
  let reply: Reply<T>;
  try {
    reply = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiProblem({ status: 0 });
  }
  const { data, error, response } = reply;
  if (response.ok) return data as T;
  const problem = typeof error === "object" && error !== null ? (error as Partial<Problem>) : {};
  const trace = response.headers.get("X-Request-ID") ?? "";
  if (response.status === 401 && !quiet401) onSignedOut();
  throw new ApiProblem({ ...problem, status: response.status }, trace);
}

function remember(me: Me): Me {
  csrf = me.csrf;
  return me;
}

/** Drop empty filters, so that URLs and cache keys stay short. */
function clean<Q extends object>(query: Q): Q {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== "" && value !== false)) as Q;
}

const once = (key: string) => ({ "Idempotency-Key": key });
export const seen = (version: number, key: string) => ({ ...once(key), "If-Match": `"${version}"` });
export const api = {
  session: async (): Promise<Me | null> => {
    try {
      return remember(await take(client.GET("/session", { params: {} }), true));
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 401) return null;
      throw problem;
    }
  },
  signIn: async (login: string, password: string) => remember(await take(client.POST("/session", { params: {}, body: { login, password } }), true)),
  showCode: async (code: string) => remember(await take(client.POST("/session/code", { params: {}, body: { code } }), true)),
  signOut: () => take(client.DELETE("/session", { params: {} }), true),
  ways: (refused: string | null) => take(client.GET("/session/ways", { params: { query: clean({ refused: refused ?? "" }) } }), true),
  demoAccounts: async () => {
    try {
      return await take(client.GET("/session/demo", { params: {} }), true);
    } catch {
      return null; // no demo town: no list
    }
  },

  tasks: (query: TaskQuery, signal?: AbortSignal) => take(client.GET("/tasks", { params: { query: clean(query) }, signal })),
  task: (id: string, signal?: AbortSignal) => take(client.GET("/tasks/{id}", { params: { path: { id } }, signal })),
  options: (id: string, field: string, q: string, signal?: AbortSignal) =>
    take(client.GET("/tasks/{id}/options/{field}", { params: { path: { id, field }, query: clean({ q }) }, signal })),
  complete: (id: string, body: { answers: Answers; occurred_on?: string | null }, key: string) =>
    take(client.POST("/tasks/{id}/complete", { params: { path: { id } }, body: { occurred_on: null, ...body }, headers: once(key) })),
  withdraw: (id: string, body: { reason: string }, version: number, key: string) =>
    take(client.POST("/tasks/{id}/withdraw", { params: { path: { id } }, body, headers: seen(version, key) })),
  claim: (id: string) => take(client.POST("/tasks/{id}/claim", { params: { path: { id } } })),
  release: (id: string) => take(client.POST("/tasks/{id}/release", { params: { path: { id } } })),
  saveDraft: (id: string, answers: Answers) => take(client.PUT("/tasks/{id}/draft", { params: { path: { id } }, body: { answers } })),

  processes: () => take(client.GET("/processes", { params: {} })),
  startOptions: (key: string, field: string, organization: string, q: string, signal?: AbortSignal) =>
    take(client.GET("/processes/{key}/options/{field}", { params: { path: { key, field }, query: { organization, ...clean({ q }) } }, signal })),
  start: (body: { process: string; organization_id: string; person_id?: string | null; answers: Answers }, key: string) =>
    take(client.POST("/instances", { params: {}, body: { person_id: null, ...body }, headers: once(key) })),
  instances: (query: InstanceQuery, signal?: AbortSignal) => take(client.GET("/instances", { params: { query: clean(query) }, signal })),
  instance: (id: string) => take(client.GET("/instances/{id}", { params: { path: { id } } })),
  history: (id: string, cursor?: string) => take(client.GET("/instances/{id}/history", { params: { path: { id }, query: clean({ cursor }) } })),
  diagram: (id: string, process?: string, release?: string) => take(client.GET("/instances/{id}/diagram", { params: { path: { id }, query: clean({ process, release }) } })),
  steer: (move: "suspend" | "resume" | "cancel", id: string, body: { reason: string }, version: number, key: string) =>
    take(client.POST(`/instances/{id}/${move}`, { params: { path: { id } }, body, headers: seen(version, key) })),
  verify: (id: string) => take(client.GET("/instances/{id}/verify", { params: { path: { id } } })),

  deliveries: (query: DeliveryQuery, signal?: AbortSignal) => take(client.GET("/admin/deliveries", { params: { query: clean(query) }, signal })),
  retryDelivery: (id: string, body: { reason: string; address?: string }, key: string) =>
    take(client.POST("/admin/deliveries/{id}/retry", { params: { path: { id } }, body, headers: once(key) })),
  skipDelivery: (id: string, body: { reason: string }, key: string) =>
    take(client.POST("/admin/deliveries/{id}/skip", { params: { path: { id } }, body, headers: once(key) })),
  incidents: () => take(client.GET("/admin/incidents", { params: {} })),
  retryCase: (id: string, body: { reason: string }, key: string) => take(client.POST("/admin/faults/{id}/retry", { params: { path: { id } }, body, headers: once(key) })),
  retryJob: (id: number, key: string) => take(client.POST("/admin/jobs/{id}/retry", { params: { path: { id } }, headers: once(key) })),

  people: (query: PeopleQuery, signal?: AbortSignal) => take(client.GET("/people", { params: { query: clean(query) }, signal })),
  person: (id: string) => take(client.GET("/people/{id}", { params: { path: { id } } })),
  personPoints: (id: string, cycle: string) => take(client.GET("/people/{id}/points", { params: { path: { id }, query: cycle ? { cycle: Number(cycle) } : {} } })),
  branchPoints: (id: string, cycle: string) => take(client.GET("/organizations/{id}/points", { params: { path: { id }, query: cycle ? { cycle: Number(cycle) } : {} } })),
  me: () => take(client.GET("/me", { params: {} })),
  notices: () => take(client.GET("/me/notices", { params: {} })),
  readNotice: (id: string) => take(client.POST("/me/notices/{id}/read", { params: { path: { id } } })),

  organizations: (query: { parent?: string; q?: string } = {}) => take(client.GET("/organizations", { params: { query: clean(query) } })),
  organization: (id: string) => take(client.GET("/organizations/{id}", { params: { path: { id } } })),
  rounds: () => take(client.GET("/rounds", { params: {} })),
  round: (id: string) => take(client.GET("/rounds/{id}", { params: { path: { id } } })),
  trainings: () => take(client.GET("/trainings", { params: {} })),
  training: (id: string) => take(client.GET("/trainings/{id}", { params: { path: { id } } })),
};
