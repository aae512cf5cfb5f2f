// One register: how far it is, what the branches say, what stayed behind and why, and each row with its days.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useRef, useState } from "react";
import { put } from "../cache";
import { ApiProblem, intentKey } from "../api";
import { save } from "../admin/imports/calls";
import { Button, Dialog, Failure, Head, Meter, Note, Skeleton, Table, Tag, toast, usePlace } from "../components";
import type { TagTone } from "../components";
import { moment } from "../dates";
import { loadTexts, useText } from "../i18n";
import { Link, navigate } from "../router";
import { Joins } from "./Joins";
import { Signing } from "./Signing";
import { calls } from "./calls";
import type { Branch, Line, Roster, Run } from "./calls";

const ReasonDialog = lazy(async () => (await loadTexts(["moves"]), import("../moves/ReasonDialog")));
export const TONE: Record<Run["status"], TagTone> = { staged: "now", signing: "now", entering: "now", done: "done", undoing: "now", undone: "hold", discarded: "hold" };
const MOVING = ["entering", "undoing"];
const EVERY_MS = 1_000;

export function RosterView({ id }: { id: string }) {
  const t = useText("rosters");
  const query = useQuery({
    queryKey: ["rosters", id],
    queryFn: () => calls.one(id),
    refetchInterval: (asked) => (asked.state.data && MOVING.includes(asked.state.data.status) ? EVERY_MS : false),
  });
  usePlace({ label: t("cases"), to: "/cases" }, { label: t("title"), to: "/rosters" }, { label: query.data?.file_name ?? t("preview") });
  if (query.isPending) return <Skeleton card lines={6} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  const run = query.data;
  return (
    <>
      <Head title={run.file_name} actions={run.keeper ? <Acts run={run} /> : undefined}>
        <p className="line"><Tag tone={TONE[run.status]}>{t(`status.${run.status}`)}</Tag> <span className="muted">{t("by", { who: run.who, at: moment(run.at) })}</span></p>
      </Head>
      <Counts run={run} />
      {MOVING.includes(run.status) && <Progress run={run} />}
      {run.to_sign > 0 && <Signing run={run} />}
      {run.keeper && run.status !== "staged" && run.branches.length > 0 && <Branches rows={run.branches} />}
      {run.stayed.length > 0 && <Reasons title={t("stayed", { n: run.counts.returned + run.counts.refused + run.counts.kept })} id="stayed" lines={run.stayed} run={run} />}
      {run.rejected.length > 0 && <Reasons title={t("rejected", { n: run.counts.rejected })} id="rejected" lines={run.rejected} run={run} plain={run.stayed.length > 0} />}
      <Rows run={run} />
    </>
  );
}

function Counts({ run }: { run: Roster }) {
  const t = useText("rosters");
  const { status, counts } = run;
  const shown = status === "staged" || status === "discarded"
    ? (["ready", "warned", "rejected"] as const)
    : status === "signing"
      ? (["ready", "signed", "waiting", "returned"] as const)
      : status === "entering" || status === "done"
        ? (["entered", "refused", "returned", "rejected"] as const)
        : (["undone", "kept"] as const);
  return (
    <ul className="import-counts">
      {shown.filter((kind) => run.keeper || kind !== "rejected").map((kind) => (
        <li key={kind} className="card stat">
          <b className="stat-n">{counts[kind]}</b>
          <p>{t(`count.${kind}`)}</p>
        </li>
      ))}
    </ul>
  );
}

function Progress({ run }: { run: Roster }) {
  const t = useText("rosters");
  const { counts } = run;
  const back = run.status === "undoing";
  const over = back ? counts.undone + counts.kept : counts.entered + counts.refused;
  const all = over + (back ? counts.entered : counts.signed);
  return (
    <section className="card pad stack import-card" aria-label={t("progress")}>
      <Meter value={over} max={Math.max(1, all)} label={t("progress_of", { n: over, all })} />
      <p role="status">{t("progress_of", { n: over, all })}</p>
    </section>
  );
}

