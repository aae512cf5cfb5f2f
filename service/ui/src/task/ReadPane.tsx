// The reading pane beside the list: all one needs to know before opening the form.
import { useEffect } from "react";
import type { TaskRow } from "../api-types";
import { Button } from "../components/Button";
import { FactList, PanelCard } from "../components/Facts";
import { Icon } from "../components/Icon";
import { RuleClock } from "../components/RuleClock";
import { Failure, Skeleton } from "../components/states";
import { Timeline } from "../components/Timeline";
import { useText } from "../i18n";
import { useKeys } from "../keyboard";
import { Link, navigate } from "../router";
import { useMe } from "../session";
import { CameBack } from "../returns/GiveBack";
import { choicesOf } from "./decision";
import { Closed, NextLine, TaskHead, WhyMe, mine } from "./parts";
import { useClaim, useTask } from "./query";

export default function ReadPane({ row }: { row: TaskRow }) {
  const t = useText("task");
  const me = useMe();
  const query = useTask(row.id);
  const task = query.data;
  const claim = useClaim(task);
  const back = task ? choicesOf(task).find((choice) => choice.back) : undefined;
  const open = task?.status === "open";
  const to = `/tasks/${row.id}`;

  useKeys({
    a: () => navigate(to),
    r: () => back && navigate(`${to}?do=return`),
    c: () => claim.act(),
  });
  // the form's code comes while the person reads
  useEffect(() => {
    if (task?.form) void import("../forms/AnswerForm");
  }, [task?.form]);

  return (
    <article className="read-pane" aria-label={t("title", { subject: row.subject, title: row.title })}>
      <div className="read-body" tabIndex={0} role="region" aria-label={row.title}>
        <div className="read-in">
          <TaskHead row={task ?? row} why={Boolean(task)} pane />
          {task && <CameBack task={task} />}
          {query.isPending && <Skeleton lines={5} />}
          {query.isError && !task && <Failure error={query.error} retry={() => void query.refetch()} />}
          {task && (
            <>
              {!open && <Closed task={task} />}
              <RuleClock rule={task.rule} article={task.article} documentation={task.documentation} dueAt={task.due_at} small />
              {task.context.map((panel, i) =>
                panel.kind === "facts" ? (
                  <section className="section" key={i} aria-label={panel.title}>
                    <FactList facts={panel.facts} columns />
                  </section>
                ) : null,
              )}
              <section className="section">
                <h2>{t("opinions")}</h2>
                <Timeline steps={task.timeline} next={task.next} me={open ? mine(task, me?.account.name ?? "") : null} fold={4} />
              </section>
              {task.context.map((panel, i) =>
                panel.kind !== "facts" ? (
                  <div className="section" key={i}>
                    <PanelCard panel={panel} />
                  </div>
                ) : null,
              )}
              <div className="section">
                <WhyMe task={task} />
              </div>
            </>
          )}
        </div>
      </div>
      {task && open && (
        <div className="decide" role="group" aria-label={t("decide")}>
          <Link className="btn btn-primary" to={to} aria-keyshortcuts="a">
            <Icon name="check" />
            {task.verb || t("act")}
            <kbd aria-hidden="true">a</kbd>
          </Link>
          {back && (
            <Link className="btn" to={`${to}?do=return`} aria-keyshortcuts="r">
              {t("return")}
              <kbd aria-hidden="true">r</kbd>
            </Link>
          )}
          {claim.possible && (
            <>
              <span className="gap" />
              <Button tone="quiet" busy={claim.busy} onClick={claim.act} keys="c">
                {t(claim.possible)}
              </Button>
            </>
          )}
          <NextLine task={task} />
        </div>
      )}
    </article>
  );
}
