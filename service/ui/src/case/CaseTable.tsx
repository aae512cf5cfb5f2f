// Cases in a table: on the phone each is a card. Used by every page that lists cases, so it brings its own texts.
import type { InstanceRow } from "../api-types";
import { Table } from "../components";
import { shortDate } from "../dates";
import { loadTexts, useText } from "../i18n";
import { Link } from "../router";
import { caseName } from "./name";
import { StatusTag } from "./StatusTag";

await loadTexts(["case"]);

export function CaseTable({ rows, label, brief = false }: { rows: InstanceRow[]; label: string; brief?: boolean }) {
  const t = useText("case");
  const columns = [
    {
      key: "case",
      label: t("th.case"),
      lead: true,
      cell: (row: InstanceRow) => (
        <>
          <Link to={`/cases/${row.id}`}>{caseName(row)}</Link>
          {row.business_key && <small>{row.business_key}</small>}
        </>
      ),
    },
    { key: "process", label: t("th.process"), cell: (row: InstanceRow) => row.process.name },
    ...(brief ? [] : [{ key: "organization", label: t("th.organization"), cell: (row: InstanceRow) => row.organization.name }]),
    {
      key: "status",
      label: t("th.stage"),
      cell: (row: InstanceRow) => <StatusTag row={row} />,
    },
    {
      key: "waiting",
      label: t("th.waiting"),
      cell: (row: InstanceRow) => (row.status === "running" || row.status === "faulted" ? (row.waiting ?? "") : row.ended_at ? <span className="muted">{t(row.status === "cancelled" ? "cancelled_on" : "ended_on", { on: shortDate(row.ended_at) })}</span> : ""),
    },
    { key: "started", label: t("th.started"), cell: (row: InstanceRow) => <span className="nowrap">{shortDate(row.started_at)}</span> },
  ];
  return <Table columns={columns} rows={rows} rowKey={(row) => row.id} label={t("list", { what: label })} />;
}
