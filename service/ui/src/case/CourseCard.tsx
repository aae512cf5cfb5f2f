// The course of a case: decisions and opinions on one line with what comes next, or every record with its fingerprint.
import type { Instance, Step } from "../api-types";
import { Icon, Timeline } from "../components";
import { fullDate } from "../dates";
import { HistoryTable } from "../history/HistoryTable";
import { useText } from "../i18n";
import { useSearch } from "../router";
import { useMe } from "../session";
import { standing } from "./outline";
import { type Fold, decisions, foldStages } from "./timeline";

export function CourseCard({ instance }: { instance: Instance }) {
  const t = useText("case");
  const me = useMe();
  const search = useSearch();
  const all = search.get("view") === "all";
  const { folds, open } = foldStages(decisions(instance.timeline), instance.path);
  const running = instance.status === "running" || instance.status === "faulted";
  const named = instance.timeline.some((step) => step.kind === "now");
  const stands = standing(instance.outline).map((line) => line.name);
  const waiting = instance.waiting ?? (stands.length > 0 ? t("wait.stands", { names: stands.join(t("enum")) }) : null);
  return (
    <section className="card" aria-labelledby="case-course">
      <div className="card-head">
        <h2 id="case-course">{t("course.title")}</h2>
        <div className="seg push" role="group" aria-label={t("course.show")}>
          <button type="button" aria-pressed={!all} onClick={() => search.set({ view: "" })}>{t("course.decisions")}</button>
          <button type="button" aria-pressed={all} onClick={() => search.set({ view: "all" })}>{t("course.all", { n: instance.chain.length })}</button>
        </div>
      </div>
      {/* a stage that waits says so in words; a task that waits stands on the line itself */}
      {running && waiting && !named && (
        <p className="wait-line">
          <Icon name="clock" />
          <span>{waiting}</span>
        </p>
      )}
      {all ? (
        <HistoryTable instance={instance.id} />
      ) : (
        <div className="pad">
          {folds.map((fold) => (
            <details className="time-fold" key={`${fold.stage}${fold.from}`}>
              <summary>{title(fold, t)}</summary>
              <Timeline steps={fold.steps} />
            </details>
          ))}
          {open.length > 0 ? <Timeline steps={open.map(addressed)} me={mine(instance, me?.account.name)} /> : <p className="muted">{t("course.none")}</p>}
        </div>
      )}
    </section>
  );
}

function title(fold: Fold<unknown>, t: ReturnType<typeof useText>): string {
  const [from, to] = [fullDate(fold.from), fullDate(fold.to)];
  if (fold.stage === "") return t("course.fold_early", { n: fold.steps.length, from, to });
  return t(from === to ? "course.fold_day" : "course.fold", { stage: fold.stage, n: fold.steps.length, from, to });
}

/** The reader's own step is said with "you"; only when all that waits waits for the reader by name. */
function mine(instance: Instance, name: string | undefined): string | null {
  const waiting = instance.timeline.filter((step) => step.kind === "now");
  return name && waiting.length > 0 && waiting.every((step) => step.who === name) ? name : null;
}

/** A task that nobody has claimed waits for an office: the office stands where a name would stand. */
function addressed(step: Step): Step {
  return step.kind === "now" && !step.who && step.role_name ? { ...step, who: step.role_name, role_name: null } : step;
}
