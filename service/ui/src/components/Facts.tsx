// Context panels: facts, tables and the points ledger, as the service sends them.
import type { Panel } from "../api-types";
import { useText } from "../i18n";
import { Ledger } from "./Ledger";
import { Tag } from "./marks";
import { Table } from "./Table";

type FactsPanel = Extract<Panel, { kind: "facts" }>;

const TONE = { ok: "done", warn: "late", hold: "hold" } as const;

export function FactList({ facts, columns = false }: { facts: FactsPanel["facts"]; columns?: boolean }) {
  return (
    <dl className={columns ? "facts facts-cols" : "facts"}>
      {facts.map((fact) => {
        const value = (
          <>
            {fact.value}{" "}
            {fact.note && (fact.tone ? <Tag tone={TONE[fact.tone]}>{fact.note}</Tag> : <span className="muted small">{fact.note}</span>)}
            {!fact.note && fact.tone === "warn" && <Tag tone="late">!</Tag>}
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
      {panel.kind === "table" && <Table columns={panel.columns} rows={panel.rows} label={panel.title} />}
      {panel.kind === "ledger" && <Ledger entries={panel.entries} total={panel.total} band={panel.band} label={panel.title} />}
    </section>
  );
}
