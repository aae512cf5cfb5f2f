// One task: the law, the form in the order of the law, what was said and what comes next, and the decision bar.
import { useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiProblem, api, intentKey } from "../api";
import { calls } from "../calls";
import type { Answers, FieldProblem, Me, Task } from "../api-types";
import { Button } from "../components/Button";
import { PanelCard } from "../components/Facts";
import { usePlace } from "../components/Head";
import { Marked } from "../components/Marked";
import { Menu } from "../components/Menu";
import { Icon } from "../components/Icon";
import { RuleClock } from "../components/RuleClock";
import { Failure, Note, Skeleton } from "../components/states";
import { Timeline } from "../components/Timeline";
import { toast } from "../components/Toast";
import { clockTime } from "../dates";
import { known, draftable, occurredOn } from "../forms/prepare";
import { loadTexts, useText } from "../i18n";
import { pathOf, taskAfter } from "../inbox/query";
import { useKeys } from "../keyboard";
import { Link, navigate, useParams, useSearch } from "../router";
import { useMe } from "../session";
import { CameBack, GiveBack } from "../returns/GiveBack";
import { Ask } from "../sign/Ask";
import { choicesOf, chosen } from "./decision";
import { readLocal, useDraft } from "./draft";
import { Closed, NextLine, TaskHead, WhyMe, mine } from "./parts";
import { TASK, useClaim, useRefresh, useTask } from "./query";
import { Withdraw } from "./Withdraw";

const Signers = lazy(async () => (await loadTexts(["sign"]), import("../sign/Signers")));
const DocumentsCard = lazy(async () => (await loadTexts(["documents"]), import("../documents/DocumentsCard")));
const SignInSheet = lazy(async () => (await loadTexts(["trainings"]), import("../trainings/SignInSheet")));
const ATTENDANCE = "urn:yangguang:form:form_record_attendance";
const AnswerForm = lazy(async () => (await loadTexts(["forms"]), import("../forms/AnswerForm")));

export default function TaskPage() {
  const { id = "" } = useParams();
  const t = useText("task");
  const me = useMe();
  const query = useTask(id);
  const task = query.data;
  usePlace({ label: t("nav.tasks"), to: "/tasks" }, { label: task?.title ?? (query.isError ? t("state.unread") : "…") });
  if (query.isError && !task) return <div className="wide"><Failure error={query.error} retry={() => void query.refetch()} level={1} /></div>;
  if (!task || !me) return <div className="wide"><Skeleton lines={5} /></div>;
  return <Desk key={`${id} ${task.status}`} task={task} me={me} />;
}

type Refusal = { title: string; text: string; conflict: boolean };

