// The tree of organizations: the calls.
import { client, take } from "../../api";
import type { components } from "../../schema";

type S = components["schemas"];
export type TreeRow = S["TreeRow"];
export type Detail = S["TreeDetail"];
export type Change = S["OrgChange"];
export type Sheet = S["OrgSheet"];
export type Plan = S["OrgPlan"];

const at = (id: string, key: string) => ({ path: { id }, header: { "Idempotency-Key": key } });

export const calls = {
  tree: () => take(client.GET("/admin/organizations", { params: {} })),
  one: (id: string) => take(client.GET("/admin/organizations/{id}", { params: { path: { id } } })),
  found: (body: S["Found"], key: string) => take(client.POST("/admin/organizations", { params: { header: { "Idempotency-Key": key } }, body })),
  rename: (id: string, body: S["Rename"], key: string) => take(client.POST("/admin/organizations/{id}/rename", { params: at(id, key), body })),
  move: (id: string, body: S["MoveTo"], key: string) => take(client.POST("/admin/organizations/{id}/move", { params: at(id, key), body })),
  template: () => take(client.GET("/admin/organizations/sheet/template", { params: {} })),
  preview: (content: string) => take(client.POST("/admin/organizations/sheet/preview", { params: {}, body: { content } })),
  rejects: (content: string) => take(client.POST("/admin/organizations/sheet/rejects", { params: {}, body: { content } })),
  saveSheet: (body: S["OrgSheetSaving"], key: string) => take(client.POST("/admin/organizations/sheet", { params: { header: { "Idempotency-Key": key } }, body })),
  planMerge: (id: string, into_id: string) => take(client.POST("/admin/organizations/{id}/merge/plan", { params: { path: { id } }, body: { into_id } })),
  merge: (id: string, body: S["Merge"], key: string) => take(client.POST("/admin/organizations/{id}/merge", { params: at(id, key), body })),
  planSplit: (id: string, body: S["SplitPlan"]) => take(client.POST("/admin/organizations/{id}/split/plan", { params: { path: { id } }, body })),
  split: (id: string, body: S["Split"], key: string) => take(client.POST("/admin/organizations/{id}/split", { params: at(id, key), body })),
  dissolve: (id: string, body: S["Dissolve"], key: string) => take(client.POST("/admin/organizations/{id}/dissolve", { params: at(id, key), body })),
};
