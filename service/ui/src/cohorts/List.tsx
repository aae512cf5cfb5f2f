// /cohorts/people: a column of the board as a list, earliest due day first; from here something is done for many.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useEffect, useState } from "react";
import { Blank, Button, Due, Failure, Head, Skeleton, Table, Tag, usePlace } from "../components";
import { fullDate } from "../dates";
import { loadTexts, useText } from "../i18n";
import { Link, useSearch } from "../router";
import { calls } from "./calls";
import type { Kind, Narrow, Person } from "./calls";
import { NarrowFields } from "./narrow";
import "./cohorts.css";

const Bulk = lazy(async () => (await loadTexts(["cohorts"]), import("./Bulk")));
const STAGES = ["applicant", "activist", "development_candidate", "probationary_member", "full_member"];
const STANDINGS = ["overdue", "soon", "on_time", "open"];
const PAGE = 50;

export function List() {
  const t = useText("cohorts");
  const search = useSearch();
  const narrow: Narrow = {};
  for (const name of ["stage", "organization", "year", "standing", "step", "without_case", "q"] as const) narrow[name] = search.get(name);
  const [typed, setTyped] = useState(narrow.q ?? "");
  const [picked, setPicked] = useState<ReadonlyMap<string, string>>(new Map());
  const [doing, setDoing] = useState<{ kind: Kind; whole: boolean } | null>(null);
  useEffect(() => setTyped(narrow.q ?? ""), [narrow.q]);
  useEffect(() => setPicked(new Map()), [search.text]);
  const list = useInfiniteQuery({
    queryKey: ["cohorts", "people", narrow],
    queryFn: ({ pageParam }) => calls.people(narrow, pageParam, PAGE),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const may = useQuery({ queryKey: ["cohorts", "board", {}], queryFn: () => calls.board({}), staleTime: 60_000 }).data;
  const mayAct = may?.may_act ?? false;
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total_capped ?? 0;
  const step = narrow.step ? rows.find((row) => row.step?.step === narrow.step)?.step : undefined;
  const title = step?.title ?? (narrow.stage ? t(`stages.${narrow.stage}`) : t("everybody"));
  usePlace({ label: t("title"), to: "/cohorts" }, { label: title });
  const toggle = (row: Person) =>
    setPicked((before) => {
      const next = new Map(before);
      if (!next.delete(row.person.id)) next.set(row.person.id, row.person.name);
      return next;
    });
  const all = rows.length > 0 && rows.every((row) => picked.has(row.person.id));
  const kinds: Kind[] = [...(step?.bulk ? (["file"] as Kind[]) : []), "remind", ...(may?.may_start && rows.some((row) => !row.case_id) ? (["start"] as Kind[]) : [])];
  const n = picked.size;
  return (
    <>
      <Head title={title}>
        <p>{t("list_lead")}</p>
      </Head>
      <form className="card pad query" role="search" aria-label={t("search")} onSubmit={(event) => { event.preventDefault(); search.set({ q: typed.trim() }); }}>
        <div className="grow">
          <label htmlFor="cohort-q">{t("name")}</label>
          <input className="input" id="cohort-q" type="search" autoComplete="off" value={typed} onChange={(event) => { setTyped(event.target.value); if (!event.target.value && narrow.q) search.set({ q: "" }); }} />
        </div>
        <div className="mid">
          <label htmlFor="cohort-stage">{t("stage")}</label>
          <select className="input" id="cohort-stage" value={narrow.stage} onChange={(event) => search.set({ stage: event.target.value })}>
            <option value="">{t("stage_all")}</option>
            {STAGES.map((key) => <option key={key} value={key}>{t(`stages.${key}`)}</option>)}
          </select>
        </div>
        <NarrowFields />
        <Button icon="search" type="submit">{t("find")}</Button>
      </form>
      <div className="line list-line cohort-segs">
        <div className="seg" role="group" aria-label={t("by_standing")}>
          <button type="button" aria-pressed={!narrow.standing && !narrow.without_case} onClick={() => search.set({ standing: "", without_case: "" })}>{t("all")}</button>
          {STANDINGS.map((key) => <button key={key} type="button" aria-pressed={narrow.standing === key} onClick={() => search.set({ standing: key, without_case: "" })}>{t(`standing.${key}`)}</button>)}
          <button type="button" aria-pressed={Boolean(narrow.without_case)} onClick={() => search.set({ standing: "", without_case: "true" })}>{t("without_case")}</button>
        </div>
        {narrow.step && <button type="button" className="link-button" onClick={() => search.set({ step: "" })}>{t("any_step")}</button>}
        <span className="small muted push" role="status">{list.data ? (total >= 1000 ? t("count_more") : t("count", { n: total })) : ""}</span>
      </div>
      {mayAct && rows.length > 0 && (
        <div className="card cohort-acts" role="group" aria-label={t("for_many")}>
          <label className="check">
            <input type="checkbox" checked={all} onChange={() => setPicked(all ? new Map() : new Map(rows.map((row) => [row.person.id, row.person.name])))} />
            <span>{n > 0 ? t("chosen", { n }) : t("choose_shown", { n: rows.length })}</span>
          </label>
          <div className="line cohort-verbs">
            {kinds.map((kind) => (
              <Button key={kind} tone={kind === "file" ? "primary" : "plain"} onClick={() => setDoing({ kind, whole: n === 0 })}>
                {n > 0 ? t(`act.${kind}`, { n }) : t(`act_all.${kind}`)}
              </Button>
            ))}
          </div>
          <p className="hint cohort-hint">{t("one_by_one")}</p>
        </div>
      )}
      <section className="card">
        {list.isPending ? (
          <Skeleton lines={6} />
        ) : list.isError ? (
          <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div>
        ) : rows.length === 0 ? (
          <Blank art="nothing" title={t("none")}>{t("none_text")}</Blank>
        ) : (
          <Table
            label={title}
            rows={rows}
            rowKey={(row) => row.person.id}
            picked={(row) => picked.has(row.person.id)}
            columns={[
              {
                key: "name",
                label: t("th.name"),
                lead: true,
                cell: (row) => (
                  <span className="cohort-name">
                    {mayAct && <label className="cohort-tick"><input type="checkbox" checked={picked.has(row.person.id)} onChange={() => toggle(row)} aria-label={t("choose", { name: row.person.name })} /></label>}
                    <Link to={`/people/${row.person.id}`}>{row.person.name}</Link>
                  </span>
                ),
              },
              { key: "branch", label: t("th.branch") },
              { key: "step", label: t("th.at_step"), cell: (row) => <At row={row} /> },
              { key: "due", label: t("th.due"), cell: (row) => <span className="nowrap">{row.due_at ? <Due at={row.due_at} /> : <span className="muted">{t("standing.open")}</span>}</span> },
              { key: "days", label: t("th.days"), align: "end", cell: (row) => <span title={t("since", { day: fullDate(row.since) })} className="nowrap">{row.days === null ? t("dash") : t("days", { n: row.days })}</span> },
              ...(narrow.stage ? [] : [{ key: "stage_name", label: t("th.stage"), cell: (row: Person) => <Tag>{row.stage_name}</Tag> }]),
            ]}
          />
        )}
        {list.hasNextPage && (
          <div className="pad"><Button wide busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t("more")}</Button></div>
        )}
      </section>
      {doing && (
        <Suspense fallback={null}>
          <Bulk
            kind={doing.kind}
            people={doing.whole ? null : [...picked.keys()]}
            narrow={narrow}
            step={doing.kind === "file" ? (narrow.step ?? "") : ""}
            onClose={() => setDoing(null)}
          />
        </Suspense>
      )}
    </>
  );
}

function At({ row }: { row: Person }) {
  const t = useText("cohorts");
  const { step } = row;
  if (step) {
    return (
      <span>
        <Link to={`/cases/${step.instance_id}`}>{step.title}</Link>
        <small className="cohort-where">{step.who ? t("who", { who: step.who }) : t("post", { organization: step.organization, role: step.role_name })}</small>
      </span>
    );
  }
  if (!row.case_id) return <span className="muted">{t("without_case")}</span>;
  return (
    <span>
      <Link to={`/cases/${row.case_id}`}>{t("waiting")}</Link>
      {row.waits_for && <small className="cohort-where">{row.waits_until ? t("waits_until", { name: row.waits_for, day: fullDate(row.waits_until) }) : row.waits_for}</small>}
    </span>
  );
}
