// Enter the arrangement of a year: paste the notice, look at what would change, say why, save.
import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Button, Dialog, Note, toast } from "../../components";
import { useText } from "../../i18n";
import { useAttempt } from "../attempt";
import { calls } from "./calls";
import type { Effect, Year } from "./calls";
import { runs } from "./grid";

export function NoticeDialog({ shown, onClose }: { shown: Year; onClose: () => void }) {
  const t = useText("admin/calendar");
  const client = useQueryClient();
  const id = useId();
  const { key, busy, bad, attempt } = useAttempt(t("silent"));
  const [text, setText] = useState(shown.text);
  const [reason, setReason] = useState("");
  const [seen, setSeen] = useState<Effect | null>(null);
  const look = () => attempt(async () => setSeen(await calls.preview(shown.year, text)));
  const save = () =>
    attempt(async () => {
      await calls.save({ year: shown.year, text, reason: reason.trim() }, key.current);
      await client.invalidateQueries();
      onClose();
      toast(t("saved", { year: shown.year }));
    });
  const file = async (found: File | undefined) => {
    if (!found) return;
    setText(await found.text());
    setSeen(null);
  };
  const ready = seen !== null && seen.slips.length === 0;
  return (
    <Dialog
      wide
      className="ask"
      title={t("dialog", { year: shown.year })}
      onClose={onClose}
      foot={
        ready ? (
          <>
            <Button onClick={() => setSeen(null)}>{t("back")}</Button>
            <Button tone="primary" busy={busy} why={reason.trim().length > 3 ? null : t("reason_missing")} onClick={() => void save()}>{t("save")}</Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{t("shut")}</Button>
            <Button tone="primary" busy={busy} why={text.trim() ? null : t("text_missing")} onClick={() => void look()}>{t("look")}</Button>
          </>
        )
      }
    >
      <div className="stack">
        {bad && <Note tone="seal" role="alert">{bad}</Note>}
        {!ready && (
          <>
            {seen && <Note tone="seal" role="alert" title={t("slips", { n: seen.slips.length })}><ul>{seen.slips.map((slip) => <li key={slip}>{slip}</li>)}</ul></Note>}
            <div className="field">
              <label className="label" htmlFor={`${id}-text`}>{t("text")}</label>
              <span className="hint" id={`${id}-hint`}>{t("text_hint")}</span>
              <textarea className="input" id={`${id}-text`} rows={12} maxLength={20000} aria-describedby={`${id}-hint`} value={text} onChange={(event) => (setText(event.target.value), setSeen(null))} />
            </div>
            <div className="field">
              <label className="label" htmlFor={`${id}-file`}>{t("file")}</label>
              <input className="input" id={`${id}-file`} type="file" accept=".csv,.txt,text/plain,text/csv" onChange={(event) => void file(event.target.files?.[0])} />
            </div>
          </>
        )}
        {ready && (
          <>
            <What seen={seen} />
            <div className="field">
              <label className="label" htmlFor={`${id}-reason`}>{t("reason")}</label>
              <span className="hint" id={`${id}-why`}>{t("reason_hint")}</span>
              <input className="input" id={`${id}-reason`} maxLength={500} aria-describedby={`${id}-why`} value={reason} onChange={(event) => setReason(event.target.value)} />
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}

function What({ seen }: { seen: Effect }) {
  const t = useText("admin/calendar");
  const off = seen.days.filter((day) => !day.working);
  const work = seen.days.filter((day) => day.working);
  const short = (day = "") => t("day", { m: Number(day.slice(5, 7)), d: Number(day.slice(8)) });
  return (
    <>
      <p>{t("read", { off: off.length, work: work.length, changed: seen.changed })}</p>
      <ul className="cal-periods">
        {[...new Set(off.map((day) => day.name))].map((name) => {
          const mine = off.filter((day) => day.name === name);
          return <li key={name}><b>{name}</b><span>{runs(mine.map((day) => day.day)).map(([first, last]) => (first === last ? short(first) : t("span", { from: short(first), to: short(last) }))).join(t("pause"))}{t("comma")}{t("count", { n: mine.length })}</span></li>;
        })}
        {work.length > 0 && <li><b>{t("makeup")}</b><span>{work.map((day) => short(day.day)).join(t("pause"))}</span></li>}
      </ul>
      <Note title={seen.tasks > 0 ? t("moves", { n: seen.tasks }) : t("no_moves")}>
        {seen.moves.length > 0 && <ul>{seen.moves.map((move) => <li key={`${move.title}${move.was}${move.due}`}>{t("move", { title: move.title, n: move.n, was: short(move.was), due: short(move.due) })}</li>)}</ul>}
        {seen.timers > 0 && <p>{t("timers", { n: seen.timers })}</p>}
      </Note>
    </>
  );
}
