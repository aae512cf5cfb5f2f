/** What a person filled in, said back before it counts: one line a field, in the order of the form. */
import type { Answers, JsonSchema } from "../api-types";
import { allProperties } from "../forms/prepare";

export interface Words {
  yes: string;
  no: string;
  /** the label of a chosen person, item or organization */
  label: (value: string) => string | undefined;
  join: string;
}

export interface Fact {
  label: string;
  value: string;
  /** rows of a table field */
  rows?: string[];
}

function choice(schema: JsonSchema, value: unknown): string | undefined {
  const found = (schema.oneOf as { const?: unknown; title?: string }[] | undefined)?.find((option) => option.const === value);
  return found?.title;
}

function said(schema: JsonSchema, value: unknown, words: Words): string {
  if (value === true) return words.yes;
  if (value === false) return words.no;
  if (Array.isArray(value)) return value.map((item) => said((schema.items as JsonSchema | undefined) ?? {}, item, words)).join(words.join);
  if (typeof value === "object" && value !== null) {
    const fields = allProperties(schema);
    return Object.entries(value as Answers)
      .filter(([, inner]) => inner !== undefined && inner !== null && inner !== "")
      .map(([name, inner]) => said(fields[name] ?? {}, inner, words))
      .join(words.join);
  }
  const text = String(value ?? "");
  return choice(schema, value) ?? words.label(text) ?? text;
}

export function facts(schema: JsonSchema, ui: Record<string, unknown>, answers: Answers, words: Words): Fact[] {
  const fields = allProperties(schema);
  const order = (ui["ui:order"] as string[] | undefined)?.filter((name) => name !== "*") ?? [];
  const names = [...order.filter((name) => name in answers), ...Object.keys(fields).filter((name) => name in answers && !order.includes(name))];
  return names
    .filter((name) => answers[name] !== undefined && answers[name] !== "" && answers[name] !== null)
    .map((name) => {
      const field = fields[name] ?? {};
      const value = answers[name];
      const label = field.title ?? name;
      if (Array.isArray(value) && value.some((item) => typeof item === "object")) {
        return { label, value: "", rows: value.map((item) => said((field.items as JsonSchema | undefined) ?? {}, item, words)) };
      }
      return { label, value: said(field, value, words) };
    });
}
