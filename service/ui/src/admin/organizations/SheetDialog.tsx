// Organizations from a sheet: choose it, look at each row, found those that are new. Refused rows come back to be mended.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Dialog, Note, Table, Tag, toast } from "../../components";
import type { TagTone } from "../../components";
import { useText } from "../../i18n";
import { useAttempt } from "../attempt";
import { base64, save } from "../imports/calls";
import { Field } from "./ChangeDialog";
import { calls } from "./calls";
import type { Sheet } from "./calls";

const MOST = 2 * 1024 * 1024;
type Row = Sheet["rows"][number];
const TONE: Record<Row["outcome"], TagTone> = { new: "done", known: "hold", rejected: "late" };

export function SheetDialog({ onClose }: { onClose: () => void }) {
  const t = useText("admin/organizations");
  const client = useQueryClient();
  const { key, busy, bad, setBad, attempt } = useAttempt(t("silent"));
  const [content, setContent] = useState("");
  const [seen, setSeen] = useState<Sheet | null>(null);
  const [reason, setReason] = useState("");
  const pick = (file: File | undefined) => {
    if (!file) return;
    setSeen(null);
    if (file.size > MOST) return setBad(t("sheet.too_large"));
    void attempt(async () => {
      const next = await base64(file);
      setSeen(await calls.preview(next));
      setContent(next);
    });
  };
  const found = () =>
    attempt(async () => {
      const done = await calls.saveSheet({ content, reason: reason.trim() }, key.current);
      await client.invalidateQueries();
      onClose();
      toast(t("sheet.done", { n: done.counts.new }));
    });
  const why = !seen ? t("sheet.choose") : seen.counts.new === 0 ? t("sheet.nothing") : reason.trim().length > 3 ? null : t("missing");
  const telling = seen?.rows.filter((row) => row.outcome !== "known") ?? [];
  return (
    <Dialog
      wide
      className="ask"
      title={t("sheet.title")}
      onClose={onClose}
      foot={
        <>
          <Button icon="save" onClick={() => void attempt(async () => save(await calls.template()))}>{t("sheet.template")}</Button>
          <Button tone="primary" busy={busy} why={why} onClick={() => void found()}>{seen ? t("sheet.confirm", { n: seen.counts.new }) : t("sheet.import")}</Button>
        </>
      }
    >
      <div className="stack">
        {bad && <Note tone="seal" role="alert">{bad}</Note>}
        <Field label={t("sheet.file")} hint={t("sheet.hint")}>{(id) => <input className="input" id={id} type="file" accept=".xlsx" onChange={(event) => pick(event.target.files?.[0])} />}</Field>
        {seen && (
          <>
            <p role="status">{t("sheet.counts", seen.counts)} {seen.counts.rejected > 0 && <button type="button" className="link-button" onClick={() => void attempt(async () => save(await calls.rejects(content)))}>{t("sheet.rejects")}</button>}</p>
            {telling.length > 0 && (
              <Table<Row>
                label={t("sheet.rows")}
                rows={[...telling].sort((a, b) => Number(b.outcome === "rejected") - Number(a.outcome === "rejected"))}
                rowKey={(row) => String(row.row)}
                columns={[
                  { key: "row", label: t("sheet.row") },
                  { key: "name", label: t("th.name"), lead: true },
                  { key: "parent", label: t("sheet.parent") },
                  { key: "outcome", label: t("sheet.outcome"), cell: (row) => <span><Tag tone={TONE[row.outcome]}>{t(`sheet.is.${row.outcome}`)}</Tag> {row.reasons.join(t("semicolon"))}</span> },
                ]}
              />
            )}
            {seen.counts.new > 0 && <Field label={t("field.reason")} hint={t("field.reason_hint")}>{(id) => <textarea className="input" id={id} rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>}
          </>
        )}
      </div>
    </Dialog>
  );
}
