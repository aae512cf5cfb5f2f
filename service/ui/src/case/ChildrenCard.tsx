// What a case started: for a round, its 147 branches, by where they stand.
import { useState } from "react";
import type { InstanceRow } from "../api-types";
import { useText } from "../i18n";
import { Link } from "../router";
import { choose, groups } from "./children";
import { caseName } from "./name";
import { StatusTag } from "./StatusTag";

const FIRST = 12;
const MORE = 36;

export function ChildrenCard({ rows }: { rows: InstanceRow[] }) {
  const t = useText("case");
  const [group, setGroup] = useState("");
  const [q, setQ] = useState("");
  const [limit, setLimit] = useState(FIRST);
  const chips = groups(rows);
  const chosen = choose(rows, group, q);
  const shown = chosen.slice(0, limit);
  const nameOf = (key: string) => (key.startsWith("s:") ? t(`status.${key.slice(2)}`) : key.slice(2) || t("status.running"));
  const oneProcess = new Set(rows.map((row) => row.process.key)).size === 1;
  return (
    <section className="card" aria-labelledby="case-children">
      <div className="card-head">
        <h2 id="case-children">{t("children.title")}</h2>
        {oneProcess && <span className="muted">{rows[0]!.process.name}</span>}
        <span className="push muted">{t("children.n", { n: rows.length })}</span>
      </div>
      {rows.length > 5 && (
        <div className="kids-tools stack-s">
          <div className="pills" role="group" aria-label={t("children.filter")}>
            <button type="button" aria-pressed={group === ""} onClick={() => { setGroup(""); setLimit(FIRST); }}>
              {t("status.")} <b>{rows.length}</b>
            </button>
            {chips.map((chip) => (
              <button key={chip.key} type="button" aria-pressed={group === chip.key} onClick={() => { setGroup(chip.key); setLimit(FIRST); }}>
                {nameOf(chip.key)} <b>{chip.n}</b>
              </button>
            ))}
          </div>
          {rows.length > 20 && <input className="input" type="search" aria-label={t("children.search")} placeholder={t("children.search")} value={q} onChange={(event) => setQ(event.target.value)} />}
        </div>
      )}
      {shown.length === 0 ? (
        <p className="pad muted" role="status">{t("children.none")}</p>
      ) : (
        <ul className="kids">
          {shown.map((row) => (
            <li key={row.id}>
              <Link to={`/cases/${row.id}`}>{caseName(row)}</Link>
              <StatusTag row={row} />
              {(row.waiting || !oneProcess) && <small>{[oneProcess ? "" : row.process.name, row.waiting].filter(Boolean).join(t("comma"))}</small>}
            </li>
          ))}
        </ul>
      )}
      {chosen.length > limit && (
        <p className="pad list-more">
          <button type="button" className="btn" onClick={() => setLimit(limit + MORE)}>{t("children.rest", { n: chosen.length - limit })}</button>
        </p>
      )}
    </section>
  );
}
