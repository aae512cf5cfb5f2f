// One function an endpoint, for the pages behind the first; those that only one feature asks are in its own calls.ts.
import { clean, client, once, remember, seen, take } from "./api";
import type { Answers, DeliveryQuery, InstanceQuery, PeopleQuery } from "./api-types";

export const calls = {
  signIn: async (login: string, password: string) => remember(await take(client.POST("/session", { params: {}, body: { login, password } }), true)),
  showCode: async (code: string) => remember(await take(client.POST("/session/code", { params: {}, body: { code } }), true)),
  ways: (refused: string | null) => take(client.GET("/session/ways", { params: { query: clean({ refused: refused ?? "" }) } }), true),
  demoAccounts: async () => {
    try {
      return await take(client.GET("/session/demo", { params: {} }), true);
    } catch {
      return null; // no demo town: no list
    }
  },

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
