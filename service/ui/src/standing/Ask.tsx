// A dialog that asks for a few values; each refusal stands at its field.
import { useId, useRef, useState } from "react";
import type { ReactNode } from "react";
import { ApiProblem, intentKey, wasRefused } from "../api";
import { Button } from "../components/Button";
import { Dialog } from "../components/Dialog";
import { Icon } from "../components/Icon";
import { Note } from "../components/states";
import { loadTexts, useText } from "../i18n";

// its own words, and those of the fields that search
await loadTexts(["standing", "forms"]);

export type Place = { id: string; invalid: boolean; describedBy?: string };
export type Field = { name: string; label: string; hint?: string; needed?: boolean; filled?: boolean; control: (place: Place) => ReactNode };

type Props = { title: string; lead?: ReactNode; verb: string; fields: Field[]; act: (intent: string) => Promise<unknown>; onClose: () => void };

export function Ask({ title, lead, verb, fields, act, onClose }: Props) {
  const t = useText("standing");
  const id = useId();
  const intent = useRef("");
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const go = async () => {
    if (busy) return;
    const missing = fields.filter((field) => field.needed && !field.filled);
    setWrong(Object.fromEntries(missing.map((field) => [field.name, t("missing", { label: field.label })])));
    setRefused(null);
    if (missing[0]) return document.getElementById(`${id}-${missing[0].name}`)?.focus();
    setBusy(true);
    intent.current ||= intentKey();
    try {
      await act(intent.current);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (wasRefused(problem)) intent.current = ""; // what was refused is another intent when it is sent again
      if (problem.status === 401) return;
      const found = Object.fromEntries(problem.errors.map((one) => [one.pointer.slice(1), one.message]));
      setWrong(found);
      const placed = Object.keys(found).some((name) => fields.some((field) => field.name === name));
      if (!placed) setRefused(problem.status === 0 || problem.status >= 500 ? t("silent") : problem.errors[0]?.message || problem.detail);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      className="ask"
      foot={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button tone="primary" busy={busy} onClick={() => void go()}>{verb}</Button>
        </>
      }
    >
      <div className="stack">
        {lead && <div className="soft">{lead}</div>}
        {refused && <Note tone="seal" role="alert">{refused}</Note>}
        {fields.map((field) => {
          const bad = wrong[field.name];
          const told = [bad && `${id}-${field.name}-bad`, field.hint && `${id}-${field.name}-hint`].filter(Boolean).join(" ");
          return (
            <div key={field.name} className={bad ? "field field-bad" : "field"}>
              <label className="label" htmlFor={`${id}-${field.name}`}>{field.label}</label>
              {field.hint && <span className="hint" id={`${id}-${field.name}-hint`}>{field.hint}</span>}
              {bad && <span className="bad" id={`${id}-${field.name}-bad`} role="alert"><Icon name="warn" />{bad}</span>}
              {field.control({ id: `${id}-${field.name}`, invalid: Boolean(bad), describedBy: told || undefined })}
            </div>
          );
        })}
      </div>
    </Dialog>
  );
}

type Text = { place: Place; value: string; onChange: (value: string) => void };

export function Day({ place, value, onChange, min, max }: Text & { min?: string; max?: string }) {
  return <input className="input input-date" type="date" id={place.id} min={min} max={max} value={value} aria-invalid={place.invalid || undefined} aria-describedby={place.describedBy} onChange={(event) => onChange(event.target.value)} />;
}

export function Line({ place, value, onChange }: Text) {
  return <input className="input" id={place.id} maxLength={100} autoComplete="off" value={value} aria-invalid={place.invalid || undefined} aria-describedby={place.describedBy} onChange={(event) => onChange(event.target.value)} />;
}

export function YesNo({ place, value, text, onChange }: { place: Place; value: boolean; text: string; onChange: (value: boolean) => void }) {
  return <label className="check"><input type="checkbox" id={place.id} checked={value} aria-describedby={place.describedBy} onChange={(event) => onChange(event.target.checked)} /><span>{text}</span></label>;
}

export function Words({ place, value, onChange }: Text) {
  return <textarea className="input" rows={2} maxLength={500} id={place.id} value={value} aria-invalid={place.invalid || undefined} aria-describedby={place.describedBy} onChange={(event) => onChange(event.target.value)} />;
}

export function Pick({ place, value, onChange, none, options }: Text & { none?: string; options: { value: string; label: string }[] }) {
  return (
    <select className="input" id={place.id} value={value} aria-invalid={place.invalid || undefined} aria-describedby={place.describedBy} onChange={(event) => onChange(event.target.value)}>
      {none !== undefined && <option value="">{none}</option>}
      {options.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}
    </select>
  );
}
