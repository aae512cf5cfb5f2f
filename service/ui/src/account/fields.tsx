// A field with its label, hint and complaint; and a small form that says what the service refused, field by field.
import { useId, useState } from "react";
import type { FormEvent, InputHTMLAttributes, ReactNode } from "react";
import { ApiProblem } from "../api";
import { Button, Icon, Note } from "../components";
import type { Tone } from "../components/Button";
import { useText } from "../i18n";

type FieldProps = InputHTMLAttributes<HTMLInputElement> & { label: string; hint?: string; bad?: string };

export function Field({ label, hint, bad, ...input }: FieldProps) {
  const id = useId();
  const told = [bad && `${id}-bad`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined;
  return (
    <div className={bad ? "field field-bad" : "field"}>
      <label className="label" htmlFor={id}>{label}</label>
      {hint && <span className="hint" id={`${id}-hint`}>{hint}</span>}
      {bad && <span className="bad" id={`${id}-bad`} role="alert"><Icon name="warn" />{bad}</span>}
      <input className="input" id={id} aria-invalid={bad ? true : undefined} aria-describedby={told} {...input} />
    </div>
  );
}

export type Complaints = Record<string, string>;

type FormProps = { verb: string; tone?: Tone; act: () => Promise<unknown>; check?: () => Complaints; children: (bad: Complaints) => ReactNode; more?: ReactNode };

/** A form of a few fields. `check` names what is missing before anybody is asked; the service's words come after. */
export function SmallForm({ verb, tone = "primary", act, check, children, more }: FormProps) {
  const t = useText("account");
  const [bad, setBad] = useState<Complaints>({});
  const [refused, setRefused] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    const missing = check?.() ?? {};
    setBad(missing);
    setRefused("");
    if (Object.keys(missing).length > 0) {
      requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid]")?.focus());
      return;
    }
    setBusy(true);
    try {
      await act();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      const named = Object.fromEntries(problem.errors.map((each) => [each.pointer.slice(1), each.message]));
      setBad(named);
      if (problem.errors.length === 0) setRefused(problem.detail || t("silent"));
      else requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid]")?.focus());
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="account-form" onSubmit={(event) => void submit(event)} noValidate>
      {refused && <Note tone="seal" role="alert">{refused}</Note>}
      {children(bad)}
      <p className="line account-go"><Button tone={tone} type="submit" busy={busy}>{verb}</Button>{more}</p>
    </form>
  );
}

export function Card({ id, title, tag, children }: { id: string; title: string; tag?: ReactNode; children: ReactNode }) {
  return (
    <section className="card" aria-labelledby={id}>
      <div className="card-head"><h2 id={id}>{title}</h2>{tag && <span className="push">{tag}</span>}</div>
      <div className="pad">{children}</div>
    </section>
  );
}
