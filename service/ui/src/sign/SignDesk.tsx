// What is asked, what it is about, and the answer: agreed, not agreed, or declined.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { put } from "../cache";
import { ApiProblem, intentKey } from "../api";
import type { Opinion, Signature } from "../api-types";
import { Button } from "../components/Button";
import { PanelCard } from "../components/Facts";
import { usePlace } from "../components/Head";
import { Icon } from "../components/Icon";
import { RuleClock } from "../components/RuleClock";
import { Failure, Note, Skeleton } from "../components/states";
import { Timeline } from "../components/Timeline";
import { toast } from "../components/Toast";
import { moment, planDate } from "../dates";
import { useText } from "../i18n";
import { pathOf, taskAfter } from "../inbox/query";
import { enough } from "../moves/reason";
import { Link, navigate } from "../router";
import { useMe } from "../session";
import { TaskHead } from "../task/parts";
import { useRefresh } from "../task/query";
import Signers from "./Signers";
import { calls } from "./calls";
import "./sign.css";

const OPINIONS: Opinion[] = ["agree", "disagree", "decline"];
const SIGNATURE = "signature";

function useSignature(id: string) {
  return useQuery({ queryKey: [SIGNATURE, id], queryFn: ({ signal }) => calls.get(id, signal), staleTime: 5_000 });
}

export default function SignDesk({ id, pane = false }: { id: string; pane?: boolean }) {
  const query = useSignature(id);
  const signature = query.data;
  if (query.isError && !signature) return <div className="wide"><Failure error={query.error} retry={() => void query.refetch()} level={1} /></div>;
  if (!signature) return <div className="wide"><Skeleton lines={5} /></div>;
  return (
    <>
      {!pane && <Place title={signature.task.title} />}
      <Desk key={signature.version} signature={signature} pane={pane} />
    </>
  );
}

/** The bar names the page; beside the list it goes on naming the list. */
function Place({ title }: { title: string }) {
  const t = useText("sign");
  usePlace({ label: t("nav.tasks"), to: "/tasks" }, { label: t("place", { title }) });
  return null;
}

function Desk({ signature, pane }: { signature: Signature; pane: boolean }) {
  const t = useText("sign");
  const me = useMe();
  const { task } = signature;
  const answer = useAnswer(signature);
  return (
    <div className={pane ? "desk sign-pane" : "desk"}>
      <div className="desk-in">
        <div className="wide">
          <TaskHead row={{ ...task, due_at: signature.due_at }} pane={pane} />
          <div className="desk-note">
            <Note tone={signature.can_sign ? "dai" : "pine"} icon="pen" title={t("asks", { who: signature.asked_by })}>
              <p>{signature.text}</p>
              <p className="small muted">{t("byDay", { date: planDate(signature.due_at) })}</p>
            </Note>
          </div>
          {signature.status !== "open" && (
            <div className="desk-note">
              <Note tone="pine" icon="check" title={t("over")}>
                <p>{signature.answered_at && signature.status !== "removed" && signature.status !== "closed" ? `${t("said", { opinion: signature.status_name })}${t("dot")}${moment(signature.answered_at)}` : signature.why_not}</p>
                {signature.reply && <p className="said">{signature.reply}</p>}
              </Note>
            </div>
          )}
          <div className="cols">
            <div className="stack">
              <RuleClock rule={task.rule} article={task.article} documentation={task.documentation} dueAt={task.due_at} createdAt={task.created_at} />
              {task.context.filter((panel) => panel.kind !== "ledger").map((panel, i) => <PanelCard key={i} panel={panel} />)}
              {signature.status === "open" && answer.form}
              {task.context.filter((panel) => panel.kind === "ledger").map((panel, i) => <PanelCard key={i} panel={panel} />)}
            </div>
            <aside className="stack" aria-label={t("others")}>
              {task.signers.length > 1 && <Signers task={task} me={me?.person?.id} />}
              <section className="card">
                <div className="card-head">
                  <h2>{t("course")}</h2>
                  <Link className="push small" to={`/cases/${task.instance_id}`}>{t("seeCase")}</Link>
                </div>
                <div className="pad">
                  <Timeline steps={task.timeline} next={task.next} compact fold={6} />
                </div>
              </section>
            </aside>
          </div>
        </div>
      </div>
      {signature.status === "open" && (
        <div className="decide" role="group" aria-label={t("opinion")}>
          <Button tone="primary" type="submit" form={answer.formId} icon="pen" busy={answer.busy} why={signature.why_not}>
            {t("sign")}
          </Button>
        </div>
      )}
    </div>
  );
}

