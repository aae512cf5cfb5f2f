// Releases and migrations: beside api.ts, because the first paint has no room for them.
import { client, take } from "../api";
import type { components } from "../schema";

type S = components["schemas"];
export type ProcessReleases = S["ProcessReleases"];
export type Release = S["Release"];
export type Migration = S["Migration"];
export type Group = S["MigrationGroup"];
export type Difference = S["Difference"];
export type Target = S["Target"];
export type Pair = S["NodePair"];
export type Wish = { to: string; from: string[]; mapping: Pair[]; organization: string | null };

const path = (key: string, id: string) => ({ path: { key, id } });

export const calls = {
  releases: () => take(client.GET("/processes/releases", { params: {} })),
  differences: (key: string, from: string, to: string) => take(client.GET("/processes/{key}/differences", { params: { path: { key }, query: { from, to } } })),
  trial: (key: string, wish: Wish) => take(client.POST("/processes/{key}/migrations", { params: { path: { key } }, body: { ...wish, dry_run: true } })),
  run: (key: string, wish: Wish, intent: string) =>
    take(client.POST("/processes/{key}/migrations", { params: { path: { key } }, body: { ...wish, dry_run: false }, headers: { "Idempotency-Key": intent } })),
  plans: (key: string) => take(client.GET("/processes/{key}/migrations", { params: { path: { key } } })),
  plan: (key: string, id: string) => take(client.GET("/processes/{key}/migrations/{id}", { params: path(key, id) })),
  steer: (move: "stop" | "continue" | "undo", key: string, id: string, intent: string) =>
    take(client.POST(`/processes/{key}/migrations/{id}/${move}`, { params: path(key, id), headers: { "Idempotency-Key": intent } })),
};
