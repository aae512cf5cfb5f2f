// Widgets of the form profile: native controls in our own dress.
import type { WidgetProps } from "@rjsf/utils";
import type { ChangeEvent } from "react";
import type { FieldProblem, Option } from "../api-types";
import { Button } from "../components/Button";
import { planDate, today } from "../dates";
import { useText } from "../i18n";
import { Combobox } from "./Combobox";

export type FormContext = {
  options?: (field: string, q: string, signal: AbortSignal) => Promise<Option[]>;
  problems?: FieldProblem[];
};

/** Ids of the hint and the error that describe a control. */
export function describedBy(id: string, props: { rawErrors?: string[]; options?: { help?: unknown } }): string | undefined {
  const ids = [props.options?.help ? `${id}__hint` : "", props.rawErrors?.length ? `${id}__bad` : ""].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}

function common(props: WidgetProps) {
  return {
    id: props.id,
    name: props.htmlName ?? props.id,
    "aria-invalid": props.rawErrors?.length ? true : undefined,
    "aria-describedby": describedBy(props.id, props),
    "aria-required": props.required || undefined,
    "aria-label": props.hideLabel || props.options.layout === "cell" ? props.label : undefined,
    disabled: props.disabled,
    onBlur: () => props.onBlur(props.id, props.value),
  } as const;
}

/** Full-width digits are what a Chinese keyboard writes; numbers want the narrow ones. */
export function narrowDigits(text: string): string {
  return text.replace(/[０-９．－]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
}

export function TextInput(props: WidgetProps) {
  const { value, schema, onChange, options, placeholder, readonly } = props;
  const numeric = schema.type === "integer" || schema.type === "number";
  const unit = (schema as Record<string, unknown>)["x-unit"];
  const { "aria-describedby": described, ...shared } = common(props);
  const input = (
    <input
      {...shared}
      aria-describedby={[described, unit && `${props.id}__unit`].filter(Boolean).join(" ") || undefined}
      className={numeric ? "input input-num" : "input"}
      type="text"
      inputMode={schema.type === "integer" ? "numeric" : numeric ? "decimal" : undefined}
      autoComplete="off"
      readOnly={readonly}
      placeholder={placeholder || undefined}
      value={value ?? ""}
      onChange={(event: ChangeEvent<HTMLInputElement>) => {
        const text = numeric ? narrowDigits(event.target.value).trim() : event.target.value;
        onChange(text === "" ? options.emptyValue : text);
      }}
    />
  );
  if (!unit) return input;
  return (
    <span className="with-unit">
      {input}
      <span className="muted small" id={`${props.id}__unit`}>
        {String(unit)}
      </span>
    </span>
  );
}

export function TextareaWidget(props: WidgetProps) {
  const t = useText("forms");
  const { value, schema, onChange, options, placeholder, readonly } = props;
  const length = [...String(value ?? "")].length;
  const short = schema.minLength && length > 0 && length < schema.minLength ? schema.minLength - length : 0;
  return (
    <>
      <textarea
        {...common(props)}
        className="input"
        rows={Number(options.rows ?? 3)}
        readOnly={readonly}
        placeholder={placeholder || undefined}
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value === "" ? options.emptyValue : event.target.value)}
      />
      {schema.maxLength !== undefined && (
        <span className="count-left">
          {short > 0 && <>{t("countShort", { n: short })} </>}
          {t("count", { n: length, max: schema.maxLength })}
        </span>
      )}
    </>
  );
}

export function DateWidget(props: WidgetProps) {
  const t = useText("forms");
  const { value, onChange, readonly, disabled } = props;
  return (
    <div className="date-line">
      <input {...common(props)} className="input input-date" type="date" readOnly={readonly} value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)} />
      {value ? (
        <span className="muted small">{planDate(value)}</span>
      ) : (
        !readonly &&
        !disabled && (
          <Button tone="quiet" onClick={() => onChange(today())}>
            {t("today")}
          </Button>
        )
      )}
    </div>
  );
}

