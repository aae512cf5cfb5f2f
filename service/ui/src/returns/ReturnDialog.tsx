// To which step a task goes back: what is taken back and redone, what others keep, and why.
import { useQuery } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import type { ReactNode } from "react";
import { ApiProblem, intentKey } from "../api";
import type { Task } from "../api-types";
import { Button } from "../components/Button";
import { Dialog } from "../components/Dialog";
import { Icon } from "../components/Icon";
import { Failure, Note, Skeleton } from "../components/states";
import { toast } from "../components/Toast";
import { moment } from "../dates";
import { useText } from "../i18n";
import { MOST, enough } from "../moves/reason";
import { navigate } from "../router";
import { useAfter } from "../sign/after";
import { calls } from "./calls";
import type { Target } from "./calls";
import "./returns.css";

export default function ReturnDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const t = useText("returns");
  const id = useId();
  const after = useAfter(task.id);
  const words = useRef<HTMLTextAreaElement>(null);
  const intent = useRef<{ key: string; body: string } | null>(null);
  const query = useQuery({ queryKey: ["returns", task.id, task.version], queryFn: ({ signal }) => calls.targets(task.id, signal), staleTime: 0, gcTime: 0 });
  const targets = query.data?.items ?? [];
  const [picked, setPicked] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<"pick" | "reason" | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const target = targets.find((one) => one.task_id === picked) ?? targets.find((one) => !one.blocked && picked === null) ?? null;

  const go = async () => {
    if (busy) return;
    if (!target) return setWrong("pick");
    if (!enough(reason)) {
      setWrong("reason");
      return words.current?.focus();
    }
    const body = { target: target.task_id, reason: reason.trim() };
    const print = JSON.stringify(body);
    if (intent.current?.body !== print) intent.current = { key: intentKey(), body: print };
    setWrong(null);
    setRefused(null);
    setBusy(true);
    try {
      await calls.give(task.id, body, task.version, intent.current.key);
      toast(t("done", { title: target.title, who: target.who }));
      onClose();
      navigate("/tasks", { replace: true });
      await after();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.status === 401) return;
      setRefused(problem.errors[0]?.message || (problem.status === 0 || problem.status >= 500 ? t("silent") : problem.detail));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={t("title", { title: task.title })}
      onClose={onClose}
      className="give-back"
      foot={
        <>
          <Button onClick={onClose}>{t("keep")}</Button>
          <Button tone="seal" icon="back" busy={busy} disabled={!target} onClick={() => void go()}>{t("go")}</Button>
        </>
      }
    >
      <div className="stack">
        {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <div role="status" aria-label={t("loading")}><Skeleton lines={4} /></div>}
        {query.data && targets.length === 0 && <p className="soft">{t("none")}</p>}
        {refused && <Note tone="seal" role="alert">{refused}</Note>}
        {targets.length > 0 && (
          <>
            <p className="soft">{t("intro")}</p>
            <fieldset className="field back-to">
              <legend className="label">{t("to")}</legend>
              {wrong === "pick" && <Bad id={`${id}-pick`}>{t("pick")}</Bad>}
              {targets.map((one) => (
                <Choice key={one.task_id} one={one} name={`${id}-to`} checked={one.task_id === target?.task_id} onPick={() => (setPicked(one.task_id), setWrong(null))} />
              ))}
            </fieldset>
            <div aria-live="polite">{target && <Preview target={target} />}</div>
            <div className={wrong === "reason" ? "field field-bad" : "field"}>
              <label className="label" htmlFor={`${id}-why`}>{t("reason")}</label>
              <span className="hint" id={`${id}-hint`}>{t("reasonHint")}</span>
              {wrong === "reason" && <Bad id={`${id}-bad`}>{t("reasonShort")}</Bad>}
              <textarea
                ref={words}
                className="input"
                id={`${id}-why`}
                rows={3}
                maxLength={MOST}
                required
                value={reason}
                aria-invalid={wrong === "reason" || undefined}
                aria-describedby={wrong === "reason" ? `${id}-bad ${id}-hint` : `${id}-hint`}
                onChange={(event) => {
                  setReason(event.target.value);
                  if (wrong === "reason" && enough(event.target.value)) setWrong(null);
                }}
              />
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}

function Bad({ id, children }: { id: string; children: ReactNode }) {
  return (
    <span className="bad" id={id} role="alert">
      <Icon name="warn" />
      {children}
    </span>
  );
}

function Choice({ one, name, checked, onPick }: { one: Target; name: string; checked: boolean; onPick: () => void }) {
  const t = useText("returns");
  const barred = Boolean(one.blocked);
  return (
    <label className={barred ? "back-choice is-barred" : "back-choice"}>
      <input type="radio" name={name} value={one.task_id} checked={checked} disabled={barred} onChange={onPick} />
      <span>
        <b>{one.title}</b>
        <span className="small muted">{t("did", { who: one.who, when: moment(one.at) })}</span>
        {one.blocked && <span className="small back-barred">{one.blocked}</span>}
      </span>
    </label>
  );
}

function Preview({ target }: { target: Target }) {
  const t = useText("returns");
  const held = (rows: Target["cancelled"]) => rows.map((row) => t("held", { title: row.title, holder: row.holder }));
  return (
    <section className="back-preview" aria-label={t("what")}>
      <Lines title={t("cancelled")} icon="undo" lines={held(target.cancelled)} more={target.parts > 0 ? t("parts", { count: target.parts }) : null} />
      <Lines title={t("redone")} icon="back" lines={target.redone} more={target.redone.length === 0 ? t("redoneNone") : null} />
      <Lines title={t("kept")} icon="check" lines={held(target.kept)} />
      <Lines title={t("undone")} icon="paper" lines={target.undone} />
    </section>
  );
}

function Lines({ title, icon, lines, more }: { title: string; icon: "undo" | "back" | "check" | "paper"; lines: string[]; more?: string | null }) {
  if (lines.length === 0 && !more) return null;
  return (
    <div>
      <h3 className="small">
        <Icon name={icon} small />
        {title}
      </h3>
      <ul>
        {[...new Set(lines)].map((line) => (
          <li key={line}>{count(line, lines)}</li>
        ))}
        {more && <li className="muted">{more}</li>}
      </ul>
    </div>
  );
}

/** The same line more than once is said once, with its number. */
function count(line: string, lines: string[]): string {
  const n = lines.filter((one) => one === line).length;
  return n > 1 ? `${line} × ${n}` : line;
}