function Acts({ run }: { run: Roster }) {
  const t = useText("rosters");
  const client = useQueryClient();
  const intent = useRef(intentKey());
  const [asked, setAsked] = useState<"send" | "enter" | "undo" | null>(null);
  const [busy, setBusy] = useState(false);
  const { status, counts } = run;
  const settle = async (next: Roster) => {
    intent.current = intentKey();
    await put(client, ["rosters", run.id], next);
    await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "rosters" || query.queryKey.length === 1 });
  };
  const go = async (verb: "send" | "enter" | "discard") => {
    setBusy(true);
    try {
      await settle(await calls.go(verb, run.id, intent.current));
      setAsked(null);
      if (verb === "discard") navigate("/rosters");
      else toast(t(`done.${verb}`));
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      toast(problem.detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {(status === "staged" || status === "signing") && <Button busy={busy && !asked} onClick={() => void go("discard")}>{t("discard")}</Button>}
      {status === "staged" && <Button tone="primary" why={counts.ready === 0 ? t("nothing") : null} onClick={() => setAsked("send")}>{t("send")}</Button>}
      {status === "signing" && <Button tone="primary" why={counts.signed === 0 ? t("unsigned") : null} onClick={() => setAsked("enter")}>{t("enter", { n: counts.signed })}</Button>}
      {status === "done" && counts.entered > 0 && <Button tone="seal" icon="undo" onClick={() => setAsked("undo")}>{t("undo")}</Button>}
      {(asked === "send" || asked === "enter") && (
        <Dialog
          title={t(`ask.${asked}`)}
          onClose={() => setAsked(null)}
          foot={
            <>
              <Button onClick={() => setAsked(null)}>{t("keep")}</Button>
              <Button tone="primary" busy={busy} onClick={() => void go(asked)}>{t(`verb.${asked}`)}</Button>
            </>
          }
        >
          <p>{t(`text.${asked}`, { n: asked === "send" ? counts.ready : counts.signed, branches: run.branches.length, rejected: counts.rejected })}</p>
          {asked === "enter" && counts.waiting > 0 && <Note tone="sun">{t("text.waiting", { n: counts.waiting, branches: run.branches.filter((each) => each.waiting > 0).length })}</Note>}
        </Dialog>
      )}
      {asked === "undo" && (
        <Suspense fallback={null}>
          <ReasonDialog
            title={t("ask.undo")}
            verb={t("verb.undo")}
            tone="seal-full"
            act={async (reason, key) => {
              await settle(await calls.undo(run.id, reason, key));
              setAsked(null);
              toast(t("done.undo"));
            }}
            onClose={() => setAsked(null)}
          >
            {t("text.undo", { n: counts.entered })}
          </ReasonDialog>
        </Suspense>
      )}
    </>
  );
}

function Branches({ rows }: { rows: Branch[] }) {
  const t = useText("rosters");
  return (
    <details className="card import-card" open={rows.some((row) => row.waiting > 0)}>
      <summary className="card-head"><h2>{t("branches", { n: rows.length, waiting: rows.filter((row) => row.waiting > 0).length })}</h2></summary>
      <Table<Branch>
        label={t("branches_label")}
        rows={rows}
        rowKey={(row) => row.id}
        columns={[
          { key: "name", label: t("th.branch"), lead: true },
          { key: "rows", label: t("th.rows"), align: "end" },
          { key: "returned", label: t("th.returned"), align: "end" },
          {
            key: "signed_by",
            label: t("th.signed"),
            cell: (row) => (row.waiting > 0 ? <Tag tone="now">{t("waits")}</Tag> : row.signed_at ? <span className="nowrap">{t("signed_by", { who: row.signed_by, at: moment(row.signed_at) })}</span> : <Tag tone="hold">{t("not_signed")}</Tag>),
          },
        ]}
      />
    </details>
  );
}

/** Rows that do not go on, with the reasons. One sheet has them all: where there are two such tables, the first offers it. */
function Reasons({ title, id, lines, run, plain = false }: { title: string; id: string; lines: Line[]; run: Roster; plain?: boolean }) {
  const t = useText("rosters");
  const [busy, setBusy] = useState(false);
  const get = async () => {
    setBusy(true);
    await calls.rejects(run.id).then(save).finally(() => setBusy(false));
  };
  return (
    <section className="card import-card" aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {run.keeper && !plain && run.status !== "discarded" && <Button className="push" icon="save" busy={busy} onClick={() => void get()}>{t("rejects")}</Button>}
      </div>
      <Table<Line>
        label={title}
        rows={lines}
        rowKey={(line) => String(line.row)}
        columns={[
          { key: "row", label: t("th.row"), align: "end" },
          { key: "name", label: t("th.name"), lead: true, cell: (line) => (line.case_id ? <Link to={`/cases/${line.case_id}`}>{line.name}</Link> : line.name || t("unnamed")) },
          { key: "branch", label: t("th.branch") },
          { key: "reasons", label: t("th.reasons"), cell: (line) => <ul className="import-reasons">{line.reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul> },
        ]}
      />
    </section>
  );
}

const PROGRESS: Record<Line["progress"], TagTone> = { waiting: "plain", rejected: "late", signed: "info", returned: "hold", entered: "done", refused: "late", undone: "hold", kept: "plain" };

function Rows({ run }: { run: Roster }) {
  const t = useText("rosters");
  const lines = run.rows.filter((line) => !line.mine);
  if (lines.length === 0) return null;
  const all = run.counts.ready - run.counts.returned - run.counts.refused - run.counts.kept - run.to_sign;
  return (
    <section className="card import-card" aria-labelledby="rows">
      <div className="card-head"><h2 id="rows">{t("rows", { n: Math.max(all, lines.length) })}</h2></div>
      <Table<Line>
        label={t("rows_label")}
        rows={lines}
        rowKey={(line) => String(line.row)}
        foot={lines.length < all ? <tr><td colSpan={6} className="muted">{t("more", { shown: lines.length, total: all })}</td></tr> : undefined}
        columns={[
          { key: "row", label: t("th.row"), align: "end" },
          { key: "name", label: t("th.name"), lead: true, cell: (line) => <span className="nowrap">{line.case_id ? <Link to={`/cases/${line.case_id}`}>{line.name}</Link> : line.name}</span> },
          { key: "branch", label: t("th.branch") },
          { key: "stage", label: t("th.stage") },
          { key: "joins", label: t("th.joins"), cell: (line) => <Joins line={line} /> },
          { key: "warnings", label: t("th.state"), cell: (line) => (run.status === "staged" ? <Warnings line={line} /> : <Tag tone={PROGRESS[line.progress]}>{line.case_no || t(`progress_is.${line.progress}`)}</Tag>) },
        ]}
      />
    </section>
  );
}

function Warnings({ line }: { line: Line }) {
  const t = useText("rosters");
  if (line.warnings.length === 0) return <span className="muted">{t("clean")}</span>;
  return <ul className="import-reasons">{line.warnings.map((warning) => <li key={warning}>{warning}</li>)}</ul>;
}
