// Who may open a record of class L4, until when; its keeper names others, never themselves.
import { useId, useState } from "react";
import { ApiProblem } from "../api";
import { Button, Note } from "../components";
import { useText } from "../i18n";
import { endReader, nameReader } from "./calls";

type Reader = { id: string; name: string; until: string; named_by: string };
type Props = { id: string; readers: Reader[]; candidates: { id: string; name: string }[]; mayName: boolean; mostDays: number; onDone: () => void };

export function Readers({ id, readers, candidates, mayName, mostDays, onDone }: Props) {
  const t = useText("sealed");
  const field = useId();
  const [whom, setWhom] = useState("");
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const [refused, setRefused] = useState<string | null>(null);
  const act = async (call: () => Promise<unknown>) => {
    setRefused(null);
    try {
      await call();
      setWhom("");
      setReason("");
      onDone();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      setRefused(problem.errors[0]?.message || problem.detail || t("silent"));
    }
  };
  const why = !whom || !until || reason.trim().length < 4 ? t("reader.why") : null;
  return (
    <section className="stack">
      <h3>{t("reader.title")}</h3>
      {refused && <Note tone="seal" role="alert">{refused}</Note>}
      {readers.length === 0 && <p className="muted">{t("reader.none")}</p>}
      <ul className="plain">
        {readers.map((one) => (
          <li key={one.id}>
            {t("reader.line", { name: one.name, until: one.until, by: one.named_by })}
            {mayName && (
              <Button tone="quiet" aria-label={t("reader.end_of", { name: one.name })} onClick={() => void act(() => endReader(id, one.id, t("reader.ended")))}>
                {t("reader.end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayName && (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!why) void act(() => nameReader(id, { person_id: whom, until, reason }));
          }}
        >
          <div className="field">
            <label className="label" htmlFor={`${field}-who`}>{t("reader.who")}</label>
            <select className="input" id={`${field}-who`} value={whom} onChange={(event) => setWhom(event.target.value)}>
              <option value="">{t("choose")}</option>
              {candidates.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
            </select>
          </div>
          <div className="field">
            <label className="label" htmlFor={`${field}-until`}>{t("reader.until", { days: mostDays })}</label>
            <input className="input" id={`${field}-until`} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
          </div>
          <div className="field">
            <label className="label" htmlFor={`${field}-reason`}>{t("reader.reason")}</label>
            <input className="input" id={`${field}-reason`} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
          </div>
          <div>
            <Button type="submit" why={why}>{t("reader.name")}</Button>
          </div>
        </form>
      )}
    </section>
  );
}
