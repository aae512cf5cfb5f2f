// /cases: find a case. The filters live in the address, so that a list can be sent to a colleague.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { calls } from "../calls";
import type { InstanceStatus } from "../api-types";
import { Blank, Button, Failure, Head, Skeleton, usePlace } from "../components";
import { useText } from "../i18n";
import { useScopes } from "../organizations/scopes";
import { Link, useSearch } from "../router";
import { useMe } from "../session";
import { CaseTable } from "./CaseTable";
import "./case.css";

const STATUSES: ("" | InstanceStatus)[] = ["", "running", "ended", "suspended", "faulted", "cancelled"];
const PAGE = 20;

export default function CasesPage() {
  const t = useText("case");
  usePlace({ label: t("title") });
  const search = useSearch();
  const [q, process, organization, person, status] = ["q", "process", "organization", "person", "status"].map(search.get) as [string, string, string, string, string];
  const filtered = Boolean(q || process || organization || person || status);
  const list = useInfiniteQuery({
    queryKey: ["instances", "list", { q, process, organization, person, status }],
    queryFn: ({ pageParam, signal }) =>
      calls.instances({ q, process, organization, person, status: (status || undefined) as InstanceStatus | undefined, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total_capped ?? 0;
  const processes = useQuery({ queryKey: ["processes"], queryFn: calls.processes, staleTime: 300_000 }).data?.items ?? [];
  const organizations = useScopes();
  const foreign = organization && !organizations.some((org) => org.id === organization);
  const chosen = useQuery({ queryKey: ["organizations", organization], queryFn: () => calls.organization(organization), enabled: Boolean(foreign), retry: false }).data;
  const grants = useMe()?.grants ?? [];
  const office = grants.some((grant) => grant.role === "town_org_office");
  const signs = grants.some((grant) => grant.role === "branch_secretary");
  const subject = rows.find((row) => row.subject?.id === person)?.subject;

  return (
    <>
      <Head title={t("title")}>
        <p>{t("lead")}</p>
        <Yearly />
        {(office || signs) && (
          <p className="small line">
            {office && <Link to="/releases">{t("releases")}</Link>}
            <Link to="/rosters">{t("rosters")}</Link>
          </p>
        )}
      </Head>
      <form
        className="card pad query"
        role="search"
        aria-label={t("title")}
        onSubmit={(event) => {
          event.preventDefault();
          search.set({ q: String(new FormData(event.currentTarget).get("q") ?? "").trim() });
        }}
      >
        <SearchField key={q} label={t("search")} value={q} onClear={() => search.set({ q: "" })} />
        <div className="mid">
          <label htmlFor="case-process">{t("process")}</label>
          <select className="input" id="case-process" value={process} onChange={(event) => search.set({ process: event.target.value })}>
            <option value="">{t("process_all")}</option>
            {processes.map((item) => (
              <option key={item.key} value={item.key}>{item.name}</option>
            ))}
            {process && !processes.some((item) => item.key === process) && <option value={process}>{rows.find((row) => row.process.key === process)?.process.name ?? process}</option>}
          </select>
        </div>
        {(organizations.length > 0 || organization) && (
          <div className="mid">
            <label htmlFor="case-organization">{t("organization")}</label>
            <select className="input" id="case-organization" value={organization} onChange={(event) => search.set({ organization: event.target.value })}>
              <option value="">{t("organization_all")}</option>
              {foreign && <option value={organization}>{chosen?.name ?? "…"}</option>}
              {organizations.map((org) => (
                <option key={org.id} value={org.id}>{org.name}</option>
              ))}
            </select>
          </div>
        )}
        <Button tone="primary" icon="search" type="submit">{t("search_go")}</Button>
      </form>
      <div className="line apart list-line">
        <div className="seg" role="group" aria-label={t("status_label")}>
          {STATUSES.map((value) => (
            <button key={value} type="button" aria-pressed={status === value} onClick={() => search.set({ status: value })}>
              {t(`status.${value}`)}
            </button>
          ))}
        </div>
        <p className="muted small line">
          {person && subject && <span>{t("person_only", { name: subject.name })}</span>}
          {filtered && (
            <button type="button" className="link-button" onClick={() => search.set({ q: "", process: "", organization: "", person: "", status: "" })}>{t("clear")}</button>
          )}
          {list.data && <span role="status">{total >= 1000 ? t("count_more") : t("count", { n: total })}</span>}
        </p>
      </div>
      <section className="card">
        {list.isPending ? (
          <Skeleton lines={5} />
        ) : list.isError ? (
          <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div>
        ) : rows.length === 0 ? (
          filtered ? (
            <Blank art="nothing" title={q ? t("none.title_q", { q }) : t("none.title")} action={<Button onClick={() => search.set({ q: "", process: "", organization: "", person: "", status: "" })}>{t("clear")}</Button>}>
              {t("none.text")}
            </Blank>
          ) : (
            <Blank art="done" title={t("empty.title")}>{t("empty.text")}</Blank>
          )
        ) : (
          <CaseTable rows={rows} label={t("title")} />
        )}
        {list.hasNextPage && (
          <p className="pad list-more">
            <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{list.isFetchingNextPage ? t("more_busy") : t("more", { n: PAGE })}</Button>
          </p>
        )}
      </section>
    </>
  );
}

function SearchField({ label, value, onClear }: { label: string; value: string; onClear: () => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <div className="grow">
      <label htmlFor="case-q">{label}</label>
      <input
        className="input"
        id="case-q"
        name="q"
        type="search"
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value === "" && value) onClear();
        }}
      />
    </div>
  );
}

/** What the town does together in a year has pages of its own. */
function Yearly() {
  const t = useText("case");
  const rounds = useQuery({ queryKey: ["rounds"], queryFn: calls.rounds, staleTime: 300_000, retry: false }).data?.items ?? [];
  const trainings = useQuery({ queryKey: ["trainings"], queryFn: calls.trainings, staleTime: 300_000, retry: false }).data?.items ?? [];
  if (rounds.length + trainings.length === 0) return null;
  return (
    <p className="line line-wide small">
      <span className="muted">{t("yearly")}</span>
      {rounds.slice(0, 3).map((round) => <Link key={round.id} to={`/rounds/${round.id}`}>{round.name}</Link>)}
      {trainings.slice(0, 3).map((training) => <Link key={training.id} to={`/trainings/${training.id}`}>{training.name}</Link>)}
    </p>
  );
}
