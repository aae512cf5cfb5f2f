// One import: how many are new, changed, as before, refused; the refused with their reasons first.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useRef, useState } from "react";
import { put } from "../../cache";
import { ApiProblem, intentKey } from "../../api";
import { Button, Failure, Head, Note, Skeleton, Table, Tag, toast, usePlace } from "../../components";
import type { Column, TagTone } from "../../components";
import { moment } from "../../dates";
import { loadTexts, useText } from "../../i18n";
import { navigate } from "../../router";
import { calls, save } from "./calls";
import type { Import, Line, Run } from "./calls";

const ReasonDialog = lazy(async () => (await loadTexts(["moves"]), import("../../moves/ReasonDialog")));
export const TONE: Record<Run["status"], TagTone> = { staged: "now", done: "done", undone: "hold", discarded: "hold" };
const KINDS = ["new", "changed", "unchanged", "rejected"] as const;

export function RunView({ id }: { id: string }) {
  const t = useText("admin/imports");
  const admin = useText("admin");
  const query = useQuery({ queryKey: ["imports", id], queryFn: () => calls.run(id) });
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("title"), to: "/admin/imports" }, { label: query.data?.file_name ?? t("preview") });
  if (query.isPending) return <Skeleton card lines={6} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  const run = query.data;
  return (
    <>
      <Head title={run.file_name} actions={<Acts run={run} />}>
        <p className="line"><Tag tone={TONE[run.status]}>{t(`status.${run.status}`)}</Tag> <span className="muted">{t("by", { who: run.who, at: moment(run.at) })}</span></p>
      </Head>
      <ul className="import-counts">
        {KINDS.map((kind) => (
          <li key={kind} className="card stat">
            <b className="stat-n">{run.counts[kind]}</b>
            <p>{t(run.status === "staged" ? `kind.${kind}` : `kind_done.${kind}`)}</p>
          </li>
        ))}
      </ul>
      {run.counts.rejected > 0 && <Rejected run={run} />}
      <Lines title={t("changed")} total={run.counts.changed} lines={run.changed} last={{ key: "fields", label: t("th.fields"), cell: (line) => line.fields.join(t("comma")) }} />
      <Lines title={t("added")} total={run.counts.new} lines={run.added} last={{ key: "stage", label: t("th.stage") }} />
    </>
  );
}

function Acts({ run }: { run: Import }) {
  const t = useText("admin/imports");
  const client = useQueryClient();
  const intent = useRef(intentKey());
  const [asked, setAsked] = useState<"confirm" | "undo" | null>(null);
  const [busy, setBusy] = useState(false);
  const write = run.counts.new + run.counts.changed;
  const settle = async (next: Import) => {
    await put(client, ["imports", run.id], next);
    await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "imports" || query.queryKey.length === 1 });
  };
  const discard = async () => {
    setBusy(true);
    try {
      await settle(await calls.discard(run.id, intent.current));
      navigate("/admin/imports");
    } catch (problem) {
      if (problem instanceof ApiProblem) toast(problem.detail);
      else throw problem;
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {run.status === "staged" && <Button busy={busy} onClick={() => void discard()}>{t("discard")}</Button>}
      {run.status === "staged" && <Button tone="primary" why={write === 0 ? t("nothing") : null} onClick={() => setAsked("confirm")}>{t("confirm", { n: write })}</Button>}
      {run.status === "done" && write > 0 && <Button tone="seal" icon="undo" onClick={() => setAsked("undo")}>{t("undo")}</Button>}
      {asked && (
        <Suspense fallback={null}>
          <ReasonDialog
            title={t(`ask.${asked}`)}
            verb={t(`verb.${asked}`)}
            tone={asked === "undo" ? "seal-full" : "primary"}
            act={async (reason, key) => {
              await settle(await calls.decide(asked, run.id, reason, key));
              setAsked(null);
              toast(t(`done.${asked}`));
            }}
            onClose={() => setAsked(null)}
          >
            {t(`text.${asked}`, { n: write, rejected: run.counts.rejected })}
          </ReasonDialog>
        </Suspense>
      )}
    </>
  );
}

function Rejected({ run }: { run: Import }) {
  const t = useText("admin/imports");
  const [busy, setBusy] = useState(false);
  const get = async () => {
    setBusy(true);
    await calls.rejects(run.id).then(save).finally(() => setBusy(false));
  };
  const kept = run.status === "staged" || run.status === "done";
  return (
    <section className="card import-card" aria-labelledby="rejected">
      <div className="card-head">
        <h2 id="rejected">{t("rejected", { n: run.counts.rejected })}</h2>
        {kept && <Button className="push" icon="save" busy={busy} onClick={() => void get()}>{t("rejects")}</Button>}
      </div>
      {kept && <div className="pad"><Note tone="sun">{t("mend")}</Note></div>}
      <Table<Line>
        label={t("rejected", { n: run.counts.rejected })}
        rows={run.rejected}
        rowKey={(line) => String(line.row)}
        foot={<More shown={run.rejected.length} total={run.counts.rejected} />}
        columns={[
          { key: "row", label: t("th.row"), align: "end" },
          { key: "name", label: t("th.name"), lead: true, cell: (line) => line.name || t("unnamed") },
          { key: "branch", label: t("th.branch") },
          { key: "reasons", label: t("th.reasons"), cell: (line) => <ul className="import-reasons">{line.reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul> },
        ]}
      />
    </section>
  );
}

function Lines({ title, total, lines, last }: { title: string; total: number; lines: Line[]; last: Column<Line> }) {
  const t = useText("admin/imports");
  if (lines.length === 0) return null;
  return (
    <details className="card import-card" open={total <= 20}>
      <summary className="card-head"><h2>{t("titled", { title, n: total })}</h2></summary>
      <Table<Line>
        label={title}
        rows={lines}
        rowKey={(line) => String(line.row)}
        foot={<More shown={lines.length} total={total} />}
        columns={[{ key: "row", label: t("th.row"), align: "end" }, { key: "name", label: t("th.name"), lead: true }, { key: "branch", label: t("th.branch") }, last]}
      />
    </details>
  );
}

function More({ shown, total }: { shown: number; total: number }) {
  const t = useText("admin/imports");
  if (shown >= total) return null;
  return <tr><td colSpan={4} className="muted">{t("more", { shown, total })}</td></tr>;
}
