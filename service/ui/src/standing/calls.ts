// Posts, substitutions and recusals.
import { client, take } from "../api";
import type { components } from "../schema";

type S = components["schemas"];
export type Substitution = S["Substitution"];
export type Recusal = S["Recusal"];
export type GrantedPost = S["GrantedPost"];

const key = (value: string) => ({ "Idempotency-Key": value });

export const calls = {
  substitutions: (signal?: AbortSignal) => take(client.GET("/substitutions", { signal })),
  allSubstitutions: (signal?: AbortSignal) => take(client.GET("/substitutions/all", { signal })),
  choices: (query: { principal?: string; process?: string; q?: string }, signal?: AbortSignal) => take(client.GET("/substitutions/options", { params: { query }, signal })),
  substitute: (body: S["NewSubstitution"], intent: string) => take(client.POST("/substitutions", { body, headers: key(intent) })),
  endSubstitution: (id: string, reason: string, intent: string) => take(client.POST("/substitutions/{id}/end", { params: { path: { id } }, body: { reason }, headers: key(intent) })),
  recusals: (signal?: AbortSignal) => take(client.GET("/recusals", { signal })),
  allRecusals: (signal?: AbortSignal) => take(client.GET("/recusals/all", { signal })),
  others: async (q: string, signal?: AbortSignal) => (await take(client.GET("/recusals/options", { params: { query: { q } }, signal }))).items,
  recuse: (body: S["NewRecusal"], intent: string) => take(client.POST("/recusals", { body, headers: key(intent) })),
  lift: (id: string, reason: string, intent: string) => take(client.POST("/recusals/{id}/lift", { params: { path: { id } }, body: { reason }, headers: key(intent) })),
  posts: (query: { q?: string; due?: boolean; cursor?: string; limit: number }, signal?: AbortSignal) => take(client.GET("/posts", { params: { query }, signal })),
  postChoices: async (kind: "people" | "organizations", q: string, signal?: AbortSignal) => (await take(client.GET("/posts/options", { params: { query: { kind, q } }, signal }))).items,
  work: (id: string, signal?: AbortSignal) => take(client.GET("/posts/{id}/work", { params: { path: { id } }, signal })),
  grant: (body: S["NewPost"], intent: string) => take(client.POST("/posts", { body, headers: key(intent) })),
  endPost: (id: string, reason: string, intent: string) => take(client.POST("/posts/{id}/end", { params: { path: { id } }, body: { reason, to_on: null }, headers: key(intent) })),
  confirmPost: (id: string, review_by: string, intent: string) => take(client.POST("/posts/{id}/confirm", { params: { path: { id } }, body: { review_by }, headers: key(intent) })),
  handOver: (id: string, person_id: string, reason: string, intent: string) => take(client.POST("/posts/{id}/hand-over", { params: { path: { id } }, body: { person_id, reason }, headers: key(intent) })),
};
