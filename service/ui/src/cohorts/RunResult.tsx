// /cohorts/runs/:id: how far a batch is and what became of each person; stop it, go on.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { intentKey } from "../api";
import { Button, Failure, Head, Meter, Note, Skeleton, Tag, usePlace } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { useParams } from "../router";
import { calls } from "./calls";
import { said } from "./Bulk";
import { Results } from "./Results";
import "./cohorts.css";

const EVERY_MS = 1_000;
const COUNTS = ["done", "refused", "waiting"] as const;

export function RunResult() {
  const { id = "" } = useParams();
  const t = useText("cohorts");
  const client = useQueryClient();
  const intent = useRef(intentKey());
  const query = useInfiniteQuery({
    queryKey: ["cohorts", "run", id],
    queryFn: ({ pageParam }) => calls.run(id, pageParam),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: (asked) => (asked.state.data?.pages[0]?.status === "running" ? EVERY_MS : false),
  });
  const steer = useMutation({
    mutationFn: (move: "stop" | "continue") => calls.steer(move, id, intent.current),
    onSettled: async () => {
      intent.current = intentKey();
      await client.invalidateQueries({ queryKey: ["cohorts"] });
    },
  });
  const run = query.data?.pages[0];
  const over = run?.status === "done";
  // what was done shows on the board, in inboxes and cases
  useEffect(() => {
    if (over) void client.invalidateQueries({ predicate: (asked) => asked.queryKey[1] !== "run" });
  }, [over, client]);
  const title = run ? t(`what.${run.kind}`, { title: run.title }) : t("runs");
  usePlace({ label: t("title"), to: "/cohorts" }, { label: title });
  if (query.isPending) return <Skeleton card lines={5} />;
  if (query.isError || !run) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  const through = run.total - run.counts.waiting;
  return (
    <>
      <Head title={title}>
        <p className="line line-wide">
          <Tag tone={run.status === "running" ? "now" : run.status === "stopped" ? "hold" : "done"}>{t(`run.${run.status}`)}</Tag>
          <span className="muted">{t("started", { at: moment(run.started_at) })}</span>
        </p>
      </Head>
      <section className="card pad stack cohort-progress" aria-label={t("progress")}>
        <Meter value={through} max={Math.max(1, run.total)} label={t("progress_of", { n: through, all: run.total })} />
        <p role="status">{t("progress_of", { n: through, all: run.total })}</p>
        <dl className="cohort-counts">
          {COUNTS.map((name) => (
            <div className="stat" key={name}>
              <dt className="small muted">{t(`count_of.${name}`)}</dt>
              <dd className={`stat-n${name === "refused" && run.counts.refused > 0 ? " ico-seal" : ""}`}>{run.counts[name]}<small>{t("people")}</small></dd>
            </div>
          ))}
        </dl>
        {steer.isError && <Note tone="seal" role="alert">{said(steer.error)}</Note>}
        {(run.status === "running" || run.status === "stopped") && (
          <div className="line">
            {run.status === "running" && <Button busy={steer.isPending} onClick={() => steer.mutate("stop")}>{t("stop")}</Button>}
            {run.status === "stopped" && <Button tone="primary" busy={steer.isPending} onClick={() => steer.mutate("continue")}>{t("continue")}</Button>}
          </div>
        )}
      </section>
      <section className="card" aria-labelledby="each">
        <div className="card-head"><h2 id="each">{t("each")}</h2></div>
        <div className="pad">
          <Results items={query.data.pages.flatMap((page) => page.items)} total={0} label={t("each")} />
          {query.hasNextPage && <Button wide busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("more")}</Button>}
        </div>
      </section>
    </>
  );
}
