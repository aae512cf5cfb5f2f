// Retention: the calls.
import { client, take } from "../../api";
import type { components } from "../../schema";

type S = components["schemas"];
export type Kept = S["Retention"];
export type DueCase = Kept["due"][number];
export type DuePerson = Kept["people"][number];
export type Held = Kept["holds"][number];

const key = (text: string) => ({ "Idempotency-Key": text });

export const calls = {
  page: (signal?: AbortSignal) => take(client.GET("/admin/retention", { params: {}, signal })),
  hold: (body: S["NewHold"], intent: string) => take(client.POST("/admin/retention/holds", { params: { header: key(intent) }, body })),
  release: (id: string, reason: string, intent: string) => take(client.POST("/admin/retention/holds/{id}/end", { params: { path: { id }, header: key(intent) }, body: { reason } })),
};