function useAnswer(signature: Signature) {
  const t = useText("sign");
  const id = useId();
  const client = useQueryClient();
  const refresh = useRefresh();
  const words = useRef<HTMLTextAreaElement>(null);
  const intent = useRef<{ key: string; body: string } | null>(null);
  const [opinion, setOpinion] = useState<Opinion | null>(null);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<"opinion" | "text" | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const needed = opinion === "disagree" || opinion === "decline";
  const formId = `${id}-form`;

  const send = async () => {
    if (busy || !signature.can_sign) return;
    const bad = opinion === null ? "opinion" : needed && !enough(text) ? "text" : null;
    setWrong(bad);
    if (bad === "opinion") return document.getElementById(`${id}-agree`)?.focus();
    if (bad === "text") return words.current?.focus();
    const body = { opinion: opinion!, text: text.trim() };
    const print = JSON.stringify(body);
    if (intent.current?.body !== print) intent.current = { key: intentKey(), body: print };
    setBusy(true);
    setRefused(null);
    try {
      const done = await calls.sign(signature.id, body, signature.version, intent.current.key);
      const next = taskAfter(client, signature.id);
      await put(client, [SIGNATURE, signature.id], done);
      refresh();
      toast(opinion === "decline" ? t("declined") : t("signed", { opinion: t(opinion!) }));
      navigate(next ? pathOf(next) : "/tasks", { replace: true });
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.status === 401) return;
      if (problem.errors.length > 0) setWrong("text");
      setRefused(problem.status === 0 || problem.status >= 500 ? t("silent") : (problem.errors[0]?.message ?? problem.detail));
      if (problem.status === 409 || problem.status === 412) void client.invalidateQueries({ queryKey: [SIGNATURE, signature.id] });
    } finally {
      setBusy(false);
    }
  };

  const form = (
    <section className="card" aria-labelledby={`${id}-title`}>
      <div className="card-head">
        <h2 id={`${id}-title`}>{t("opinion")}</h2>
      </div>
      <form
        id={formId}
        noValidate
        className="pad sign-form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p className="soft form-intro">{t("binding")}</p>
        {refused && <Note tone="seal" role="alert">{refused}</Note>}
        <div className={wrong === "opinion" ? "field field-bad" : "field"}>
          {wrong === "opinion" && <Bad id={`${id}-none`}>{t("choose")}</Bad>}
          <div className="choice" role="radiogroup" aria-labelledby={`${id}-title`} aria-required="true" aria-describedby={wrong === "opinion" ? `${id}-none` : undefined}>
            {OPINIONS.map((one) => (
              <label key={one} className={opinion === one ? "check is-on" : "check"}>
                <input type="radio" id={`${id}-${one}`} name={`${id}-opinion`} checked={opinion === one} disabled={!signature.can_sign} onChange={() => (setOpinion(one), setWrong(null))} />
                <span>
                  {t(one)}
                  {one === "decline" && <small>{t("declineNote")}</small>}
                </span>
              </label>
            ))}
          </div>
        </div>
        <div className={wrong === "text" ? "field field-bad" : "field"}>
          <label className="label" htmlFor={`${id}-text`}>
            {t(needed ? "why" : "text")} {!needed && <span className="need">{t("optional")}</span>}
          </label>
          {wrong === "text" && <Bad id={`${id}-short`}>{t("short")}</Bad>}
          <textarea ref={words} className="input" id={`${id}-text`} rows={3} maxLength={1000} required={needed} disabled={!signature.can_sign} value={text} aria-invalid={wrong === "text" || undefined} aria-describedby={wrong === "text" ? `${id}-short` : undefined} onChange={(event) => (setText(event.target.value), setWrong(null))} />
        </div>
      </form>
    </section>
  );
  return { form, formId, busy };
}

function Bad({ id, children }: { id: string; children: string }) {
  return (
    <p className="bad" id={id} role="alert">
      <Icon name="warn" />
      {children}
    </p>
  );
}
