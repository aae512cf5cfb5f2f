// A move in the course of a case is asked back once, with its consequence in a sentence, and never goes without a reason.
import { useId, useRef, useState } from "react";
import type { ReactNode } from "react";
import { ApiProblem, intentKey } from "../api";
import { Button } from "../components/Button";
import type { Tone } from "../components/Button";
import { Dialog } from "../components/Dialog";
import { Icon } from "../components/Icon";
import { Note } from "../components/states";
import { useText } from "../i18n";
import { enough, MOST } from "./reason";

type Props = {
  title: string;
  /** what follows from it */
  children: ReactNode;
  verb: string;
  tone?: Tone;
  /** the same words again are the same intent: they carry the same key */
  act: (reason: string, key: string) => Promise<void>;
  onClose: () => void;
};

export default function ReasonDialog({ title, children, verb, tone = "primary", act, onClose }: Props) {
  const t = useText("moves");
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const intent = useRef<{ key: string; reason: string } | null>(null);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const go = async () => {
    if (busy) return;
    const said = reason.trim();
    if (!enough(said)) {
      setMissing(true);
      field.current?.focus();
      return;
    }
    if (intent.current?.reason !== said) intent.current = { key: intentKey(), reason: said };
    setBusy(true);
    setRefused(null);
    try {
      await act(said, intent.current.key);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.status === 401) return;
      setRefused(problem.errors[0]?.message || problem.detail || t("silent"));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t("keep")}</Button>
          <Button tone={tone} busy={busy} onClick={() => void go()}>{verb}</Button>
        </>
      }
    >
      <div className="stack">
        <p className="soft">{children}</p>
        {refused && <Note tone="seal" role="alert">{refused}</Note>}
        <div className={missing ? "field field-bad" : "field"}>
          <label className="label" htmlFor={id}>{t("reason")}</label>
          <span className="hint" id={`${id}-hint`}>{t("hint")}</span>
          {missing && (
            <span className="bad" id={`${id}-bad`} role="alert">
              <Icon name="warn" />
              {t("short")}
            </span>
          )}
          <textarea
            ref={field}
            className="input"
            id={id}
            rows={3}
            maxLength={MOST}
            required
            aria-invalid={missing || undefined}
            aria-describedby={missing ? `${id}-bad ${id}-hint` : `${id}-hint`}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              if (missing && enough(event.target.value)) setMissing(false);
            }}
          />
        </div>
      </div>
    </Dialog>
  );
}
