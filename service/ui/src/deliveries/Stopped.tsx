// What stopped altogether: cases with a fault and jobs that used up their tries. Nothing of it, no card.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { ApiProblem, intentKey } from "../api";
import { calls } from "../calls";
import type { CaseFault } from "../api-types";
import { Button, toast } from "../components";
import { moment } from "../dates";
import { loadTexts, useText } from "../i18n";
import { Link } from "../router";

const ReasonDialog = lazy(async () => (await loadTexts(["moves"]), import("../moves/ReasonDialog")));

export function Stopped() {
  const t = useText("deliveries");
  const client = useQueryClient();
  const [asked, setAsked] = useState<CaseFault | null>(null);
  const found = useQuery({ queryKey: ["incidents"], queryFn: calls.incidents, retry: false }).data;
  const faults = found?.faults ?? [];
  const jobs = found?.jobs ?? [];
  const stranded = found?.stranded ?? [];
  const again = async (act: () => Promise<unknown>, said: string) => {
    await act();
    setAsked(null);
    toast(said);
    await client.invalidateQueries();
  };
  const requeue = async (id: string) => {
    try {
      await again(() => calls.retryJob(Number(id), intentKey()), t("jobs.done"));
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      toast(problem.detail);
    }
  };
  return (
    <>
      {faults.length > 0 && (
        <section className="card stopped" aria-labelledby="stopped-cases">
          <div className="card-head"><h2 id="stopped-cases">{t("stopped.title")}</h2></div>
          <ul className="kids">
            {faults.map((row) => (
              <li key={row.id}>
                {row.case ? <Link to={`/cases/${row.case.id}`}>{row.case.title}</Link> : <span>{`${row.process.name} · ${row.organization.name}`}</span>}
                {row.can.retry && <Button onClick={() => setAsked(row)}>{t("stopped.retry")}</Button>}
                <small>{row.why} {t("since", { at: moment(row.since) })}</small>
              </li>
            ))}
          </ul>
        </section>
      )}
      {stranded.length > 0 && (
        <section className="card stopped" aria-labelledby="stopped-steps">
          <div className="card-head"><h2 id="stopped-steps">{t("stranded.title")}</h2></div>
          <ul className="kids">
            {stranded.map((row) => (
              <li key={row.id}>
                {row.case ? <Link to={`/cases/${row.case.id}`}>{t("stranded.step", { title: row.title, name: row.case.title })}</Link> : <span>{t("stranded.step", { title: row.title, name: row.process.name })}</span>}
                <small>{row.why} {t("since", { at: moment(row.since) })}</small>
              </li>
            ))}
          </ul>
        </section>
      )}
      {jobs.length > 0 && (
        <section className="card stopped" aria-labelledby="stopped-jobs">
          <div className="card-head"><h2 id="stopped-jobs">{t("jobs.title")}</h2></div>
          <ul className="kids">
            {jobs.map((row) => (
              <li key={row.id}>
                <span>{row.name}</span>
                <Button onClick={() => void requeue(row.id)}>{t("jobs.retry")}</Button>
                <small>{row.why} {row.since && t("since", { at: moment(row.since) })}</small>
              </li>
            ))}
          </ul>
        </section>
      )}
      {asked && (
        <Suspense fallback={null}>
          <ReasonDialog
            title={t("stopped.dialog", { name: asked.case?.title ?? asked.process.name })}
            verb={t("stopped.retry")}
            act={(reason, key) => again(() => calls.retryCase(asked.id, { reason }, key), t("stopped.done"))}
            onClose={() => setAsked(null)}
          >
            {asked.why} {t("stopped.text")}
          </ReasonDialog>
        </Suspense>
      )}
    </>
  );
}
