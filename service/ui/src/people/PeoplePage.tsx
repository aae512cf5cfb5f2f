// /people: find a person. In order of name; points order nobody.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { calls } from "../calls";
import type { PersonRow } from "../api-types";
import { Blank, Button, Failure, Head, Skeleton, Table, Tag, usePlace } from "../components";
import { fullDate } from "../dates";
import { useText } from "../i18n";
import { useScopes } from "../organizations/scopes";
import { Link, useSearch } from "../router";
import { useMe } from "../session";
import "../case/case.css";

const STAGES = ["applicant", "activist", "development_candidate", "probationary_member", "full_member"];
const PAGE = 20;

export default function PeoplePage() {
  const t = useText("people");
  usePlace({ label: t("title") });
  const search = useSearch();
  const may = useMe()?.can.organizations;
  const [q, stage, organization] = ["q", "stage", "organization"].map(search.get) as [string, string, string];
  const [typed, setTyped] = useState(q);
  useEffect(() => setTyped(q), [q]);
  const list = useInfiniteQuery({
    queryKey: ["people", "list", { q, stage, organization }],
    queryFn: ({ pageParam, signal }) => calls.people({ q, stage, organization, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const organizations = useScopes();
  const foreign = Boolean(organization) && !organizations.some((org) => org.id === organization);
  const chosen = useQuery({ queryKey: ["organizations", organization], queryFn: () => calls.organization(organization), enabled: foreign, retry: false }).data;
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total_capped ?? 0;
  const clear = () => search.set({ q: "", stage: "", organization: "" });
  const filtered = Boolean(q || stage || organization);
  const columns = [
    { key: "name", label: t("th.name"), lead: true, cell: (row: PersonRow) => <Link to={`/people/${row.id}`}>{row.name}</Link> },
    { key: "stage", label: t("th.stage"), cell: (row: PersonRow) => <Tag>{row.stage_name}</Tag> },
    { key: "branch", label: t("th.branch"), cell: (row: PersonRow) => row.branch.name },
    { key: "base", label: t("th.base"), cell: (row: PersonRow) => row.base.name },
    { key: "since", label: t("th.since"), cell: (row: PersonRow) => <span className="nowrap">{fullDate(row.since)}</span> },
  ];
  return (
    <>
      <Head title={t("title")} actions={may && <Link className="btn" to="/cohorts">{t("board")}</Link>}>
        <p>{t("lead")}</p>
      </Head>
      <form
        className="card pad query"
        role="search"
        aria-label={t("title")}
        onSubmit={(event) => {
          event.preventDefault();
          search.set({ q: typed.trim() });
        }}
      >
        <div className="grow">
          <label htmlFor="people-q">{t("search")}</label>
          <input
            className="input"
            id="people-q"
            type="search"
            autoComplete="off"
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              if (event.target.value === "" && q) search.set({ q: "" });
            }}
          />
        </div>
        <div className="mid">
          <label htmlFor="people-stage">{t("stage")}</label>
          <select className="input" id="people-stage" value={stage} onChange={(event) => search.set({ stage: event.target.value })}>
            <option value="">{t("stage_all")}</option>
            {STAGES.map((key) => <option key={key} value={key}>{t(`stages.${key}`)}</option>)}
          </select>
        </div>
        {(organizations.length > 0 || organization) && (
          <div className="mid">
            <label htmlFor="people-organization">{t("organization")}</label>
            <select className="input" id="people-organization" value={organization} onChange={(event) => search.set({ organization: event.target.value })}>
              <option value="">{t("organization_all")}</option>
              {foreign && <option value={organization}>{chosen?.name ?? "…"}</option>}
              {organizations.map((org) => <option key={org.id} value={org.id}>{org.name}</option>)}
            </select>
          </div>
        )}
        <Button tone="primary" icon="search" type="submit">{t("go")}</Button>
      </form>
      <p className="line apart list-line small muted">
        <span role="status">{list.data ? (total >= 1000 ? t("count_more") : t("count", { n: total })) : ""}</span>
        {filtered && <button type="button" className="link-button" onClick={clear}>{t("clear")}</button>}
      </p>
      <section className="card">
        {list.isPending ? (
          <Skeleton lines={5} />
        ) : list.isError ? (
          <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div>
        ) : rows.length === 0 ? (
          <Blank art="nothing" title={q ? t("none.title_q", { q }) : t("none.title")} action={filtered && <Button onClick={clear}>{t("clear")}</Button>}>{t("none.text")}</Blank>
        ) : (
          <Table columns={columns} rows={rows} rowKey={(row) => row.id} label={t("list")} />
        )}
        {list.hasNextPage && (
          <p className="pad list-more">
            <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{list.isFetchingNextPage ? t("busy") : t("more", { n: PAGE })}</Button>
          </p>
        )}
      </section>
    </>
  );
}
