// Whom to ask for an opinion, about what, and until when.
import { useCallback, useId, useRef, useState } from "react";
import type { ReactNode } from "react";
import { ApiProblem, intentKey } from "../api";
import type { Task } from "../api-types";
import { Button } from "../components/Button";
import { Dialog } from "../components/Dialog";
import { Icon } from "../components/Icon";
import { Note } from "../components/states";
import { toast } from "../components/Toast";
import { planDate, today } from "../dates";
import { Combobox } from "../forms/Combobox";
import { useText } from "../i18n";
import { enough } from "../moves/reason";
import { useAfter } from "./after";
import { calls } from "./calls";
import "./sign.css";

const MOST = 20;

type Wrong = { people?: string; text?: string; due?: string };

export default function AskDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const t = useText("sign");
  const id = useId();
  const after = useAfter(task.id);
  const words = useRef<HTMLTextAreaElement>(null);
  const intent = useRef<{ key: string; body: string } | null>(null);
  const [people, setPeople] = useState<string[]>([]);
  const [text, setText] = useState("");
  const [due, setDue] = useState("");
  const [wrong, setWrong] = useState<Wrong>({});
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const equal = task.signers.some((signer) => signer.asked_by === null);
  const load = useCallback(async (q: string, signal: AbortSignal) => (await calls.candidates(task.id, q, signal)).items, [task.id]);

  const send = async () => {
    if (busy) return;
    const bad: Wrong = { ...(people.length === 0 && { people: t("peopleMissing") }), ...(!enough(text) && { text: t("askShort") }) };
    setWrong(bad);
    setRefused(null);
    if (bad.people) return document.getElementById(`${id}-people`)?.focus();
    if (bad.text) return words.current?.focus();
    const body = { people, text: text.trim(), due: due || null };
    const print = JSON.stringify(body);
    if (intent.current?.body !== print) intent.current = { key: intentKey(), body: print };
    setBusy(true);
    try {
      await calls.add(task.id, body, task.version, intent.current.key);
      toast(t("sent", { count: people.length }));
      onClose();
      await after();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.status === 401) return;
      const at = (name: string) => problem.errors.find((one) => one.pointer.startsWith(`/${name}`))?.message;
      setWrong({ people: at("people"), text: at("text"), due: at("due") });
      if (problem.errors.length === 0) setRefused(problem.status === 0 || problem.status >= 500 ? t("silent") : problem.detail);
    } finally {
      setBusy(false);
    }
  };

  const field = (name: keyof Wrong, hint: string, control: ReactNode) => (
    <div className={wrong[name] ? "field field-bad" : "field"}>
      <label className="label" htmlFor={`${id}-${name}`}>{t(LABEL[name])}</label>
      <span className="hint" id={`${id}-${name}-hint`}>{t(hint)}</span>
      {wrong[name] && (
        <span className="bad" id={`${id}-${name}-bad`} role="alert">
          <Icon name="warn" />
          {wrong[name]}
        </span>
      )}
      {control}
    </div>
  );
  const told = (name: keyof Wrong) => (wrong[name] ? `${id}-${name}-bad ${id}-${name}-hint` : `${id}-${name}-hint`);

  return (
    <Dialog
      title={t("addTitle")}
      onClose={onClose}
      className="ask"
      foot={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button tone="primary" icon="send" busy={busy} onClick={() => void send()}>{t("send")}</Button>
        </>
      }
    >
      <div className="stack ask-fields">
        <p className="soft">{t(equal ? "addEqual" : "addText")}</p>
        {refused && <Note tone="seal" role="alert">{refused}</Note>}
        {field(
          "people",
          "peopleHint",
          <Combobox id={`${id}-people`} name="people" value={people} onChange={(next) => (setPeople(next), setWrong(({ people: _, ...rest }) => rest))} load={load} many max={MOST} label={t("people")} invalid={Boolean(wrong.people)} describedBy={told("people")} />,
        )}
        {field(
          "text",
          "askHint",
          <textarea ref={words} className="input" id={`${id}-text`} rows={3} maxLength={500} required value={text} aria-invalid={Boolean(wrong.text) || undefined} aria-describedby={told("text")} onChange={(event) => (setText(event.target.value), setWrong(({ text: _, ...rest }) => rest))} />,
        )}
        {!equal &&
          field(
            "due",
            "untilHint",
            <div className="date-line">
              <input className="input input-date" id={`${id}-due`} type="date" min={today()} value={due} aria-invalid={Boolean(wrong.due) || undefined} aria-describedby={told("due")} onChange={(event) => (setDue(event.target.value), setWrong(({ due: _, ...rest }) => rest))} />
              {due && <span className="muted small">{planDate(due)}</span>}
            </div>,
          )}
      </div>
    </Dialog>
  );
}

const LABEL: Record<keyof Wrong, string> = { people: "people", text: "ask", due: "until" };
