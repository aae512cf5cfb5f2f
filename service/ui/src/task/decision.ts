// The field that carries the decision, and which of its choices sends the matter back.
import type { Answers, JsonSchema, Task } from "../api-types";
import { allProperties } from "../forms/prepare";

export type Choice = { value: string; title: string; back: boolean };

// by its code or by its words: "send back" in Chinese
const BACK = /(^|_)(return|returned|back|incomplete)($|_)/;
const BACK_WORDS = "\u9000\u56de";

export function choicesOf(task: Task): Choice[] {
  if (!task.form || !task.decision_field) return [];
  const field: JsonSchema | undefined = allProperties(task.form.schema)[task.decision_field];
  const options = Array.isArray(field?.oneOf) ? (field.oneOf as { const?: unknown; title?: string }[]) : [];
  return options.filter((option) => typeof option.const === "string").map((option) => ({ value: String(option.const), title: option.title ?? String(option.const), back: BACK.test(String(option.const)) || (option.title ?? "").includes(BACK_WORDS) }));
}

export function chosen(task: Task, choices: Choice[], answers: Answers): Choice | undefined {
  const value = task.decision_field ? answers[task.decision_field] : undefined;
  return choices.find((choice) => choice.value === value);
}
