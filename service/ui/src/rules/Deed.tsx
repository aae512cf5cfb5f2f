// A deed that is asked for in a dialog: what it does, words where it wants some, and what the service says against it.
import { useId, useRef, useState } from "react";
import { ApiProblem, intentKey, wasRefused } from "../api";
import { Button, Dialog, Note } from "../components";
import type { Draft } from "./calls";
import { useText } from "../i18n";

type Props = {
  title: string;
  lead: string;
  /** what is asked for; null: nothing */
  label: string | null;
  verb: string;
  tone: "primary" | "seal";
  onClose: () => void;
  act: (words: string, key: string) => Promise<void>;
  wrong: (problems: Draft["problems"]) => void;
};

export function Deed({ title, lead, label, verb, tone, onClose, act, wrong }: Props) {
  const t = useText("rules");
  const id = useId();
  const key = useRef(intentKey());
  const [words, setWords] = useState("");
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState<string[]>([]);
  const go = async () => {
    setBusy(true);
    setBad([]);
    try {
      await act(words.trim(), key.current);
      onClose();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (wasRefused(problem)) key.current = intentKey();
      wrong(problem.errors.filter((each) => each.pointer.startsWith("/")));
      setBad(problem.errors.length > 0 ? [...new Set(problem.errors.map((each) => each.message))] : [problem.detail || t("draft.silent")]);
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
          <Button onClick={onClose}>{t("draft.cancel")}</Button>
          <Button tone={tone} busy={busy} why={label && !words.trim() ? t("draft.words_missing") : null} onClick={() => void go()}>{verb}</Button>
        </>
      }
    >
      <div className="stack">
        {bad.length > 0 && <Note tone="seal" role="alert">{bad.length === 1 ? <p>{bad[0]}</p> : <ul>{bad.slice(0, 12).map((each) => <li key={each}>{each}</li>)}</ul>}</Note>}
        <p>{lead}</p>
        {label && (
          <div className="field">
            <label className="label" htmlFor={`${id}-words`}>{label}</label>
            <textarea className="input" id={`${id}-words`} rows={3} maxLength={500} value={words} onChange={(event) => setWords(event.target.value)} />
          </div>
        )}
      </div>
    </Dialog>
  );
}
