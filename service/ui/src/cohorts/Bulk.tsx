// Something for many: fill in once, see what would become of each person, then let it be done.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useRef, useState } from "react";
import { ApiProblem, intentKey, wasRefused } from "../api";
import type { Answers, FieldProblem } from "../api-types";
import { Button, Dialog, Failure, Note, Skeleton, toast } from "../components";
import { loadTexts, useText } from "../i18n";
import { navigate } from "../router";
import { calls } from "./calls";
import type { Kind, Narrow, Run } from "./calls";
import { Results } from "./Results";

const AnswerForm = lazy(async () => (await loadTexts(["forms"]), import("../forms/AnswerForm")));
const FORM = "cohort-form";

type Props = { kind: Kind; people: string[] | null; narrow: Narrow; step: string; onClose: () => void };

export default function Bulk({ kind, people, narrow, step, onClose }: Props) {
  const t = useText("cohorts");
  const client = useQueryClient();
  const [answers, setAnswers] = useState<Answers | null>(null);
  const [problems, setProblems] = useState<FieldProblem[]>([]);
  const [tried, setTried] = useState<Run | null>(null);
  const intent = useRef(intentKey());
  const asks = kind !== "remind";
  const form = useQuery({ queryKey: ["cohorts", "form", kind, step], queryFn: () => calls.form(kind as "start" | "file", step), enabled: asks, retry: false });
  const value = answers ?? (form.data?.only as Answers | undefined) ?? {};
  const wish = (said: Answers) => ({ kind, people, narrow: people ? null : narrow, step, answers: said });
  const trial = useMutation({
    mutationFn: (said: Answers) => calls.trial(wish(said)),
    onSuccess: setTried,
    onError: (error) => setProblems(error instanceof ApiProblem ? error.errors.filter((each) => each.pointer.startsWith("/answers/")) : []),
  });
  const begin = useMutation({
    mutationFn: () => calls.begin(wish(value), intent.current),
    onSuccess: async (run) => {
      await client.invalidateQueries({ queryKey: ["cohorts"] });
      toast(t("begun"));
      navigate(`/cohorts/runs/${run.id}`);
    },
    onError: (problem) => { if (wasRefused(problem)) intent.current = intentKey(); },
  });
  const ask = (said: Answers) => {
    setAnswers(said);
    setProblems([]);
    trial.mutate(said);
  };
  const would = tried?.counts.would ?? 0;
  const failed = trial.error ?? begin.error;
  return (
    <Dialog
      wide
      title={t(`dialog.${kind}`, { title: form.data?.title ?? "" })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={tried ? () => setTried(null) : onClose}>{t(tried && asks ? "back" : "cancel")}</Button>
          {tried ? (
            <Button tone="primary" busy={begin.isPending} why={would === 0 ? t("nobody_can") : null} onClick={() => begin.mutate()}>{t(`go.${kind}`, { n: would })}</Button>
          ) : asks ? (
            <Button tone="primary" type="submit" form={FORM} busy={trial.isPending} disabled={!form.data}>{t("try")}</Button>
          ) : (
            <Button tone="primary" busy={trial.isPending} onClick={() => ask({})}>{t("try")}</Button>
          )}
        </>
      }
    >
      <div className="stack">
        <p className="soft">{people ? t("whom", { n: people.length }) : t("whom_all")}{t("space")}{t(`about.${kind}`)}</p>
        {failed && problems.length === 0 && <Note tone="seal" role="alert">{said(failed)}</Note>}
        {!tried && asks && (form.isPending ? <Skeleton lines={3} /> : form.isError ? <Failure error={form.error} /> : null)}
        {!tried && asks && form.data?.form && (
          <Suspense fallback={<Skeleton lines={3} />}>
            <AnswerForm id={FORM} form={form.data.form as never} value={value} onChange={setAnswers} onSubmit={ask} problems={problems} disabled={trial.isPending} />
          </Suspense>
        )}
        {tried && (
          <div role="status" className="stack">
            <p><b>{t("would", { n: would })}</b>{tried.counts.refused > 0 && <span className="ico-seal">{t("would_not", { n: tried.counts.refused })}</span>}</p>
            <p className="small muted">{t("trial_note")}</p>
          </div>
        )}
        {tried && <Results items={tried.items} total={tried.total} label={t("each")} trial />}
      </div>
    </Dialog>
  );
}

export function said(error: unknown): string {
  return error instanceof ApiProblem ? error.errors[0]?.message || error.detail || error.message : String(error);
}
