// Find somebody by a whole identity number or phone: it travels in the body of a request, and each search is logged.
import { useId, useState } from "react";
import { ApiProblem } from "../../api";
import { Button, Dialog, Note } from "../../components";
import { useText } from "../../i18n";
import { People } from "./PeoplePage";
import { calls } from "./calls";
import type { Row } from "./calls";

export function NumberDialog({ onClose }: { onClose: () => void }) {
  const t = useText("admin/people");
  const id = useId();
  const [number, setNumber] = useState("");
  const [found, setFound] = useState<Row[] | null>(null);
  const [bad, setBad] = useState("");
  const [busy, setBusy] = useState(false);
  const short = number.replace(/[\s-]/g, "").length < 11;
  const go = async () => {
    if (busy || short) return;
    setBusy(true);
    setBad("");
    try {
      setFound(await calls.find(number));
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      setBad(problem.errors[0]?.message || problem.detail || t("silent"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog wide title={t("verb.number")} onClose={onClose} foot={<><Button onClick={onClose}>{t("shut")}</Button><Button tone="primary" icon="search" busy={busy} why={short ? t("whole") : null} onClick={() => void go()}>{t("verb.find")}</Button></>}>
      <form className="stack" onSubmit={(event) => (event.preventDefault(), void go())}>
        {bad && <Note tone="seal" role="alert">{bad}</Note>}
        <div className="field">
          <label className="label" htmlFor={id}>{t("number")}</label>
          <span className="hint" id={`${id}-hint`}>{t("number_hint")}</span>
          <input className="input" id={id} inputMode="text" autoComplete="off" maxLength={40} aria-describedby={`${id}-hint`} value={number} onChange={(event) => (setNumber(event.target.value), setFound(null))} />
        </div>
      </form>
      <div role="status">{found && (found.length > 0 ? <People rows={found} /> : <p className="muted">{t("nobody")}</p>)}</div>
    </Dialog>
  );
}
