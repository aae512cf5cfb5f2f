// The rules: read by everybody, changed by a release. Beside api.ts, because the first paint has no room for them.
import { client, take } from "../api";
import type { components } from "../schema";

type S = components["schemas"];
export type Rules = S["Rules"];
export type PackHead = S["RulePackHead"];
export type PackRelease = S["RulePackRelease"];
export type Pack = S["RulePack"];
export type RuleRow = S["RuleRow"];
export type Comparison = S["RuleComparison"];
export type Change = S["RuleChange"];

const number = (text: string) => (text ? { number: Number(text) } : {});

export const calls = {
  rules: (on: string) => take(client.GET("/rules", { params: { query: on ? { on } : {} } })),
  pack: (key: string, release = "") => take(client.GET("/rules/{key}", { params: { path: { key }, query: number(release) } })),
  compare: (old: string, after: string) => {
    const [before, then] = [old, after].map((side) => side.split("@") as [string, string?]);
    const query = { ...(before![1] ? { old_number: Number(before![1]) } : {}), ...(then![1] ? { new_number: Number(then![1]) } : {}) };
    return take(client.GET("/rules/{old}/compare/{new}", { params: { path: { old: before![0], new: then![0] }, query } }));
  },
  drawing: (key: string) => take(client.GET("/processes/{key}/drawing", { params: { path: { key } } })),
};
