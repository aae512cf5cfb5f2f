// Where a case stands, in one mark: the stage while it runs, else how it stopped.
import type { InstanceRow } from "../api-types";
import { Tag } from "../components";
import { useText } from "../i18n";

const TONE = { running: "now", ended: "done", faulted: "late", suspended: "hold", cancelled: "plain" } as const;

export function StatusTag({ row }: { row: Pick<InstanceRow, "status" | "milestone"> }) {
  const t = useText("case");
  return <Tag tone={TONE[row.status]}>{row.status === "running" ? (row.milestone ?? t("status.running")) : t(`status.${row.status}`)}</Tag>;
}
