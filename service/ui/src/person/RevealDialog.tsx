// Seeing a sealed value asks for a purpose and a sentence; the person concerned reads both. One's own asks for nothing.
import { useId, useState } from "react";
import { ApiProblem } from "../api";
import { Button, Dialog, Note } from "../components";
import { useText } from "../i18n";
import { reveal, showFactor } from "./calls";
import type { Reveal, Sealed } from "./calls";

const MIN_NOTE = 4;

type Props = {
  person: { id: string; name: string };
  what: Sealed["fields"][number];
  purposes: Sealed["purposes"];
  onShown: (value: string) => void;
  onClose: () => void;
};

export default function RevealDialog({ person, what, purposes, onShown, onClose }: Props) {
  const t = useText("person");
  const id = useId();
  const [purpose, setPurpose] = useState("");
  const [note, setNote] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = purposes.length > 0;

  const go = async () => {
    if (busy) return;
    setBusy(true);
    setRefused(null);
    try {
      if (code) await showFactor(code.trim());
      const more = asked ? { purpose: purpose as NonNullable<Reveal["purpose"]>, note } : {};
      onShown((await reveal(person.id, { field: what.field, ...more })).value);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.status === 401) return;
      if (problem.code === "code_again") setCode("");
      setRefused(problem.errors[0]?.message || problem.detail || t("sealed.silent"));
    } finally {
      setBusy(false);
    }
  };

  const why = asked && (!purpose || note.trim().length < MIN_NOTE) ? t("sealed.why") : code === "" ? t("sealed.code_why") : null;
  return (
    <Dialog
      title={t("sealed.title", { what: what.label, name: person.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t("sealed.close")}</Button>
          <Button tone="primary" icon="eye" busy={busy} why={why} onClick={() => void go()}>{t("sealed.see")}</Button>
        </>
      }
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!why) void go();
        }}
      >
        {refused && <Note tone="seal" role="alert">{refused}</Note>}
        <p className="soft">{t(asked ? "sealed.told" : "sealed.own", { name: person.name })}</p>
        {asked && (
          <>
            <div className="field">
              <label className="label" htmlFor={`${id}-purpose`}>{t("sealed.purpose")}</label>
              <select className="input" id={`${id}-purpose`} required value={purpose} onChange={(event) => setPurpose(event.target.value)}>
                <option value="">{t("sealed.choose")}</option>
                {purposes.map((one) => <option key={one.key} value={one.key}>{one.name}</option>)}
              </select>
            </div>
            <div className="field">
              <label className="label" htmlFor={`${id}-note`}>{t("sealed.note")}</label>
              <span className="hint" id={`${id}-hint`}>{t("sealed.hint")}</span>
              <input className="input" id={`${id}-note`} required maxLength={200} aria-describedby={`${id}-hint`} value={note} onChange={(event) => setNote(event.target.value)} />
            </div>
          </>
        )}
        {code !== null && (
          <div className="field">
            <label className="label" htmlFor={`${id}-code`}>{t("sealed.code")}</label>
            <input className="input" id={`${id}-code`} autoComplete="one-time-code" inputMode="numeric" maxLength={40} value={code} onChange={(event) => setCode(event.target.value)} />
          </div>
        )}
      </form>
    </Dialog>
  );
}
