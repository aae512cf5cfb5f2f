// Context panels: facts, tables and the points ledger, as the service sends them.
import { useState } from "react";
import type { Panel } from "../api-types";
import { useText } from "../i18n";
import { Ledger } from "./Ledger";
import { Tag } from "./marks";
import { Table } from "./Table";
import "../parts/texts";

type FactsPanel = Extract<Panel, { kind: "facts" }>;

const TONE = { ok: "done", warn: "late", hold: "hold" } as const;

export function FactList({ facts, columns = false }: { facts: FactsPanel["facts"]; columns?: boolean }) {
  const t = useText();
  return (
    <dl className={columns ? "facts facts-cols" : "facts"}>
      {facts.map((fact) => {
        const value = (
          <>
            {fact.value}{" "}
            {fact.note && (fact.tone ? <Tag tone={TONE[fact.tone]}>{fact.note}</Tag> : <span className="muted small">{fact.note}</span>)}
            {!fact.note && fact.tone === "warn" && <Tag tone="late">{t("notice")}</Tag>}
          </>
        );
        return columns ? (
          <div key={fact.label}>
            <dt>{fact.label}</dt>
            <dd>{value}</dd>
          </div>
        ) : (
          <FactPair key={fact.label} label={fact.label}>
            {value}
          </FactPair>
        );
      })}
    </dl>
  );
}

function FactPair({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** One panel in a card. */
export function PanelCard({ panel, wide = true }: { panel: Panel; wide?: boolean }) {
  const t = useText();
  return (
    <section className="card" aria-label={panel.title}>
      <div className="card-head">
        <h2>{panel.title}</h2>
        {panel.kind === "ledger" && <Tag tone="tpl">{t("template")}</Tag>}
      </div>
      {panel.kind === "facts" && (
        <div className="pad">
          <FactList facts={panel.facts} columns={wide && panel.facts.length > 3} />
        </div>
      )}
      {panel.kind === "table" && <LongTable columns={panel.columns} rows={panel.rows} label={panel.title} />}
      {panel.kind === "ledger" && <Ledger entries={panel.entries} total={panel.total} band={panel.band} label={panel.title} />}
    </section>
  );
}

type TablePanel = Extract<Panel, { kind: "table" }>;

const MANY = 8;
const LATEST = 5;

// What was said over two years is long; whoever decides wants the latest first at hand, and the form below it.
function LongTable({ columns, rows, label }: Pick<TablePanel, "columns" | "rows"> & { label: string }) {
  const t = useText();
  const [all, setAll] = useState(rows.length <= MANY);
  return (
    <>
      {!all && (
        <p className="pad">
          <button type="button" className="link" onClick={() => setAll(true)}>
            {t("earlierRows", { n: rows.length - LATEST })}
          </button>
        </p>
      )}
      <Table columns={columns} rows={all ? rows : rows.slice(-LATEST)} label={label} />
    </>
  );
}
