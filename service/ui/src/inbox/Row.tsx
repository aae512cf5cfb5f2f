import type { KeyboardEvent, MouseEvent } from "react";
import type { TaskRow } from "../api-types";
import { Due } from "../components/marks";
import { useText } from "../i18n";
import { Link, navigate } from "../router";
import { pathOf } from "./query";

type Props = { task: TaskRow; me: string; picked: boolean; onPick: (id: string) => boolean };

/** One task of the list. A click shows it beside the list where there is room, Enter opens it. */
export function Row({ task, me, picked, onPick }: Props) {
  const t = useText("inbox");
  const to = pathOf(task);
  const other = task.claimed_by && task.claimed_by.id !== me ? t("claimedBy", { who: task.claimed_by.name }) : "";
  const org = task.organization.name === task.subject ? task.process.name : task.organization.name;
  const meta = [org, task.milestone ?? (org === task.process.name ? "" : task.process.name), task.signing ? t("signing", { who: task.signing.asked_by }) : other || (task.claimed_by ? "" : t("toClaim"))];
  return (
    <Link
      className="row"
      to={to}
      id={`row-${task.id}`}
      aria-current={picked || undefined}
      onClick={(event: MouseEvent) => {
        if (!event.metaKey && !event.ctrlKey && !event.shiftKey && event.detail > 0 && onPick(task.id)) event.preventDefault();
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        navigate(to);
      }}
    >
      <span className="row-title">
        <b>{task.subject}</b>
        {task.title}
        {task.in_stead_of && <span className="tag tag-now">{t("inStead", { who: task.in_stead_of })}</span>}
        {task.signing && <span className="tag">{t("opinion")}</span>}
        {task.returned && <span className="tag tag-now">{t("cameBack")}</span>}
      </span>
      <span className="row-side">
        <Due at={task.due_at} />
      </span>
      <span className="row-meta">{meta.filter(Boolean).join(t("dot"))}</span>
      {task.returned && <span className="row-meta row-why">{t("cameBackWhy", { who: task.returned.who, reason: task.returned.reason })}</span>}
    </Link>
  );
}