function Desk({ task, me }: { task: Task; me: Me }) {
  const t = useText("task");
  const client = useQueryClient();
  const refresh = useRefresh();
  const search = useSearch();
  const claim = useClaim(task);
  const open = task.status === "open";
  const formId = `answers-${task.id}`;

  const [answers, setAnswers] = useState<Answers>(() => {
    const local = readLocal(task.id, me.account.id);
    const start = { ...task.data, ...task.draft, ...local };
    return task.form ? known(task.form.schema, start) : start;
  });
  const [problems, setProblems] = useState<FieldProblem[]>([]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [giving, setGiving] = useState(false);
  const intent = useRef<{ key: string; body: string } | null>(null);
  const draft = useDraft(task.id, me.account.id, task.can.draft, task.draft_saved_at);
  const primary = useRef<HTMLDivElement>(null);
  const refused = useRef<HTMLDivElement>(null);

  const choices = useMemo(() => choicesOf(task), [task]);
  const back = choices.find((choice) => choice.back);
  const choice = chosen(task, choices, answers);
  const verb = choice?.back ? t("return") : task.verb || t("act");

  const change = useCallback(
    (next: Answers) => {
      setAnswers(next);
      draft.change(draftable(task.form?.schema, next));
    },
    // a task keeps its form: asked for again, it is the same schema in another object
    [draft.change],
  );

  const sendBack = () => {
    if (!back || !task.decision_field) return;
    change({ ...answers, [task.decision_field]: back.value });
    // the reason comes next: to the first empty field after the decision
    requestAnimationFrame(() => {
      const fields = [...document.querySelectorAll<HTMLElement>(`#${CSS.escape(formId)} textarea, #${CSS.escape(formId)} input[type=text]`)];
      const decision = document.getElementById(`f_-_${task.decision_field}`);
      const next = fields.find((field) => (field as HTMLInputElement).value === "" && (!decision || decision.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING)) ?? decision;
      next?.scrollIntoView({ block: "center" });
      next?.focus();
    });
  };

  useEffect(() => {
    if (search.get("do") !== "return" || !back) return;
    search.set({ do: null });
    const timer = setTimeout(sendBack, 300);
    return () => clearTimeout(timer);
    // once, as the page opens: what the address asked for is done
  }, []);

  useEffect(() => {
    if (refusal) refused.current?.focus();
  }, [refusal]);

  const submit = async (given: Answers) => {
    if (busy) return;
    const body = { answers: given, ...(task.form ? { occurred_on: occurredOn(task.form.schema, given) } : {}) };
    const fingerprint = JSON.stringify(body);
    // the same words again are the same intent: the service answers a repeated request once
    if (intent.current?.body !== fingerprint) intent.current = { key: intentKey(), body: fingerprint };
    setBusy(true);
    setRefusal(null);
    try {
      const done = await calls.complete(task.id, body, intent.current.key);
      draft.drop();
      const first = async () => (await api.tasks({ box: "todo", limit: 2 }).catch(() => null))?.items.find((row) => row.id !== task.id);
      const next = done.next.find((row) => row.id !== task.id) ?? taskAfter(client, task.id) ?? (await first());
      const left = Math.max(0, me.counts.todo - 1 + done.next.length);
      toast({ text: `${t("done.toast", { verb, subject: task.subject })} ${left > 0 ? t("done.left", { count: left }) : t("done.last")}`, ...(done.instance.status === "running" && { undo: { label: t("withdraw.verb"), seconds: 15, act: () => navigate(`/tasks/${task.id}?do=withdraw`) } }) });
      client.removeQueries({ queryKey: [TASK, task.id] });
      refresh();
      navigate(next ? pathOf(next) : "/tasks", { replace: true });
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.status === 401) return;
      if (problem.status === 422 && problem.errors.length > 0) {
        setProblems(problem.errors);
        return;
      }
      const conflict = problem.status === 409 || problem.status === 404 || problem.status === 412;
      const silent = problem.status === 0 || problem.status >= 500;
      setRefusal({ title: silent ? t("fault.title") : problem.detail || t("fault.title"), text: silent ? t("fault.offline") : conflict ? t("conflict.way") : "", conflict });
      if (conflict) refresh();
    } finally {
      setBusy(false);
    }
  };

  const press = () => primary.current?.querySelector<HTMLButtonElement>("button")?.focus();
  useKeys(
    {
      a: () => {
        const first = choices.find((one) => !one.back);
        if (first && !choice && task.decision_field) change({ ...answers, [task.decision_field]: first.value });
        press();
      },
      r: back ? sendBack : () => setGiving(task.can.send_back),
      c: () => claim.act(),
    },
    open,
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        void draft.save();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [draft.save]);

  const options = useCallback(async (field: string, q: string, signal: AbortSignal) => (await calls.options(task.id, field, q, signal)).items, [task.id]);
  const nextTask = taskAfter(client, task.id);
  const locked = refusal?.conflict === true;
  const why = task.can.complete ? null : (task.can.why_not ?? null);

  return (
    <div className="desk">
      <div className="desk-in">
        <div className="wide">
          <TaskHead row={task} />
          {refusal && (
            <div ref={refused} tabIndex={-1} className="desk-note">
              <Note tone={refusal.conflict ? "dai" : "seal"} title={refusal.title} role="alert">
                {refusal.text && <p>{refusal.text}</p>}
                {refusal.conflict && (
                  <p className="actions-in line">
                    {nextTask && (
                      <Link className="btn" to={pathOf(nextTask)} replace>
                        {t("nextOne")}
                      </Link>
                    )}
                    <Link className="btn" to={`/cases/${task.instance_id}`}>
                      {t("seeCase")}
                    </Link>
                    <Link className="btn btn-quiet" to="/tasks">
                      {t("backToInbox")}
                    </Link>
                  </p>
                )}
              </Note>
            </div>
          )}
          <CameBack task={task} />
          {!open && (
            <div className="desk-note">
              <Closed task={task} more={<Withdraw task={task} />} />
            </div>
          )}
          <div className="cols">
            <div className="stack">
              <RuleClock rule={task.rule} article={task.article} documentation={task.documentation} dueAt={task.due_at} createdAt={task.created_at} />
              {task.context.filter((panel) => panel.kind === "facts").map((panel, i) => <PanelCard key={i} panel={panel} />)}
              {task.context.filter((panel) => panel.kind === "table").map((panel, i) => <PanelCard key={i} panel={panel} />)}
              {open && (
                <section className="card" aria-labelledby="form-title">
                  <div className="card-head">
                    <h2 id="form-title">{(task.form?.schema.title as string | undefined) ?? task.title}</h2>
                    <span className="push muted" role="status">
                      {draft.state === "saving" && t("draft.saving")}
                      {draft.state === "saved" && t("draft.saved", { time: clockTime(draft.at) })}
                      {draft.state === "failed" && t("draft.failed")}
                    </span>
                  </div>
                  <div className="pad">
                    {typeof task.form?.schema.description === "string" && <p className="soft form-intro"><Marked said={task.form.schema.description} /></p>}
                    {task.form?.schema.$id === ATTENDANCE && task.can.complete && (
                      <Suspense fallback={null}>
                        <SignInSheet task={task.id} fill={(read) => change({ ...answers, ...read })} />
                      </Suspense>
                    )}
                    {task.form ? (
                      <Suspense fallback={<Skeleton lines={3} />}>
                        <AnswerForm id={formId} form={task.form} value={answers} onChange={change} onSubmit={(given) => void submit(given)} problems={problems} options={options} disabled={locked || (!task.can.complete && !task.can.draft)} />
                      </Suspense>
                    ) : (
                      <form
                        id={formId}
                        onSubmit={(event) => {
                          event.preventDefault();
                          void submit({});
                        }}
                      >
                        <p className="soft">{t("noForm")}</p>
                      </form>
                    )}
                  </div>
                </section>
              )}
              {task.context.filter((panel) => panel.kind === "ledger").map((panel, i) => <PanelCard key={i} panel={panel} />)}
            </div>
            <aside className="stack" aria-label={t("context")}>
              {task.signers.length > 0 && (
                <Suspense fallback={<Skeleton lines={3} />}>
                  <Signers task={task} me={me.person?.id} />
                </Suspense>
              )}
              <section className="card">
                <div className="card-head">
                  <h2>{t("opinionsCard")}</h2>
                  <span className="push muted">{task.timeline.filter((step) => step.kind === "done" && !step.undone).length || ""}</span>
                </div>
                <div className="pad">
                  <Timeline steps={task.timeline} next={task.next} me={open ? mine(task, me.account.name) : null} compact fold={6} />
                </div>
              </section>
              <Suspense fallback={null}><DocumentsCard instance={task.instance_id} /></Suspense>
              <WhyMe task={task} />
            </aside>
          </div>
        </div>
      </div>
      {open && (
        <div className="decide" role="group" aria-label={t("decide")}>
          <div ref={primary}>
            <Button tone="primary" type="submit" form={formId} icon="check" busy={busy} disabled={locked || (!task.can.complete && !why)} why={why} keys="a">
              {verb}
            </Button>
          </div>
          {back && !choice?.back && !why && (
            <Button onClick={sendBack} keys="r" disabled={locked}>
              {t("return")}
            </Button>
          )}
          {!back && task.can.send_back && (
            <Button className="desk-only" icon="back" onClick={() => setGiving(true)} keys="r" disabled={locked}>
              {t("return")}
            </Button>
          )}
          {task.can.ask && <Ask task={task} disabled={locked} />}
          <span className="gap" />
          {task.can.draft && task.form && (
            <Button tone="quiet" className="desk-only" onClick={() => void draft.save()}>
              {t("draft.save")}
            </Button>
          )}
          {claim.possible && (
            <Button tone="quiet" className="desk-only" busy={claim.busy} onClick={claim.act} keys="c">
              {t(claim.possible)}
            </Button>
          )}
          <Menu label={t("more")} up>
            {(close) => (
              <>
                {claim.possible && (
                  <button type="button" onClick={() => (close(), claim.act())}>
                    <Icon name={claim.possible === "claim" ? "check" : "undo"} />
                    {t(claim.possible)}
                  </button>
                )}
                {task.can.draft && task.form && (
                  <button type="button" onClick={() => (close(), void draft.save())}>
                    <Icon name="save" />
                    {t("draft.save")}
                  </button>
                )}
                {task.can.send_back && (
                  <button type="button" onClick={() => (close(), setGiving(true))}>
                    <Icon name="back" />
                    {t("giveBack")}
                  </button>
                )}
                <button type="button" onClick={() => (close(), navigate(`/cases/${task.instance_id}`))}>
                  <Icon name="paper" />
                  {t("seeCase")}
                </button>
              </>
            )}
          </Menu>
          <NextLine task={task} />
        </div>
      )}
      {giving && <GiveBack task={task} onClose={() => setGiving(false)} />}
    </div>
  );
}
