// From the form files to what RJSF can draw: our layouts for its widgets, dynamic choices, the other language.
import type { UiSchema } from "@rjsf/utils";
import type { Answers, FormSpec, JsonSchema, Lang } from "../api-types";

type Ui = Record<string, unknown>;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** All sub-schemas that may add properties to an object: then, else, allOf, dependentSchemas. */
function branches(schema: JsonSchema): JsonSchema[] {
  const found: JsonSchema[] = [];
  for (const key of ["then", "else"]) if (isObject(schema[key])) found.push(schema[key] as JsonSchema);
  for (const key of ["allOf", "anyOf"]) if (Array.isArray(schema[key])) found.push(...(schema[key] as JsonSchema[]).filter(isObject));
  if (isObject(schema.dependentSchemas)) found.push(...(Object.values(schema.dependentSchemas) as JsonSchema[]));
  return found.flatMap((branch) => [branch, ...branches(branch)]);
}

/** Every property an object may have, the conditional ones too. */
export function allProperties(schema: JsonSchema): Record<string, JsonSchema> {
  const found: Record<string, JsonSchema> = {};
  for (const part of [...branches(schema).reverse(), schema]) {
    for (const [name, property] of Object.entries(part.properties ?? {})) {
      // inside "if" and "then" a property may only be narrowed: the fuller description wins
      found[name] = { ...found[name], ...property };
    }
  }
  return found;
}

/** The schema of a field path such as recusals.0.person_id. */
export function schemaAt(schema: JsonSchema, path: string[]): JsonSchema | undefined {
  let here: JsonSchema | undefined = schema;
  for (const part of path) {
    if (!here) return undefined;
    here = /^\d+$/.test(part) && here.items ? (here.items as JsonSchema) : allProperties(here)[part];
  }
  return here;
}

/** The title of a field path, for the error summary: 回避人员 第 1 行 … is left to the reader; the last title is enough. */
export function titleAt(schema: JsonSchema, path: string[]): string {
  for (let length = path.length; length > 0; length -= 1) {
    const title = schemaAt(schema, path.slice(0, length))?.title;
    if (title) return title;
  }
  return "";
}

/** Titles and units in the other language where the form has them. */
export function localise<S>(schema: S, lang: Lang): S {
  if (lang !== "en") return schema;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isObject(value)) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
    for (const key of ["title", "description", "unit"]) {
      const other = copy[`x-${key}-en`];
      if (typeof other === "string") copy[key === "unit" ? "x-unit" : key] = other;
    }
    return copy;
  };
  return walk(schema) as S;
}

const SOURCE_WIDGETS = new Set(["person", "persons", "organization"]);

/** Rows with long text or many fields do not fit into a line: they are drawn as entries, one below the other. */
function tall(items: JsonSchema, ui: Ui): boolean {
  const names = Object.keys(allProperties(items));
  return names.length > 4 || names.some((name) => isObject(ui[name]) && ["textarea", "radio", "checkboxes"].includes(String(ui[name]["ui:widget"])));
}

function prepareField(property: JsonSchema, ui: Ui, layout: string | undefined): Ui {
  const next: Ui = { ...ui };
  const options: Ui = isObject(ui["ui:options"]) ? { ...ui["ui:options"] } : {};
  if (layout) options.layout = layout;
  const widget = ui["ui:widget"];
  const section = ui["x-section"];
  if (section) options.section = section;
  if (property.type === "array" && isObject(property.items) && (property.items as JsonSchema).type === "object") {
    delete next["ui:widget"];
    options.layout = "table";
    const items = property.items as JsonSchema;
    const itemUi: Ui = isObject(ui.items) ? ui.items : {};
    next.items = tall(items, itemUi) ? prepareObject(items, itemUi, "entry") : prepareObject(items, itemUi, "row", "cell");
  } else if (property.type === "object") {
    delete next["ui:widget"];
    Object.assign(next, prepareObject(property, next, widget === "votes" ? "votes" : "group", widget === "votes" ? "vote" : undefined));
    Object.assign(options, next["ui:options"]);
  } else if (property["x-source"]) {
    if (!SOURCE_WIDGETS.has(String(widget))) next["ui:widget"] = property.type === "array" ? "persons" : "person";
  } else if (widget === "date" || property.format === "date") {
    next["ui:widget"] = "date";
  } else if (widget === "table" || widget === "votes" || widget === "file" || SOURCE_WIDGETS.has(String(widget))) {
    delete next["ui:widget"]; // not of a type that this widget can draw
  }
  if (property.readOnly) next["ui:readonly"] = true;
  next["ui:options"] = options;
  return next;
}

