// The points of one cycle: sums, caps, entries; struck lines explained; no band without its reason. Brings its own texts.
import { useState } from "react";
import type { Ledger as Points } from "../api-types";
import { Ledger, Meter, Tag } from "../components";
import { loadTexts, useText } from "../i18n";
import { Link } from "../router";
import { delta, ordered } from "./ledger";
import "./person.css";

await loadTexts(["person"]);

const FIRST = 8;
// what a person may object to: it stands, and no objection to it is open
const OPEN = new Set(["verified", "published"]);

/** Where one objects to an entry of the own ledger. */
const objectTo = (entry: string) => `/start?process=proc_objection&subject_type=points_entry&entry_id=${entry}`;

export function LedgerCard({ ledger, person, mine = false }: { ledger: Points | null; person: string; mine?: boolean }) {
  const t = useText("person");
  const [all, setAll] = useState(false);
  if (!ledger) return null;
  const entries = ordered(ledger.entries);
  const struck = entries.filter((entry) => !entry.counted && entry.status !== "draft").length;
  const shown = all ? entries : entries.slice(0, FIRST);
  return (
    <section className="card" aria-labelledby="ledger">
      <div className="card-head">
        <h2 id="ledger">{t(mine ? "ledger.mine" : "ledger.title")}</h2>
        <span className="muted">{t("ledger.cycle", { cycle: ledger.cycle })}</span>
        {ledger.template && <Tag tone="tpl">{t("ledger.template")}</Tag>}
        {entries.length > FIRST && (
          <button type="button" className="link-button push" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t("ledger.less", { n: FIRST }) : t("ledger.all", { n: entries.length })}
          </button>
        )}
      </div>
      <div className="pad cols-4 tally">
        <div><p className="small muted">{t("ledger.opening")}</p><p className="stat-n">{ledger.opening}</p></div>
        <div><p className="small muted">{t("ledger.delta")}</p><p className="stat-n">{delta(ledger.opening, ledger.total)}</p></div>
        <div><p className="small muted">{t("ledger.total")}</p><p className="stat-n">{ledger.total}</p></div>
        <div><p className="small muted">{t("ledger.band")}</p><p className={ledger.band ? "stat-n" : "no-band"}>{ledger.band ?? t("ledger.no_band")}</p></div>
      </div>
      {ledger.band_note && <p className="pad band-note soft">{ledger.band_note}</p>}
      {ledger.caps.length > 0 && (
        <details className="caps">
          <summary>{t("ledger.caps")}</summary>
          <ul className="bars pad pad-top0">
            {ledger.caps.map((cap) => (
              <li key={cap.item}>
                <span>{cap.name}</span>
                <Meter value={Number(cap.used)} max={Number(cap.cap)} label={t("ledger.cap", { name: cap.name, used: cap.used, cap: cap.cap })} />
                <span className="num">{t("ledger.used", { used: cap.used, cap: cap.cap })}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className="ledger">
        <Ledger
          entries={shown}
          total={ledger.total}
          band={ledger.band}
          label={t("ledger.label", { cycle: ledger.cycle })}
          action={mine ? { label: t("ledger.action"), cell: (entry) => OPEN.has(entry.status) && <Link to={objectTo(entry.id)} aria-label={t("ledger.object_to", { item: entry.item_name, on: entry.event_date })}>{t("ledger.object")}</Link> } : undefined}
        />
      </div>
      <div className="pad small muted stack-s">
        <p><Link to={`/people/${person}/points`}>{t("ledger.explain")}</Link></p>
        {struck > 0 && <p>{t("ledger.struck", { n: struck })}</p>}
        <p>{t("ledger.note")}</p>
      </div>
    </section>
  );
}
