// Opening sealed answers asks for a purpose and a sentence; who keeps class L4 names its readers here.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import { ApiProblem } from "../api";
import { Button, Dialog, Note } from "../components";
import { moment, planDate } from "../dates";
import { useText } from "../i18n";
import { openSealed, sealedAnswers, showFactor } from "./calls";
import type { Opened, Purpose } from "./calls";
import { Readers } from "./Readers";

const MIN_NOTE = 4;
const SHOWN_MS = 60_000;

export default function SealedDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText("sealed");
  const field = useId();
  const { data, error, refetch } = useQuery({ queryKey: ["sealed", id], queryFn: () => sealedAnswers(id), gcTime: 0, staleTime: 0 });
  const [purpose, setPurpose] = useState("");
  const [note, setNote] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [shown, setShown] = useState<Opened["fields"] | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(onClose, SHOWN_MS);
    return () => clearTimeout(timer);
    // the time runs from the opening, not from the last drawing of the page around it
  }, [shown]);

  const asked = data !== undefined && !data.own;
  const may = data !== undefined && data.why_not === null && !data.erased;
  const go = async () => {
    if (busy || !may) return;
    setBusy(true);
    setRefused(null);
    try {
      if (code) await showFactor(code.trim());
      setShown((await openSealed(id, asked ? { purpose: purpose as Purpose, note } : {})).fields);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.status === 401) return;
      if (problem.code === "code_again") setCode("");
      setRefused(problem.errors[0]?.message || problem.detail || t("silent"));
    } finally {
      setBusy(false);
    }
  };
  const why = asked && (!purpose || note.trim().length < MIN_NOTE) ? t("why") : code === "" ? t("code_why") : null;

  return (
    <Dialog
      title={data ? t(`title.${data.data_class}`, { title: data.title }) : t("loading")}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t("close")}</Button>
          {may && !shown && <Button tone="primary" icon="eye" busy={busy} why={why} onClick={() => void go()}>{t("see")}</Button>}
        </>
      }
    >
      {error && <Note tone="seal" role="alert">{error instanceof ApiProblem ? error.detail : t("silent")}</Note>}
      {data && (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!why && !shown) void go();
          }}
        >
          <p className="soft">{t("written", { who: data.author, at: moment(data.at) })}</p>
          {data.erased && <Note>{t("erased")}</Note>}
          {data.why_not && <Note>{data.why_not}</Note>}
          {refused && <Note tone="seal" role="alert">{refused}</Note>}
          {may && !shown && <p className="soft">{t(data.own ? "own" : `told.${data.data_class}`)}</p>}
          {may && !shown && asked && (
            <>
              <div className="field">
                <label className="label" htmlFor={`${field}-purpose`}>{t("purpose")}</label>
                <select className="input" id={`${field}-purpose`} required value={purpose} onChange={(event) => setPurpose(event.target.value)}>
                  <option value="">{t("choose")}</option>
                  {data.purposes.map((one) => <option key={one.key} value={one.key}>{one.name}</option>)}
                </select>
              </div>
              <div className="field">
                <label className="label" htmlFor={`${field}-note`}>{t("note")}</label>
                <span className="hint" id={`${field}-hint`}>{t("hint")}</span>
                <input className="input" id={`${field}-note`} required maxLength={200} aria-describedby={`${field}-hint`} value={note} onChange={(event) => setNote(event.target.value)} />
              </div>
            </>
          )}
          {code !== null && !shown && (
            <div className="field">
              <label className="label" htmlFor={`${field}-code`}>{t("code")}</label>
              <input className="input" id={`${field}-code`} autoComplete="one-time-code" inputMode="numeric" maxLength={40} value={code} onChange={(event) => setCode(event.target.value)} />
            </div>
          )}
          {shown && (
            <div aria-live="polite">
              {shown.map((each) => (
                <div key={each.title}>
                  <p className="label">{each.title}</p>
                  <p className="said">{each.value}</p>
                </div>
              ))}
              <p className="small muted">{t("leaves")}</p>
            </div>
          )}
        </form>
      )}
      {data?.data_class === "L4" && (
        <Readers id={id} readers={data.readers.map((one) => ({ ...one, until: planDate(one.until) }))} candidates={data.candidates} mayName={data.may_name} mostDays={data.most_days} onDone={() => void refetch()} />
      )}
    </Dialog>
  );
}
