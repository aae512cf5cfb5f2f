// The office calendar: the calls.
import { client, take } from "../../api";
import type { components } from "../../schema";

type S = components["schemas"];
export type Year = S["CalendarYear"];
export type Effect = S["CalendarEffect"];
export type SpecialDay = S["SpecialDay"];

export const calls = {
  year: (year: number | null) => take(client.GET("/admin/calendar", { params: { query: year ? { year } : {} } })),
  preview: (year: number, text: string) => take(client.POST("/admin/calendar/preview", { params: {}, body: { year, text } })),
  save: (body: S["CalendarSaving"], key: string) => take(client.POST("/admin/calendar", { params: { header: { "Idempotency-Key": key } }, body })),
};
