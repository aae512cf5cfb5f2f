// The inbox: a list grouped by due day, and beside it what the chosen task is about. The URL holds every choice.
import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { Icon } from "../components/Icon";
import { usePlace } from "../components/Head";
import { Blank, Failure, Skeleton } from "../components/states";
import type { TaskRow } from "../api-types";
import { dueGroup } from "../dates";
import type { DueGroup } from "../dates";
import { loadTexts, useText } from "../i18n";
import { useKeys } from "../keyboard";
import { navigate, useSearch } from "../router";
import { useMe } from "../session";
import { pathOf, rowsOf, useTasks } from "./query";
import { Row } from "./Row";

const ReadPane = lazy(async () => (await loadTexts(["task"]), import("../task/ReadPane")));
const SignDesk = lazy(async () => (await loadTexts(["task", "sign"]), import("../sign/SignDesk")));
const Filters = lazy(() => import("./Filters"));
const Emptied = lazy(() => import("./Emptied"));

const ORDER: DueGroup[] = ["late", "today", "week", "next", "later", "none"];
const WIDE = "(min-width: 47.5625rem)";

function useWide(): boolean {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const media = matchMedia(WIDE);
    const change = () => setWide(media.matches);
    media.addEventListener("change", change);
    return () => media.removeEventListener("change", change);
  }, []);
  return wide;
}

export default function InboxPage() {
  const t = useText("inbox");
  const search = useSearch();
  const me = useMe()!;
  const wide = useWide();
  const filters = { q: search.get("q"), process: search.get("process"), organization: search.get("organization"), scope: search.get("scope") };
  const filtered = Boolean(filters.q || filters.process || filters.organization);
  const [open, setOpen] = useState(filtered);
  const [seek, setSeek] = useState(0);
  const query = useTasks("todo", filters);
  const rows = rowsOf(query.data);
  const first = query.data?.pages[0];
  const body = useRef<HTMLDivElement>(null);
  const tail = useRef<HTMLButtonElement>(null);
  usePlace({ label: t("title") });

  const groups = ORDER.map((name) => ({ name, tasks: rows.filter((row) => dueGroup(row.due_at, row.overdue) === name) })).filter((group) => group.tasks.length > 0);
  const ordered: TaskRow[] = groups.flatMap((group) => group.tasks);
  const picked = ordered.find((row) => row.id === search.get("task")) ?? (wide ? ordered[0] : undefined);
  const at = picked ? ordered.indexOf(picked) : -1;

  const pick = (id: string) => {
    if (!wide) return false;
    search.set({ task: id });
    return true;
  };
  const move = (by: number) => {
    const to = ordered[Math.min(ordered.length - 1, Math.max(0, at + by))];
    if (!to) return;
    pick(to.id);
    const row = document.getElementById(`row-${to.id}`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
    if (at + by >= ordered.length - 3 && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };
  useKeys({
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    Enter: () => picked && navigate(pathOf(picked)),
    "/": () => {
      setOpen(true);
      setSeek((n) => n + 1);
    },
  });

  // read on when the end of the list comes into sight
  const { hasNextPage, isFetching, fetchNextPage } = query;
  useEffect(() => {
    const button = tail.current;
    if (!button || !hasNextPage) return;
    const watch = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting) && !isFetching) void fetchNextPage();
    });
    watch.observe(button);
    return () => watch.disconnect();
  }, [hasNextPage, isFetching, fetchNextPage, rows.length]);

  const scope = (name: string, count?: number) => (
    <button type="button" aria-pressed={filters.scope === name} onClick={() => search.set({ scope: name || null, task: null })}>
      {t(name || "all")}
      {count !== undefined && ` ${count}`}
    </button>
  );
  const total = first ? (first.total_capped >= 1000 ? "1000+" : String(first.total_capped)) : "";
  const clear = () => search.set({ q: null, process: null, organization: null, scope: null, task: null });

  return (
    <div className="split split-list">
      <section className="list-pane" aria-label={t("list")}>
        <div className="list-tools">
          <h1 className="sr">{t("title")}</h1>
          <div className="line nowrap-line">
            <div className="seg" role="group" aria-label={t("scope")}>
              {scope("", me.counts.todo)}
              {scope("unclaimed")}
              {scope("late", me.counts.overdue)}
            </div>
            <button className="btn btn-quiet btn-icon push" type="button" aria-label={t("filter")} title={t("filter")} aria-expanded={open} onClick={() => setOpen(!open)}>
              <Icon name="filter" />
              {filtered && <span className="bell-dot" aria-hidden="true" />}
            </button>
          </div>
          {open && (
            <Suspense fallback={null}>
              <Filters seek={seek} filters={filters} rows={rows} facets={first?.facets?.processes ?? []} set={(patch) => search.set({ ...patch, task: null })} clear={filtered ? clear : undefined} />
            </Suspense>
          )}
        </div>
        <div className="list-body" tabIndex={0} role="region" aria-label={t("body")} ref={body} aria-busy={query.isPlaceholderData || undefined}>
          {query.isPending && <Skeleton lines={6} />}
          {query.isError && rows.length === 0 && <div className="pad"><Failure error={query.error} retry={() => void query.refetch()} /></div>}
          {query.isSuccess && rows.length === 0 && !query.hasNextPage && (
            <Suspense fallback={null}>
              <Emptied q={filters.q} filtered={filtered || filters.scope !== ""} clear={clear} />
            </Suspense>
          )}
          {groups.map((group, i) => (
            <section key={group.name} aria-labelledby={`group-${group.name}`}>
              <h2 className="list-group" id={`group-${group.name}`}>
                <span>{t(`group.${group.name}`)}</span>
                <span>
                  {group.tasks.length}
                  {query.hasNextPage && i === groups.length - 1 ? "+" : ""}
                </span>
              </h2>
              <ul>
                {group.tasks.map((task) => (
                  <li key={task.id}>
                    <Row task={task} me={me.account.id} picked={wide && task.id === picked?.id} onPick={pick} />
                  </li>
                ))}
              </ul>
            </section>
          ))}
          {query.hasNextPage && (
            <button className="list-more" type="button" ref={tail} onClick={() => void query.fetchNextPage()}>
              {query.isFetchingNextPage ? <span className="spin" aria-hidden="true" /> : null}
              {t("more")}
            </button>
          )}
        </div>
        <p className="list-foot">
          <span>{at >= 0 && wide ? t("position", { at: at + 1, total }) : rows.length > 0 && t("total", { total })}</span>
          <span className="desk-only" aria-hidden="true">
            <kbd>j</kbd> <kbd>k</kbd> {t("hintMove")} <kbd>Enter</kbd> {t("hintOpen")} <kbd>?</kbd> {t("hintKeys")}
          </span>
        </p>
      </section>
      {wide && (
        <Suspense fallback={<div className="read-pane"><Skeleton lines={5} /></div>}>
          {picked?.signing ? (
            <div className="read-pane">
              <SignDesk key={picked.id} id={picked.id} pane />
            </div>
          ) : picked ? (
            <ReadPane key={picked.id} row={picked} />
          ) : (
            <div className="read-pane read-none">{query.isSuccess && rows.length > 0 && <Blank title={t("pick")} />}</div>
          )}
        </Suspense>
      )}
    </div>
  );
}
