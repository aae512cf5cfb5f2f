// What every call has in common: failures arrive as ApiProblem with a sentence for the person. Here are the three endpoints
// of the first page; the others are in calls.ts and in the calls.ts of a feature, which come with their pages.
import type { FieldProblem, Me, Problem, TaskQuery } from "./api-types";
import { openDoor } from "./client";
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

/** Tell a refusal from silence: what was refused is not done, and its next try another deed; without an answer it may be done. */
export const wasRefused = (problem: unknown): boolean => problem instanceof ApiProblem && problem.status > 0 && problem.status < 500;

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

export const client = openDoor((method, headers) => {
  headers.set("Accept-Language", language());
  if (method !== "GET" && csrf) headers.set("X-CSRF-Token", csrf);
});

type Reply<T> = { data?: T; error?: unknown; response: Response };

export async function take<T>(call: Promise<Reply<T>>, quiet401 = false): Promise<T> {
  let reply: Reply<T>;
  const asked = csrf;
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
  // a late refusal of an earlier session says nothing of this one
  if (response.status === 401 && !quiet401 && asked === csrf) onSignedOut();
  throw new ApiProblem({ ...problem, status: response.status }, trace);
}

export function remember(me: Me): Me {
  csrf = me.csrf;
  return me;
}

/** Drop empty filters, so that URLs and cache keys stay short. */
export function clean<Q extends object>(query: Q): Q {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== "" && value !== false)) as Q;
}

export const once = (key: string) => ({ "Idempotency-Key": key });
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
  signOut: () => take(client.DELETE("/session", { params: {} }), true),
  tasks: (query: TaskQuery, signal?: AbortSignal) => take(client.GET("/tasks", { params: { query: clean(query) }, signal })),
};
