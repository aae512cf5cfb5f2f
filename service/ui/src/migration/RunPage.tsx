// /releases/:key/:id: a migration under way or over: how far, what became of each case, stop, go on, undo.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { intentKey } from "../api";
import { Button, Dialog, Failure, Head, Meter, Note, Skeleton, Tag, usePlace } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { useParams } from "../router";
import { calls } from "./calls";
import type { Migration } from "./calls";
import { Groups } from "./Groups";
import { said } from "./MigrationPage";
import "./migration.css";

const MOVING = ["running", "undoing"];
const EVERY_MS = 1_000;

export default function RunPage() {
  const { key = "", id = "" } = useParams();
  const t = useText("migration");
  const query = useQuery({
    queryKey: ["releases", key, "plan", id],
    queryFn: () => calls.plan(key, id),
    refetchInterval: (asked) => (asked.state.data && MOVING.includes(asked.state.data.status) ? EVERY_MS : false),
  });
  usePlace({ label: t("releases"), to: "/releases" }, { label: query.data?.process.name ?? t("title"), to: `/releases/${key}` }, { label: t("run_title") });
  if (query.isPending) return <Skeleton card lines={5} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return <Run process={key} id={id} plan={query.data} />;
}

function Run({ process, id, plan }: { process: string; id: string; plan: Migration }) {
  const t = useText("migration");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const intent = useRef(intentKey());
  const steer = useMutation({
    mutationFn: (move: "stop" | "continue" | "undo") => calls.steer(move, process, id, intent.current),
    onSettled: async () => {
      intent.current = intentKey();
      setAsking(false);
      await client.invalidateQueries({ queryKey: ["releases"] });
    },
  });
  const { counts, status, total } = plan;
  const moving = MOVING.includes(status);
  const back = status === "undoing" || status === "undone";
  const over = back ? counts.undone + counts.kept : total - counts.waiting;
  const all = back ? counts.undone + counts.kept + counts.done : total;
  const shown = (back ? ["undone", "kept", "refused"] : ["done", "refused", "waiting"]) as ("undone" | "kept" | "refused" | "done" | "waiting")[];
  return (
    <>
      <Head title={t("run_heading", { name: plan.process.name })}>
        <p className="line line-wide">
          <Tag tone={moving ? "now" : status === "stopped" ? "hold" : "done"}>{t(`plan.${status}`)}</Tag>
          <span>{t("way", { from: plan.from.map((each) => each.version).join(t("enum")), to: plan.to.version })}</span>
          <span className="muted">{t("started", { who: plan.started_by ?? "", at: moment(plan.started_at) })}</span>
        </p>
      </Head>
      <section className="card pad stack migration-progress" aria-label={t("progress")}>
        <Meter value={over} max={Math.max(1, all)} label={t("progress_of", { n: over, all })} />
        <p role="status">{t("progress_of", { n: over, all })}</p>
        <dl className="migration-counts">
          {shown.map((name) => (
            <div className="stat" key={name}>
              <dt className="small muted">{t(`count.${name}`)}</dt>
              <dd className={`stat-n${(name === "refused" || name === "kept") && counts[name] > 0 ? " ico-seal" : ""}`}>{counts[name]}<small>{t("unit")}</small></dd>
            </div>
          ))}
        </dl>
        {steer.isError && <Note tone="seal" role="alert">{said(steer.error)}</Note>}
        <div className="line">
          {moving && <Button busy={steer.isPending} onClick={() => steer.mutate("stop")}>{t("stop")}</Button>}
          {status === "stopped" && counts.waiting > 0 && <Button tone="primary" busy={steer.isPending} onClick={() => steer.mutate("continue")}>{t("continue")}</Button>}
          {!moving && counts.done > 0 && <Button tone="seal" onClick={() => setAsking(true)}>{t("undo", { n: counts.done })}</Button>}
        </div>
      </section>
      <Groups groups={plan.groups} title={t(back ? "found_back" : "found_run")} none={t("found_none")} />
      {plan.mapping.length > 0 && (
        <details className="card migration-mapping">
          <summary>{t("mapping_used", { n: plan.mapping.length })}</summary>
          <ul className="pad">{plan.mapping.map((pair) => <li key={pair.from}><code>{pair.from}</code> → <code>{pair.to}</code></li>)}</ul>
        </details>
      )}
      {asking && (
        <Dialog
          title={t("undo_ask", { n: counts.done })}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button onClick={() => setAsking(false)}>{t("keep")}</Button>
              <Button tone="seal-full" busy={steer.isPending} onClick={() => steer.mutate("undo")}>{t("undo_go")}</Button>
            </>
          }
        >
          <p>{t("undo_text")}</p>
        </Dialog>
      )}
    </>
  );
}
