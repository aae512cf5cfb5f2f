// Accounts of others: the calls.
import { client, take } from "../../api";
import type { components } from "../../schema";

type S = components["schemas"];
export type Row = S["SomeAccount"];
export type State = "open" | "closed" | "locked" | "plain";
export type Verb = keyof Row["can"];

const at = (id: string, key: string) => ({ path: { id }, header: { "Idempotency-Key": key } });

export const calls = {
  page: (query: { q?: string; state?: State; cursor?: string; limit: number }, signal?: AbortSignal) => take(client.GET("/accounts", { params: { query }, signal })),
  without: async (q: string, signal?: AbortSignal) => (await take(client.GET("/accounts/without", { params: { query: { q } }, signal }))).items,
  open: (body: S["NewAccount"]) => take(client.POST("/accounts", { params: {}, body })),
  password: async (id: string, reason: string) => (await take(client.POST("/accounts/{id}/password", { params: { path: { id } }, body: { reason } }))).password,
  identity: (id: string, body: S["AwaitedIdentity"], key: string) => take(client.POST("/accounts/{id}/identity", { params: at(id, key), body })),
  act: {
    unlink: (id: string, reason: string, key: string) => take(client.POST("/accounts/{id}/identity/remove", { params: at(id, key), body: { reason } })),
    close: (id: string, reason: string, key: string) => take(client.POST("/accounts/{id}/close", { params: at(id, key), body: { reason } })),
    reopen: (id: string, reason: string, key: string) => take(client.POST("/accounts/{id}/reopen", { params: at(id, key), body: { reason } })),
    unlock: (id: string, reason: string, key: string) => take(client.POST("/accounts/{id}/unlock", { params: at(id, key), body: { reason } })),
    factor: (id: string, reason: string, key: string) => take(client.POST("/accounts/{id}/factor", { params: at(id, key), body: { reason } })),
    sessions: (id: string, reason: string, key: string) => take(client.POST("/accounts/{id}/sessions", { params: at(id, key), body: { reason } })),
  },
  tokens: () => take(client.GET("/accounts/tokens", { params: {} })),
  revoke: (id: string) => take(client.POST("/accounts/tokens/{id}/revoke", { params: { path: { id } } })),
};
