// One keyword, one sentence. The server has the same table with the same keys (service/domain/form_messages.py), so that
// a field says the same words before and after sending; a test holds the two together.
import type { JsonSchema } from "../api-types";
import { text } from "../i18n";

/** The line of the table for a failed keyword: its special case by value where there is one. */
export function messageKey(keyword: string, limit: unknown): string {
  const has = (key: string) => text("forms", `message.${key}`) !== `message.${key}`;
  const special = `${keyword}:${String(limit)}`;
  if (has(special)) return special;
  return has(keyword) ? keyword : "other";
}

/** Say in one sentence what is wrong. `schema` holds the keyword; `title` is the field's. */
export function messageFor(keyword: string, schema: JsonSchema, title?: string): string {
  const limit = schema[keyword];
  const shown = typeof limit === "number" || typeof limit === "string" ? limit : "";
  return text("forms", `message.${messageKey(keyword, limit)}`, { limit: shown, title: title || text("forms", "message.untitled") });
}