export function SelectWidget(props: WidgetProps) {
  const t = useText("forms");
  const { value, options, onChange, required } = props;
  const choices = options.enumOptions ?? [];
  const at = choices.findIndex((choice) => choice.value === value);
  return (
    <select {...common(props)} className="input" value={at < 0 ? "" : String(at)} onChange={(event) => onChange(event.target.value === "" ? undefined : choices[Number(event.target.value)]?.value)}>
      <option value="">{required ? t("choose") : t("chooseNone")}</option>
      {choices.map((choice, i) => (
        <option key={i} value={String(i)}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}

/** One of a few, as cards. */
export function RadioWidget(props: WidgetProps) {
  const { value, options, onChange, id, disabled, readonly } = props;
  const choices = options.enumOptions ?? [];
  const long = choices.some((choice) => [...choice.label].length > 14);
  return (
    <div className={long ? "choice choice-long" : "choice"} role="radiogroup" aria-labelledby={`${id}__title`} aria-required={props.required || undefined} aria-describedby={describedBy(id, props)} id={id}>
      {choices.map((choice, i) => (
        <label key={i} className={choice.value === value ? "check is-on" : "check"}>
          <input
            type="radio"
            name={props.htmlName ?? id}
            checked={choice.value === value}
            disabled={disabled || readonly}
            aria-invalid={props.rawErrors?.length ? true : undefined}
            onChange={() => onChange(choice.value)}
          />
          <span>
            {choice.label}
            {choice.schema?.description && <small>{choice.schema.description}</small>}
          </span>
        </label>
      ))}
    </div>
  );
}

/** Some of a few. */
export function CheckboxesWidget(props: WidgetProps) {
  const { options, onChange, id, disabled, readonly } = props;
  const value: unknown[] = Array.isArray(props.value) ? props.value : [];
  const choices = options.enumOptions ?? [];
  return (
    <div className="checks" id={id} role="group" aria-labelledby={`${id}__title`} aria-describedby={describedBy(id, props)}>
      {choices.map((choice, i) => (
        <label key={i} className="check">
          <input
            type="checkbox"
            checked={value.includes(choice.value)}
            disabled={disabled || readonly}
            onChange={(event) => {
              const picked = choices.map((one) => one.value).filter((one) => (one === choice.value ? event.target.checked : value.includes(one)));
              onChange(picked);
            }}
          />
          <span>
            {choice.label}
            {choice.schema?.description && <small>{choice.schema.description}</small>}
          </span>
        </label>
      ))}
    </div>
  );
}

/** One statement to confirm. */
export function CheckboxWidget(props: WidgetProps) {
  const t = useText("forms");
  const { value, onChange, label, options, readonly, required, schema } = props;
  return (
    <label className="check check-card">
      <input {...common(props)} aria-label={undefined} type="checkbox" checked={value === true} disabled={props.disabled || readonly} onChange={(event) => onChange(event.target.checked || (required && schema.const !== true ? false : undefined))} />
      <span>
        {label} {required && <span className="need">{t("need")}</span>}
        {options.help && <small id={`${props.id}__hint`}>{String(options.help)}</small>}
      </span>
    </label>
  );
}

/** The field of the schema, without the rows of a table: recusals.person_id. */
export function fieldName(id: string): string {
  return id
    .split("_-_")
    .slice(1)
    .filter((part) => !/^\d+$/.test(part))
    .join(".");
}

export function SourceWidget(props: WidgetProps) {
  const { value, onChange, schema, id, label, registry, placeholder } = props;
  const many = schema.type === "array";
  const context = registry.formContext as FormContext;
  const base = common(props);
  const field = fieldName(id);
  return (
    <Combobox
      id={id}
      name={base.name}
      label={label}
      many={many}
      max={many ? schema.maxItems : undefined}
      value={many ? (Array.isArray(value) ? value.map(String) : []) : value ? [String(value)] : []}
      onChange={(picked) => onChange(many ? picked : picked[0])}
      load={(q, signal) => context.options?.(field, q, signal) ?? Promise.resolve([])}
      disabled={props.disabled || props.readonly}
      invalid={base["aria-invalid"]}
      describedBy={base["aria-describedby"]}
      placeholder={placeholder || undefined}
    />
  );
}
