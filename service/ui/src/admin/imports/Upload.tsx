// Choosing a sheet: what its headings stand for is asked where they do not say so themselves.
import { useRef, useState } from "react";
import type { ChangeEvent } from "react";
import { intentKey } from "../../api";
import { Button, Note } from "../../components";
import type { T } from "../../i18n";
import { useAttempt } from "../attempt";
import { base64 } from "./calls";
import type { Columns } from "./calls";

const MOST = 2 * 1024 * 1024;

type Picked = { name: string; content: string; columns: Columns };

type Props<Picks> = {
  /** the texts of the page that it stands on */
  t: T;
  columns: (name: string, content: string) => Promise<Columns>;
  /** keep the sheet for a preview and go there */
  stage: (name: string, content: string, chosen: Picks, key: string) => Promise<void>;
  /** ask about every column of ours that is not found, as long as the sheet has headings that nothing was taken from */
  every?: boolean;
};

/** Choose a sheet; what is not understood of its headings is asked before it is checked row by row. */
export function Upload<Picks extends Record<string, string | undefined>>({ t, columns: ask, stage: keep, every = false }: Props<Picks>) {
  const field = useRef<HTMLInputElement>(null);
  const { key, busy, bad, setBad, attempt } = useAttempt(t("silent"));
  const [picked, setPicked] = useState<Picked | null>(null);
  const [chosen, setChosen] = useState<Picks>({} as Picks);
  const stage = (file: Picked, columns: Picks) => keep(file.name, file.content, columns, key.current);
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file) return;
    key.current = intentKey();
    setPicked(null);
    setChosen({} as Picks);
    if (file.size > MOST) return setBad(t("too_large"));
    void attempt(async () => {
      const content = await base64(file);
      const columns = await ask(file.name, content);
      const next = { name: file.name, content, columns };
      const used = new Set(columns.columns.map((column) => column.heading));
      const asks = every && columns.headings.some((heading) => !used.has(heading));
      // every column that matters was understood: nothing to ask, on to the preview
      if (columns.columns.every((column) => column.heading || !(column.needed || asks))) await stage(next, {} as Picks);
      else setPicked(next);
    });
  };
  const unclear = picked?.columns.columns.filter((column) => !column.heading) ?? [];
  const open = unclear.some((column) => column.needed && !chosen[column.key]);
  return (
    <section className="card import-card" aria-labelledby="upload">
      <div className="card-head"><h2 id="upload">{t("upload")}</h2></div>
      <div className="pad stack">
        <div className="field">
          <label className="label" htmlFor="sheet">{t("file")}</label>
          <span className="hint" id="sheet-hint">{t("file_hint")}</span>
          <input ref={field} className="input" id="sheet" type="file" accept=".xlsx" aria-describedby="sheet-hint" onChange={pick} />
        </div>
        {busy && <p role="status" className="muted">{t("reading")}</p>}
        {bad && <Note tone="seal" role="alert">{bad}</Note>}
        {picked && (
          <>
            <Note tone="sun" title={t("which.title")}>{t("which.text")}</Note>
            <div className="grid-2">
              {unclear.map((column) => (
                <div className="field" key={column.key}>
                  <label className="label" htmlFor={`column-${column.key}`}>
                    {column.name}
                    {column.needed && <span className="need">{t("needed")}</span>}
                  </label>
                  <select className="input" id={`column-${column.key}`} value={chosen[column.key] ?? ""} onChange={(event) => {
                    key.current = intentKey();
                    setChosen({ ...chosen, [column.key]: event.target.value || undefined });
                  }}>
                    <option value="">{t("which.none")}</option>
                    {picked.columns.headings.map((heading) => <option key={heading}>{heading}</option>)}
                  </select>
                </div>
              ))}
            </div>
            <p className="actions-in">
              <Button tone="primary" busy={busy} why={open ? t("which.missing") : null} onClick={() => void attempt(() => stage(picked, chosen))}>{t("preview")}</Button>
            </p>
          </>
        )}
      </div>
    </section>
  );
}
