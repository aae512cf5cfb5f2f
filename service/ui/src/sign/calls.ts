// Requests to sign: beside api.ts, because the first paint has no room for them.
import { client, seen, take } from "../api";
import type { Opinion } from "../api-types";

export const calls = {
  candidates: (id: string, q: string, signal?: AbortSignal) =>
    take(client.GET("/tasks/{id}/signers/options", { params: { path: { id }, query: q ? { q } : {} }, signal })),
  add: (id: string, body: { people: string[]; text: string; due: string | null }, version: number, key: string) =>
    take(client.POST("/tasks/{id}/signers", { params: { path: { id } }, body, headers: seen(version, key) })),
  remove: (id: string, signer: string, body: { reason: string }, version: number, key: string) =>
    take(client.POST("/tasks/{id}/signers/{signer}/remove", { params: { path: { id, signer } }, body, headers: seen(version, key) })),
  get: (id: string, signal?: AbortSignal) => take(client.GET("/signatures/{id}", { params: { path: { id } }, signal })),
  sign: (id: string, body: { opinion: Opinion; text: string }, version: number, key: string) =>
    take(client.POST("/signatures/{id}/sign", { params: { path: { id } }, body, headers: seen(version, key) })),
};