function prepareObject(schema: JsonSchema, ui: Ui, layout?: string, inner?: string): Ui {
  const next: Ui = { ...ui };
  const properties = allProperties(schema);
  for (const [name, property] of Object.entries(properties)) {
    next[name] = prepareField(property, isObject(ui[name]) ? (ui[name] as Ui) : {}, inner);
  }
  // a field that the order forgets must still be drawn; RJSF throws without the star
  const order = ui["ui:order"];
  if (Array.isArray(order) && !order.includes("*")) next["ui:order"] = [...order, "*"];
  if (layout) next["ui:options"] = { ...(isObject(ui["ui:options"]) ? ui["ui:options"] : {}), layout };
  return next;
}

export type Prepared = { schema: JsonSchema; ui: UiSchema };

export function prepare(form: FormSpec, lang: Lang): Prepared {
  const schema = localise(form.schema, lang);
  return { schema, ui: prepareObject(schema, form.ui) as UiSchema };
}

/** Only what the form knows: the prefill may carry more. */
export function known(schema: JsonSchema, data: Answers): Answers {
  const properties = allProperties(schema);
  return Object.fromEntries(Object.entries(data).filter(([name, value]) => name in properties && value !== null && value !== undefined));
}

/** A list that must be there but may be empty: adding no row is an answer. */
export function withLists(schema: JsonSchema, data: Answers): Answers {
  const properties = allProperties(schema);
  const empty = (Array.isArray(schema.required) ? (schema.required as string[]) : []).filter((name) => properties[name]?.type === "array" && !(Number(properties[name]?.minItems) > 0) && data[name] === undefined);
  return empty.length > 0 ? { ...data, ...Object.fromEntries(empty.map((name) => [name, []])) } : data;
}

/** What is sent: without the fields that the service fills in itself, without empty leftovers. */
export function toSend(schema: JsonSchema, data: Answers): Answers {
  const properties = allProperties(schema);
  return Object.fromEntries(Object.entries(data).filter(([name, value]) => value !== undefined && !properties[name]?.readOnly));
}

/** The field that says when the step really happened (x-occurred-on). */
/** What may be kept before it is decided: class L4 is kept nowhere, not even in this tab. */
export function draftable(schema: JsonSchema | undefined, data: Answers): Answers {
  const sealed = Object.entries(schema ? allProperties(schema) : {}).filter(([, field]) => (field as Record<string, unknown>)["x-class"] === "L4");
  return sealed.length === 0 ? data : Object.fromEntries(Object.entries(data).filter(([name]) => !sealed.some(([one]) => one === name)));
}

export function occurredOn(schema: JsonSchema, data: Answers): string | undefined {
  for (const [name, property] of Object.entries(allProperties(schema))) {
    if (property["x-occurred-on"] && typeof data[name] === "string") return data[name] as string;
  }
  return undefined;
}

/** A JSON pointer of the request body as a field path: /answers/votes/present -> votes, present. */
export function pathOf(pointer: string): string[] {
  const parts = pointer.replace(/^#?\//, "").split("/").map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));
  return parts[0] === "answers" ? parts.slice(1) : parts;
}
