// /account/data: everything that is kept about me, made when I ask for it; on the page, on paper, and as a file.
import { useId, useState } from "react";
import { ApiProblem } from "../api";
import { printWhole } from "../case/print";
import { Button, Note, Table } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";
import { ownCopy, showFactor } from "./calls";
import type { OwnCopy } from "./calls";
import "./copy.css";

const REQUEST = "/start?process=proc_data_subject_request";

export default function CopyOfMyData() {
  const t = useText("me");
  const id = useId();
  const [copy, setCopy] = useState<OwnCopy | null>(null);
  const [code, setCode] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const make = async () => {
    if (busy) return;
    setBusy(true);
    setRefused(null);
    try {
      if (code) await showFactor(code.trim());
      setCopy(await ownCopy());
      setCode(null);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.status === 401) return;
      if (problem.code === "code_again") setCode("");
      setRefused(problem.code === "code_again" ? null : problem.errors[0]?.message || problem.detail || t("copy.silent"));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="stack copy">
      <section className="card copy-ask" aria-labelledby={`${id}-title`}>
        <div className="card-head"><h2 id={`${id}-title`}>{t("copy.title")}</h2></div>
        <form className="pad stack" onSubmit={(event) => (event.preventDefault(), void make())}>
          <p>{t("copy.what")}</p>
          <p className="small muted">{t("copy.logged")}</p>
          <Note tone="sun" icon="lock">{t("copy.care")}</Note>
          {refused && <Note tone="seal" role="alert">{refused}</Note>}
          {code !== null && (
            <div className="field copy-code">
              <label className="label" htmlFor={`${id}-code`}>{t("copy.code")}</label>
              <span className="hint" id={`${id}-hint`}>{t("copy.code_hint")}</span>
              <input className="input" id={`${id}-code`} autoComplete="one-time-code" inputMode="numeric" maxLength={40} aria-describedby={`${id}-hint`} value={code} onChange={(event) => setCode(event.target.value)} />
            </div>
          )}
          <p className="line">
            <Button type="submit" tone={copy ? "plain" : "primary"} busy={busy}>{t(copy ? "copy.again" : "copy.go")}</Button>
            {copy && <Button tone="primary" icon="print" onClick={printWhole}>{t("copy.print")}</Button>}
            {copy && <Button onClick={() => save(copy, t("copy.file"))}>{t("copy.save")}</Button>}
          </p>
          <p className="small muted">{t("copy.rest")} <Link to={REQUEST}>{t("copy.rest_link")}</Link></p>
        </form>
      </section>
      {copy && <Paper copy={copy} />}
    </div>
  );
}

function Paper({ copy }: { copy: OwnCopy }) {
  const t = useText("me");
  const empty = copy.parts.filter((part) => part.rows.length === 0).map((part) => part.title);
  return (
    <div className="copy-paper">
      <div className="stack copy-body">
        <p className="copy-head"><b>{t("copy.of", { name: copy.name })}</b> <span className="muted">{t("copy.made", { at: moment(copy.made_at) })}</span></p>
        {copy.parts.filter((part) => part.rows.length > 0).map((part) => (
          <section key={part.key} className="card" aria-labelledby={`copy-${part.key}`}>
            <div className="card-head"><h2 id={`copy-${part.key}`}>{part.title}</h2><span className="push muted">{t("copy.count", { n: part.rows.length })}</span></div>
            {part.note && <p className="pad small muted">{part.note}</p>}
            <Table
              label={part.title}
              rows={part.rows.map((cells) => ({ cells }))}
              columns={part.columns.map((label, place) => ({ key: String(place), label, lead: place === 0, cell: (row: { cells: string[] }) => <Cell text={row.cells[place] ?? ""} /> }))}
            />
          </section>
        ))}
        {empty.length > 0 && <p className="small muted">{t("copy.empty", { parts: empty.join(t("copy.comma")) })}</p>}
      </div>
      <p className="copy-mark">{copy.mark}</p>
    </div>
  );
}

/** Dates and other short values stay on one line. */
function Cell({ text }: { text: string }) {
  return <span className={[...text].length <= 16 ? "nowrap" : "copy-text"}>{text}</span>;
}

function save(copy: OwnCopy, name: string): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(copy, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name}-${copy.name}-${copy.made_at.slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
