// RJSF's ValidatorType without eval: @cfworker/json-schema interprets the schema, so that script-src 'self' holds.
import { Validator } from "@cfworker/json-schema";
import type { OutputUnit, Schema } from "@cfworker/json-schema";
import { ROOT_SCHEMA_PREFIX, createErrorHandler, toErrorSchema, unwrapErrorHandler, validationDataMerge, withIdRefPrefix } from "@rjsf/utils";
import type { RJSFValidationError, ValidatorType } from "@rjsf/utils";
import type { JsonSchema } from "../api-types";
import { messageFor } from "./messages";
import { titleAt } from "./prepare";

// these only hold others together; what failed inside of them is reported on its own
const FRAMES = new Set(["properties", "items", "prefixItems", "if", "then", "else", "allOf", "$ref", "dependentSchemas", "false", "unevaluatedItems"]);
const STRAY = new Set(["unevaluatedProperties", "additionalProperties"]);

function at(root: unknown, pointer: string): unknown {
  return pointer
    .replace(/^#\/?/, "")
    .split("/")
    .filter(Boolean)
    .reduce<unknown>((found, key) => (found as Record<string, unknown> | undefined)?.[decodeURIComponent(key).replace(/~1/g, "/").replace(/~0/g, "~")], root);
}

/** The path of a field: votes.present, recusals.0.person_id. */
function fieldOf(unit: OutputUnit): string {
  const path = unit.instanceLocation.replace(/^#\/?/, "").split("/").filter(Boolean).map((part) => decodeURIComponent(part).replace(/~1/g, "/").replace(/~0/g, "~"));
  const missing = unit.keyword === "required" ? /"([^"]+)"/.exec(unit.error)?.[1] : undefined;
  return [...path, ...(missing === undefined ? [] : [missing])].join(".");
}

/** What is wrong, one sentence a field. */
export function problemsOf(units: OutputUnit[], schema: JsonSchema): RJSFValidationError[] {
  const real = units.filter((unit) => !FRAMES.has(unit.keyword) && !/\/(oneOf|anyOf|not|if)\//.test(unit.keywordLocation));
  // an invalid field also counts as "not evaluated" at its parent: say so only when nothing else is wrong
  const strays = real.filter((unit) => STRAY.has(unit.keyword));
  const chosen = strays.length === real.length ? strays.slice(0, 1) : real.filter((unit) => !STRAY.has(unit.keyword));
  const seen = new Set<string>();
  const problems: RJSFValidationError[] = [];
  for (const unit of chosen) {
    const field = fieldOf(unit);
    if (seen.has(field)) continue;
    seen.add(field);
    const parent = (at(schema, unit.keywordLocation.replace(/\/[^/]*$/, "")) ?? {}) as JsonSchema;
    const message = messageFor(unit.keyword, parent, titleAt(schema, field.split(".")));
    problems.push({ name: unit.keyword, property: field && `.${field}`, message, stack: message, schemaPath: unit.keywordLocation, params: {} });
  }
  return problems;
}

/** The data as JSON has them: no undefined, no prototypes. */
function plain(data: unknown): unknown {
  return data === undefined ? {} : JSON.parse(JSON.stringify(data));
}

export function makeValidator(): ValidatorType {
  let made = new WeakMap<object, Validator>();
  let root: object | null = null;

  const validatorOf = (schema: object): Validator => {
    let validator = made.get(schema);
    if (!validator) {
      validator = new Validator(withIdRefPrefix(schema) as Schema, "2020-12", false);
      if (root && root !== schema) validator.addSchema({ ...(withIdRefPrefix(root) as Schema), $id: ROOT_SCHEMA_PREFIX });
      made.set(schema, validator);
    }
    return validator;
  };

  const check = (schema: object, data: unknown): { errors?: OutputUnit[]; validationError?: Error } => {
    try {
      return { errors: validatorOf(schema).validate(plain(data)).errors };
    } catch (cause) {
      return { validationError: cause instanceof Error ? cause : new Error(String(cause)) };
    }
  };

  return {
    reset: () => {
      made = new WeakMap();
      root = null;
    },
    isValid: (schema, data, rootSchema) => {
      if (rootSchema && typeof rootSchema === "object") root = rootSchema;
      if (typeof schema === "boolean") return schema;
      const { errors, validationError } = check(schema as object, data);
      return !validationError && errors?.length === 0;
    },
    rawValidation: (schema, data) => check(schema as object, data) as never,
    validateFormData: (data, schema, customValidate, transformErrors, uiSchema) => {
      const { errors: units = [], validationError } = check(schema as object, data);
      let errors = problemsOf(units, schema as JsonSchema);
      if (validationError) errors = [...errors, { stack: messageFor("other", {}), message: messageFor("other", {}), property: "" }];
      if (transformErrors) errors = transformErrors(errors, uiSchema);
      const errorSchema = toErrorSchema(errors);
      if (!customValidate) return { errors, errorSchema };
      const own = customValidate(data, createErrorHandler(data), uiSchema, errorSchema);
      return validationDataMerge({ errors, errorSchema }, unwrapErrorHandler(own));
    },
  };
}
