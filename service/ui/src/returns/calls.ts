// Returns: beside api.ts, because the first paint has no room for them.
import { client, seen, take } from "../api";
import type { components } from "../schema";

export type Target = components["schemas"]["ReturnTarget"];

export const calls = {
  targets: (id: string, signal?: AbortSignal) => take(client.GET("/tasks/{id}/returns", { params: { path: { id } }, signal })),
  give: (id: string, body: { target: string; reason: string }, version: number, key: string) =>
    take(client.POST("/tasks/{id}/return", { params: { path: { id } }, body, headers: seen(version, key) })),
};
