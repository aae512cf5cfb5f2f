// A form made from a JSON Schema and a uiSchema. The only folder that knows RJSF is this one.
import RjsfForm from "@rjsf/core/lib/components/Form.js"; // the index would draw in its test tools
import type { IChangeEvent } from "@rjsf/core/lib/components/Form.js";
import type { FormValidation, RJSFSchema, RJSFValidationError, RegistryWidgetsType } from "@rjsf/utils";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Answers, FieldProblem, FormSpec, JsonSchema, Option } from "../api-types";
import { ErrorSummary } from "../components/ErrorSummary";
import type { FieldError } from "../components/ErrorSummary";
import { language, useText } from "../i18n";
import { allProperties, pathOf, prepare, titleAt, toSend, withLists } from "./prepare";
import { ArrayFieldItemTemplate, ArrayFieldTemplate, FieldTemplate, ObjectFieldTemplate } from "./templates";
import { makeValidator } from "./validator";
import { Why } from "./Why";
import { voteProblems } from "./votes";
import type { Votes } from "./votes";
import { CheckboxWidget, CheckboxesWidget, DateWidget, RadioWidget, SelectWidget, SourceWidget, TextInput, TextareaWidget } from "./widgets";

export type AnswerFormProps = {
  /** the id of the <form>, for a submit button outside of it: <button type="submit" form={id}> */
  id: string;
  form: FormSpec;
  value: Answers;
  onChange: (answers: Answers) => void;
  /** only with answers that the schema accepts */
  onSubmit: (answers: Answers) => void;
  /** what the service found wrong; pointers such as /answers/nominees/0/reason */
  problems?: FieldProblem[];
  /** dynamic choices (x-source) of a field */
  options?: (field: string, q: string, signal: AbortSignal) => Promise<Option[]>;
  disabled?: boolean;
};

const SEPARATOR = "_-_";
const widgets: RegistryWidgetsType = {
  TextWidget: TextInput,
  TextareaWidget,
  DateWidget,
  SelectWidget,
  RadioWidget,
  CheckboxesWidget,
  CheckboxWidget,
  person: SourceWidget,
  persons: SourceWidget,
  organization: SourceWidget,
};
const templates = { FieldTemplate, ObjectFieldTemplate, ArrayFieldTemplate, ArrayFieldItemTemplate, BaseInputTemplate: TextInput };
// nothing is filled in that the person did not choose: a confirmation must not tick itself
const DEFAULTS = { constAsDefaults: "never", arrayMinItems: { populate: "never" }, emptyObjectFields: "skipEmptyDefaults" } as const;

function isVotes(ui: unknown): boolean {
  return (ui as { "ui:options"?: { layout?: string } } | undefined)?.["ui:options"]?.layout === "votes";
}

export default function AnswerForm({ id, form, value, onChange, onSubmit, problems, options, disabled }: AnswerFormProps) {
  const t = useText("forms");
  const lang = language();
  const { schema, ui } = useMemo(() => prepare(form, lang), [form, lang]);
  // a validator keeps what it has compiled: another form, another one
  const validator = useMemo(() => makeValidator(), [schema]);
  const [local, setLocal] = useState<RJSFValidationError[]>([]);
  const [served, setServed] = useState<FieldProblem[]>([]);
  const [tried, setTried] = useState(false);
  const [turn, setTurn] = useState(0);
  const filled = useMemo(() => withLists(schema as JsonSchema, value), [schema, value]);
  const started = useRef(JSON.stringify(filled));

  useEffect(() => {
    setServed(problems ?? []);
    if (problems?.length) setTurn((n) => n + 1);
  }, [problems]);

  const context = useMemo(() => ({ options }), [options]);
  const extraErrors = useMemo(() => {
    const root: Record<string, unknown> = {};
    for (const problem of served) {
      let here = root;
      for (const part of pathOf(problem.pointer)) here = (here[part] ??= {}) as Record<string, unknown>;
      here.__errors = [...((here.__errors as string[] | undefined) ?? []), problem.message];
    }
    return root;
  }, [served]);

  const customValidate = (data: Answers | undefined, errors: FormValidation<Answers>) => {
    for (const name of Object.keys(allProperties(schema))) {
      if (!isVotes(ui[name]) || typeof data?.[name] !== "object") continue;
      for (const problem of voteProblems(data[name] as Votes)) {
        const field = (errors[name] as unknown as Record<string, { addError?: (message: string) => void } | undefined> | undefined)?.[problem.field];
        field?.addError?.(problem.message);
      }
    }
    return errors;
  };

  const summary: FieldError[] = [];
  const add = (path: string[], message: string) => {
    const field = ["f", ...path].join(SEPARATOR);
    const title = titleAt(schema as JsonSchema, path);
    const row = path.find((part) => /^\d+$/.test(part));
    // which of several rows, and the field unless the sentence names it
    const label = [row === undefined ? "" : t("list.row", { row: Number(row) + 1 }), message.includes(title) ? "" : title].filter(Boolean).join(t("dot"));
    if (!summary.some((one) => one.id === field)) summary.push({ id: field, message, label: label || undefined });
  };
  for (const error of local) add((error.property ?? "").split(".").filter(Boolean), error.message ?? t("message.other"));
  for (const problem of served) add(pathOf(problem.pointer), problem.message);
  // in the order of the form
  summary.sort((a, b) => place(a.id) - place(b.id));

  return (
    <>
      <ErrorSummary errors={summary} turn={turn} />
      <RjsfForm<Answers, RJSFSchema, object>
        id={id}
        className="form"
        schema={schema as RJSFSchema}
        uiSchema={ui}
        formData={filled}
        formContext={context}
        validator={validator as never}
        customValidate={customValidate}
        widgets={widgets as never}
        templates={templates as never}
        idPrefix="f"
        idSeparator={SEPARATOR}
        disabled={disabled}
        noHtml5Validate
        omitExtraData
        showErrorList={false}
        focusOnFirstError={false}
        liveValidate={tried ? "onChange" : undefined}
        extraErrors={extraErrors as never}
        experimental_defaultFormStateBehavior={DEFAULTS}
        onChange={(event: IChangeEvent<Answers>, field?: string) => {
          if (tried) setLocal(event.errors.filter((error) => !served.some((one) => one.message === error.message)));
          if (field && served.length > 0) setServed((before) => before.filter((one) => !`${field}${SEPARATOR}`.startsWith(`${["f", ...pathOf(one.pointer)].join(SEPARATOR)}${SEPARATOR}`)));
          const next = event.formData ?? {};
          const text = JSON.stringify(next);
          if (text === started.current) return;
          started.current = text;
          onChange(next);
        }}
        onError={(errors) => {
          setTried(true);
          setLocal(errors.filter((error) => !served.some((one) => one.message === error.message)));
          setTurn((n) => n + 1);
        }}
        onSubmit={(event: IChangeEvent<Answers>) => {
          setLocal([]);
          onSubmit(toSend(schema as JsonSchema, event.formData ?? {}));
        }}
      >
        <></>
      </RjsfForm>
      <Why schema={schema as JsonSchema} />
    </>
  );
}

function place(id: string): number {
  const element = document.getElementById(id);
  return element ? element.getBoundingClientRect().top + scrollY : Number.MAX_SAFE_INTEGER;
}
