// /exams/:id/board: who sits, how far, when last saved; never what was chosen.
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { ApiProblem } from "../api";
import { Button, Failure, Head, Note, Skeleton, Table, Tag, toast, usePlace } from "../components";
import type { TagTone } from "../components";
import { clockTime, moment } from "../dates";
import { useText } from "../i18n";
import { useParams, useSearch } from "../router";
import { calls } from "./calls";
import type { Board, BoardRow } from "./calls";
import "../case/case.css";
import "../rounds/rounds.css";
import "./exams.css";

const ReasonDialog = lazy(() => import("../moves/ReasonDialog"));
const EVERY = 5000;
const EXTRA = 10;
const TONE: Record<BoardRow["status"], TagTone> = { waiting: "plain", sitting: "now", over: "late", done: "done" };

export default function BoardPage() {
  const { id = "" } = useParams();
  const t = useText("exams");
  const query = useQuery({ queryKey: ["exams", id, "board"], queryFn: () => calls.board(id), refetchInterval: EVERY });
  usePlace({ label: t("title"), to: "/exams" }, { label: query.data?.name ?? t("board.title") });
  if (query.isPending) return <Skeleton card lines={5} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return <Content board={query.data} refresh={() => void query.refetch()} />;
}

function Content({ board, refresh }: { board: Board; refresh: () => void }) {
  const t = useText("exams");
  const search = useSearch();
  const status = search.get("status");
  const [extending, setExtending] = useState<BoardRow | null>(null);
  const [bad, setBad] = useState("");
  const [busy, setBusy] = useState(false);
  const open = board.status === "open";
  const rows = board.takers.filter((row) => !status || row.status === status);
  const act = async (what: () => Promise<unknown>, said: string) => {
    setBusy(true);
    setBad("");
    try {
      await what();
      toast(said);
      refresh();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      setBad(problem.detail || t("offline"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Head title={board.name} actions={open && <Button busy={busy} onClick={() => void act(() => calls.close(board.id), t("board.closed"))}>{t("board.close")}</Button>}>
        <p className="line line-wide">
          <Tag tone={open ? "now" : "done"}>{t(`status.${board.status}`)}</Tag>
          <span>{t("window", { from: moment(board.opens_at), to: moment(board.closes_at) })}</span>
          <span className="muted">{t("minutes", { n: board.minutes })}</span>
        </p>
      </Head>
      {bad && <Note tone="seal" role="alert">{bad}</Note>}
      <section className="card" aria-labelledby="board">
        <div className="card-head"><h2 id="board">{t("board.title")}</h2></div>
        <div className="kids-tools stack-s">
          <div className="pills" role="group" aria-label={t("board.filter")}>
            <button type="button" aria-pressed={!status} onClick={() => search.set({ status: "" })}>{t("board.all")} <b>{board.takers.length}</b></button>
            {(["sitting", "waiting", "over", "done"] as const).map((each) => (
              <button key={each} type="button" aria-pressed={status === each} onClick={() => search.set({ status: each })}>{t(`sits.${each}`)} <b>{board.counts[each]}</b></button>
            ))}
          </div>
        </div>
        <Table<BoardRow>
          label={t("board.title")}
          rows={rows}
          rowKey={(row) => row.person.id}
          columns={[
            { key: "person", label: t("th.person"), lead: true, cell: (row) => row.person.name },
            { key: "branch", label: t("th.branch") },
            { key: "mode_name", label: t("th.mode") },
            { key: "status", label: t("th.status"), cell: (row) => <Tag tone={TONE[row.status]}>{row.status_name}</Tag> },
            { key: "answered", label: t("th.answered"), align: "end", cell: (row) => (row.places > 0 ? t("of", { n: row.answered, all: row.places }) : "—") },
            { key: "saved_at", label: t("th.saved"), cell: (row) => (row.saved_at ? clockTime(row.saved_at) : "—") },
            { key: "ends_at", label: t("th.ends"), cell: (row) => (row.ends_at && row.status !== "done" ? clockTime(row.ends_at) : "—") },
            { key: "score", label: t("th.score"), align: "end", cell: (row) => row.score ?? "—" },
            ...(open
              ? [{
                  key: "act",
                  label: t("th.act"),
                  cell: (row: BoardRow) => (
                    <span className="line row-acts">
                      {row.status === "sitting" && <Button tone="quiet" onClick={() => setExtending(row)}>{t("board.extend")}</Button>}
                      {row.status === "waiting" && row.mode === "computer" && (
                        <Button tone="quiet" busy={busy} onClick={() => void act(() => calls.paper(board.id, row.person.id), t("board.on_paper", { name: row.person.name }))}>{t("board.paper")}</Button>
                      )}
                    </span>
                  ),
                }]
              : []),
          ]}
        />
      </section>
      <p className="small muted round-note">{t("board.note")}</p>
      {extending && (
        <Suspense fallback={null}>
          <ReasonDialog
            title={t("board.extend_title", { name: extending.person.name, n: EXTRA })}
            verb={t("board.extend_n", { n: EXTRA })}
            act={async (reason) => {
              await calls.extend(board.id, { person_id: extending.person.id, minutes: EXTRA, reason });
              setExtending(null);
              refresh();
            }}
            onClose={() => setExtending(null)}
          >
            {t("board.extend_text")}
          </ReasonDialog>
        </Suspense>
      )}
    </>
  );
}
