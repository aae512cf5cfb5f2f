// The plain fields of the forms: label, hint, what is wrong, control; in that order, so that it is read before it is filled in.
import { useState } from "react";
import type { ReactNode } from "react";
import { Icon } from "../components";
import { useText } from "../i18n";
import { UNITS, readTerm, writeTerm } from "./fields";
import type { Term } from "./fields";

export type Option = { code: string; name: string };
type Shared = { id: string; label: string; hint?: string | undefined; bad?: string | undefined; off?: boolean };
type Said = Shared & { value: string; set: (value: string) => void };

function described({ id, hint, bad }: Shared) {
  const parts = [hint && `${id}-hint`, bad && `${id}-bad`].filter(Boolean).join(" ");
  return { "aria-describedby": parts || undefined, "aria-invalid": bad ? true : undefined };
}

function Frame({ children, extra, ...shared }: Shared & { children: ReactNode; extra?: ReactNode }) {
  const { id, label, hint, bad } = shared;
  return (
    <div className={bad ? "field field-bad" : "field"}>
      <span className="draft-label">
        <label className="label" htmlFor={id}>{label}</label>
        {extra}
      </span>
      {hint && <span className="hint" id={`${id}-hint`}>{hint}</span>}
      {bad && <span className="bad" id={`${id}-bad`}><Icon name="warn" small />{bad}</span>}
      {children}
    </div>
  );
}

type More = { extra?: ReactNode };

export function Line({ extra, ...all }: Said & More & { numeric?: boolean }) {
  return <Frame {...all} extra={extra}><input className={all.numeric ? "input draft-number" : "input"} id={all.id} inputMode={all.numeric ? "numeric" : undefined} readOnly={all.off} value={all.value} onChange={(event) => all.set(event.target.value)} {...described(all)} /></Frame>;
}

export function Lines({ extra, rows = 2, ...all }: Said & More & { rows?: number }) {
  return <Frame {...all} extra={extra}><textarea className="input draft-lines" id={all.id} rows={rows} readOnly={all.off} value={all.value} onChange={(event) => all.set(event.target.value)} {...described(all)} /></Frame>;
}

export function Day(all: Said) {
  return <Frame {...all}><input className="input input-date" id={all.id} type="date" min="1921-01-01" max="2200-12-31" disabled={all.off} value={all.value} onChange={(event) => all.set(event.target.value)} {...described(all)} /></Frame>;
}

export function Choice({ options, none, extra, ...all }: Said & More & { options: Option[]; none?: string }) {
  return (
    <Frame {...all} extra={extra}>
      <select className="input" id={all.id} disabled={all.off} value={all.value} onChange={(event) => all.set(event.target.value)} {...described(all)}>
        {none !== undefined && <option value="">{none}</option>}
        {all.value !== "" && !options.some((each) => each.code === all.value) && <option value={all.value}>{all.value}</option>}
        {options.map((each) => <option key={each.code} value={each.code}>{each.name}</option>)}
      </select>
    </Frame>
  );
}

export function Box({ id, label, off, value, set }: { id: string; label: string; off: boolean; value: boolean; set: (value: boolean) => void }) {
  return (
    <label className="check" htmlFor={id}>
      <input type="checkbox" id={id} disabled={off} checked={value} onChange={(event) => set(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** How long: a number and what it counts. */
export function Span({ value, set, extra, prompt, ...all }: Shared & More & { value: unknown; set: (value: unknown) => void; prompt: boolean }) {
  const t = useText("rules");
  const found = readTerm(value);
  // the unit that was chosen before any number was written
  const [unit, setUnit] = useState(found.unit || "M");
  const shown: Term = found.odd !== undefined ? { amount: found.odd, unit } : { ...found, unit: found.unit || unit };
  const promptly = shown.unit === "promptly";
  const write = (term: Term) => (setUnit(term.unit), set(writeTerm(term)));
  return (
    <Frame {...all} extra={extra}>
      <span className="draft-span">
        {!promptly && <input className="input draft-number" id={all.id} inputMode="numeric" readOnly={all.off} value={shown.amount} onChange={(event) => write({ amount: event.target.value, unit: shown.unit })} {...described(all)} />}
        <select className="input input-s" id={promptly ? all.id : undefined} aria-label={t("draft.unit_of", { label: all.label })} disabled={all.off} value={shown.unit} onChange={(event) => write({ amount: shown.amount, unit: event.target.value })}>
          {[...UNITS, ...(prompt ? ["promptly"] : [])].map((each) => <option key={each} value={each}>{t(`draft.unit.${each}`)}</option>)}
        </select>
      </span>
    </Frame>
  );
}
