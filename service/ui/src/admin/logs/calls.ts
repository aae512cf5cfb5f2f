// The access log and the administrators' log: the calls.
import { client, take } from "../../api";
import type { components } from "../../schema";

type S = components["schemas"];
export type Entry = S["AccessEntry"];
export type Act = S["Act"];
export type Chains = S["LogChains"];
export type AccessAsked = Omit<S["AccessExport"], "purpose">;
export type ActAsked = Omit<S["ActExport"], "purpose">;

type Page = { cursor?: string; limit: number };

export const calls = {
  access: (query: AccessAsked & Page, signal?: AbortSignal) => take(client.GET("/logs/access", { params: { query }, signal })),
  acts: (query: ActAsked & Page, signal?: AbortSignal) => take(client.GET("/logs/acts", { params: { query }, signal })),
  chains: (check: boolean, signal?: AbortSignal) => take(client.GET("/logs/chains", { params: { query: { check } }, signal })),
  exportAccess: (body: S["AccessExport"]) => take(client.POST("/logs/access/export", { params: {}, body })),
  exportActs: (body: S["ActExport"]) => take(client.POST("/logs/acts/export", { params: {}, body })),
};
