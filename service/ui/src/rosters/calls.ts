// The register of running cases: the calls. Sheets travel as base64 in JSON, as with imports of people.
import { client, take } from "../api";
import type { components } from "../schema";

type S = components["schemas"];
export type Run = S["RosterRun"];
export type Roster = S["Roster"];
export type Line = S["RosterLine"];
export type Branch = S["RosterBranch"];
export type Signature = S["RosterSignature"];
export type Chosen = S["RosterColumns"];

const path = (id: string) => ({ path: { id } });
const once = (key: string) => ({ "Idempotency-Key": key });

export const calls = {
  runs: () => take(client.GET("/rosters", { params: {} })),
  one: (id: string) => take(client.GET("/rosters/{id}", { params: path(id) })),
  template: () => take(client.GET("/rosters/template", { params: {} })),
  rejects: (id: string) => take(client.GET("/rosters/{id}/rejects", { params: path(id) })),
  columns: (file_name: string, content: string) => take(client.POST("/rosters/columns", { params: {}, body: { file_name, content } })),
  stage: (file_name: string, content: string, columns: Chosen, key: string) =>
    take(client.POST("/rosters", { params: { header: once(key) }, body: { file_name, content, columns } })),
  go: (verb: "send" | "enter" | "discard", id: string, key: string) =>
    take(client.POST(`/rosters/{id}/${verb}`, { params: { ...path(id), header: once(key) } })),
  sign: (id: string, signature: Signature, key: string) =>
    take(client.POST("/rosters/{id}/sign", { params: { ...path(id), header: once(key) }, body: signature })),
  undo: (id: string, reason: string, key: string) =>
    take(client.POST("/rosters/{id}/undo", { params: { ...path(id), header: once(key) }, body: { reason } })),
};
