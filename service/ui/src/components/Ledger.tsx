// The points ledger: date, item, cap used, evidence, recorder -> verifier, points. Disputed and reversed lines are
// struck and left out of the total; no ranks anywhere.
import type { ReactNode } from "react";
import type { LedgerEntry } from "../api-types";
import { shortDate } from "../dates";
import { useText } from "../i18n";
import { Tag } from "./marks";
import type { TagTone } from "./marks";
import { Table } from "./Table";
import "../parts/texts";

const TONE: Record<LedgerEntry["status"], TagTone> = { draft: "plain", verified: "plain", published: "plain", disputed: "hold", reversed: "hold" };

/** A signed number with the real minus. */
export function signed(points: string): string {
  return points.replace(/^-/, "−");
}

export function Points({ entry }: { entry: Pick<LedgerEntry, "points" | "counted"> }) {
  const text = signed(entry.points);
  const tone = entry.counted ? (text.startsWith("−") ? "minus" : "plus") : "struck";
  return <span className={tone}>{text}</span>;
}

type Props = {
  entries: LedgerEntry[];
  total: string;
  band: string | null;
  label: string;
  /** an own last column, e.g. to object */
  action?: { label: string; cell: (entry: LedgerEntry) => ReactNode };
};

export function Ledger({ entries, total, band, label, action }: Props) {
  const t = useText();
  const columns = [
    { key: "event_date", label: t("ledger.date"), cell: (e: LedgerEntry) => <span className="nowrap">{shortDate(e.event_date)}</span> },
    {
      key: "item",
      label: t("ledger.item"),
      cell: (e: LedgerEntry) => (
        <>
          {e.item_name} {(!e.counted || e.status === "draft") && <Tag tone={TONE[e.status]}>{e.status_name}</Tag>}
          <small>{[e.item, e.cap_used && t("ledger.cap", { used: e.cap_used }), e.note].filter(Boolean).join(t("comma"))}</small>
        </>
      ),
    },
    { key: "evidence", label: t("ledger.evidence") },
    { key: "recorder", label: t("ledger.hands"), cell: (e: LedgerEntry) => (e.verifier ? `${e.recorder} → ${e.verifier}` : `${e.recorder} → ${t("ledger.unverified")}`) },
    { key: "points", label: t("ledger.points"), align: "end" as const, cell: (e: LedgerEntry) => <Points entry={e} /> },
    ...(action ? [{ key: "action", label: action.label, cell: action.cell }] : []),
  ];
  return (
    <Table
      columns={columns}
      rows={entries}
      rowKey={(e) => e.id}
      label={label}
      empty={t("ledger.empty")}
      foot={
        <tr>
          <td colSpan={4}>
            {t("ledger.total")} {band && <span className="muted">{band}</span>}
          </td>
          <td className="num" data-th={t("ledger.sum")}>
            {t("ledger.points_of", { points: signed(total) })}
          </td>
          {action && <td />}
        </tr>
      }
    />
  );
}
