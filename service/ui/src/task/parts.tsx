// What the reading pane and the task page share.
import { Fragment } from "react";
import type { ReactNode } from "react";
import type { Task, TaskRow } from "../api-types";
import { Due, Tag } from "../components/marks";
import { Note } from "../components/states";
import { moment } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";

/** Where in the process: the called process, then the milestone; what says the same word is said once. */
function stages(row: TaskRow): string[] {
  const step = "step" in row.process ? (row as Task).process.step : null;
  return [...new Set([step, row.milestone])].filter((name): name is string => Boolean(name) && name !== row.process.name);
}

/** Process › called process › milestone, title, organization, due day. */
export function TaskHead({ row, why, pane = false }: { row: TaskRow; why?: boolean; pane?: boolean }) {
  const t = useText("task");
  return (
    <header className="read-head">
      <p className="line small muted">
        <Link to={`/cases/${row.instance_id}`}>{row.process.name}</Link>
        {stages(row).map((name) => (
          <Fragment key={name}>
            <span aria-hidden="true">›</span>
            <span>{name}</span>
          </Fragment>
        ))}
        {"version" in row.process && <Tag>{t("version", { no: (row as Task).process.version })}</Tag>}
        {row.in_stead_of && <Tag tone="now">{t("inStead", { who: row.in_stead_of })}</Tag>}
        {row.claimed_by && <Tag>{t("claimedBy", { who: row.claimed_by.name })}</Tag>}
      </p>
      {pane ? <h2 className="h1like">{t("title", { subject: row.subject, title: row.title })}</h2> : <h1>{t("title", { subject: row.subject, title: row.title })}</h1>}
      <p className="line line-wide soft">
        <span>{row.organization.name}</span>
        <Due at={row.due_at} long />
        <Link to={`/cases/${row.instance_id}`}>{t("seeCase")}</Link>
        {why && <a href="#why" onClick={(event) => (event.preventDefault(), document.getElementById("why")?.scrollIntoView({ block: "center" }))}>{t("whyMe")}</a>}
      </p>
    </header>
  );
}

/** Why this task came to the reader: never left to guess. */
export function WhyMe({ task }: { task: Task }) {
  const t = useText("task");
  const { basis, holders } = task.why_me;
  return (
    <Note icon="eye" id="why">
      <div className="small">
        {basis}
        {holders.length > 1 && <span className="muted"> {t("holders", { names: holders.map((holder) => holder.name).join(t("comma")) })}</span>}
      </div>
    </Note>
  );
}

/** Who comes next, in one line. */
export function NextLine({ task }: { task: Task }) {
  const t = useText("task");
  const first = task.next[0];
  const maybe = task.next.length > 0 && task.next.every((step) => step.sure === false);
  if (maybe) {
    return (
      <p className="next">
        {t("nextMaybe")}
        <br />
        <span className="muted">{task.next.slice(0, 3).map((step) => step.title).join(t("or"))}</span>
      </p>
    );
  }
  const office = first && [first.who ?? first.role_name, first.organization].filter(Boolean).join(t("dot"));
  return (
    <p className="next">
      {first ? t("next", { what: first.title }) : t("nextEnd")}
      {office && (
        <>
          <br />
          <span className="muted">{office}</span>
        </>
      )}
    </p>
  );
}

/** A task that is no longer open. */
export function Closed({ task, more }: { task: TaskRow; more?: ReactNode }) {
  const t = useText("task");
  const done = task.status === "completed";
  return (
    <Note tone={done ? "pine" : "plum"} icon={done ? "check" : "info"} title={t(`closed.${done ? "completed" : task.status === "undone" ? "undone" : "cancelled"}`)}>
      {done ? t("closed.completedWay", { when: moment(task.completed_at) }) : t(task.status === "undone" ? "closed.undoneWay" : "closed.cancelledWay")}{" "}
      <Link to={`/cases/${task.instance_id}`}>{t("seeCase")}</Link>
      {more}
    </Note>
  );
}

/** The step that is now, marked as the reader's own when the reader may do it. */
export function mine(task: Task, name: string): string | null {
  return task.can.complete || task.can.claim || task.can.why_not ? name : null;
}

