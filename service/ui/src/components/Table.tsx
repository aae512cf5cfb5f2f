// A table that becomes cards on the phone: each cell names itself by data-th.
import type { ReactNode } from "react";
import { useText } from "../i18n";

export type Column<Row> = { key: string; label: string; align?: "end"; cell?: (row: Row) => ReactNode; lead?: boolean };

/** Short values stay on one line: a name or a date torn apart is hard to read. */
function Plain({ value }: { value: unknown }) {
  const text = String(value ?? "");
  if (text === "") return null; // so that a narrow window leaves the whole line out
  return [...text].length <= 12 ? <span className="nowrap">{text}</span> : text;
}

type Props<Row> = {
  columns: Column<Row>[];
  rows: Row[];
  label: string;
  rowKey?: (row: Row, index: number) => string;
  picked?: (row: Row) => boolean;
  foot?: ReactNode;
  empty?: ReactNode;
};

export function Table<Row extends object>({ columns, rows, label, rowKey, picked, foot, empty }: Props<Row>) {
  const t = useText();
  if (rows.length === 0) return <p className="pad muted">{empty ?? t("state.none")}</p>;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t("table", { label })}>
      <table className="table table-cards">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.align === "end" ? "num" : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={rowKey ? rowKey(row, i) : i} className={picked?.(row) ? "is-picked" : undefined}>
              {columns.map((column) => (
                <td key={column.key} data-th={column.label} className={[column.align === "end" && "num", column.lead && "lead"].filter(Boolean).join(" ") || undefined}>
                  {column.cell ? column.cell(row) : <Plain value={(row as Record<string, unknown>)[column.key]} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
    </div>
  );
}
