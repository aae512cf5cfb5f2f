// The register of people: the calls.
import { client, take } from "../../api";
import type { components } from "../../schema";

type S = components["schemas"];
export type Row = S["RegisterRow"];
export type Person = S["RegisterRecord"];
export type NewRecord = S["NewRecord"];
export type Mended = S["MendedRecord"];

const at = (id: string) => ({ path: { id } });

export const calls = {
  page: (query: { q?: string; organization?: string; cursor?: string; limit: number }, signal?: AbortSignal) => take(client.GET("/register", { params: { query }, signal })),
  one: (id: string) => take(client.GET("/register/{id}", { params: at(id) })),
  branches: async (q: string, signal?: AbortSignal) => (await take(client.GET("/register/branches", { params: { query: { q } }, signal }))).items,
  find: async (number: string) => (await take(client.POST("/register/search", { params: {}, body: { number } }))).items,
  add: (body: NewRecord) => take(client.POST("/register", { params: {}, body })),
  mend: (id: string, body: Mended) => take(client.POST("/register/{id}", { params: at(id), body })),
  transfer: (id: string, body: S["Transfer"], key: string) => take(client.POST("/register/{id}/transfer", { params: { ...at(id), header: { "Idempotency-Key": key } }, body })),
};
