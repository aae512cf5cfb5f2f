// The course of a case: decisions and opinions on one line with what comes next, or every record with its fingerprint.
import type { Instance } from "../api-types";
import { Timeline } from "../components";
import { fullDate } from "../dates";
import { HistoryTable } from "../history/HistoryTable";
import { useText } from "../i18n";
import { useSearch } from "../router";
import { useMe } from "../session";
import { type Fold, decisions, foldStages } from "./timeline";

export function CourseCard({ instance }: { instance: Instance }) {
  const t = useText("case");
  const me = useMe();
  const search = useSearch();
  const all = search.get("view") === "all";
  const { folds, open } = foldStages(decisions(instance.timeline));
  const running = instance.status === "running" || instance.status === "faulted";
  const named = instance.timeline.some((step) => step.kind === "now");
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
      {running && instance.waiting && !named && <p className="wait-line strong">{instance.waiting}</p>}
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
          {open.length > 0 ? <Timeline steps={open} me={mine(instance, me?.account.name)} /> : <p className="muted">{t("course.none")}</p>}
        </div>
      )}
    </section>
  );
}

function title(fold: Fold<unknown>, t: ReturnType<typeof useText>): string {
  const [from, to] = [fullDate(fold.from), fullDate(fold.to)];
  if (fold.early) return t("course.fold_early", { n: fold.steps.length, from, to });
  return t(from === to ? "course.fold_day" : "course.fold", { stage: fold.stage, n: fold.steps.length, from, to });
}

/** The reader's own step is gold with 您; only when the service names the reader. */
function mine(instance: Instance, name: string | undefined): string | null {
  return name && instance.timeline.some((step) => step.kind === "now" && step.who === name) ? name : null;
}
