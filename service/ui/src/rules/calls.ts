// The rules: read by everybody, changed by a release. Beside api.ts, because the first paint has no room for them.
import { client, once, seen, take } from "../api";
import type { components } from "../schema";

type S = components["schemas"];
export type Rules = S["Rules"];
export type PackHead = S["RulePackHead"];
export type PackRelease = S["RulePackRelease"];
export type Pack = S["RulePack"];
export type RuleRow = S["RuleRow"];
export type Comparison = S["RuleComparison"];
export type Change = S["RuleChange"];
export type Draft = S["RuleDraft"];
export type DraftHead = S["RuleDraftHead"];
export type RuleForm = S["RuleForm"];

const number = (text: string) => (text ? { number: Number(text) } : {});

export const calls = {
  rules: (on: string) => take(client.GET("/rules", { params: { query: on ? { on } : {} } })),
  pack: (key: string, release = "") => take(client.GET("/rules/{key}", { params: { path: { key }, query: number(release) } })),
  compare: (old: string, after: string) => {
    const [before, then] = [old, after].map((side) => side.split("@") as [string, string?]);
    const query = { ...(before![1] ? { old_number: Number(before![1]) } : {}), ...(then![1] ? { new_number: Number(then![1]) } : {}) };
    return take(client.GET("/rules/{old}/compare/{new}", { params: { path: { old: before![0], new: then![0] }, query } }));
  },
  drafts: () => take(client.GET("/rule-drafts", { params: {} })),
  draft: (key: string) => take(client.GET("/rules/{key}/draft", { params: { path: { key } } })),
  begin: (key: string, body: S["NewRuleDraft"], intent: string) => take(client.POST("/rules/{key}/draft", { params: { path: { key } }, body, headers: once(intent) })),
  save: (key: string, text: Draft["text"], version: number, intent: string) => take(client.POST("/rules/{key}/draft/save", { params: { path: { key } }, body: { text }, headers: seen(version, intent) })),
  discard: (key: string, version: number, intent: string) => take(client.POST("/rules/{key}/draft/discard", { params: { path: { key } }, headers: seen(version, intent) })),
  handIn: (key: string, note: string, version: number, intent: string) => take(client.POST("/rules/{key}/draft/hand-in", { params: { path: { key } }, body: { note }, headers: seen(version, intent) })),
  release: (id: string, reason: string, intent: string) => take(client.POST("/drafts/{id}/release", { params: { path: { id } }, body: { reason }, headers: once(intent) })),
  sendBack: (id: string, reason: string, intent: string) => take(client.POST("/drafts/{id}/return", { params: { path: { id } }, body: { reason }, headers: once(intent) })),
  drawing: (key: string) => take(client.GET("/processes/{key}/drawing", { params: { path: { key } } })),
};
