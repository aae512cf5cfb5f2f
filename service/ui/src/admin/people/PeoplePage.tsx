// /admin/people: who is on record and at which branch. Stages, cases and points are none of an administrator's business.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Blank, Button, Failure, Head, Skeleton, Table, Tag, usePlace } from "../../components";
import { useText } from "../../i18n";
import { Link, navigate, useParams, useSearch } from "../../router";
import { calls as tree } from "../organizations/calls";
import { NumberDialog } from "./NumberDialog";
import { PersonView } from "./PersonView";
import { Record } from "./RecordDialogs";
import { calls } from "./calls";
import type { Row } from "./calls";

const PAGE = 30;

export default function PeoplePage() {
  const { id } = useParams();
  return id ? <PersonView key={id} id={id} /> : <Register />;
}

function Register() {
  const t = useText("admin/people");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("title") });
  const search = useSearch();
  const [q, organization] = ["q", "organization"].map(search.get) as [string, string];
  const [typed, setTyped] = useState(q);
  const [asked, setAsked] = useState<"number" | "record" | null>(null);
  useEffect(() => setTyped(q), [q]);
  const list = useInfiniteQuery({
    queryKey: ["register", { q, organization }],
    queryFn: ({ pageParam, signal }) => calls.page({ limit: PAGE, ...(q && { q }), ...(organization && { organization }), ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const organizations = useQuery({ queryKey: ["org-tree"], queryFn: tree.tree }).data?.items.filter((row) => !row.dissolved_on && row.level !== "group") ?? [];
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Head title={t("title")} actions={<Button tone="primary" icon="plus" onClick={() => setAsked("record")}>{t("verb.record")}</Button>}>
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
          <label htmlFor="register-q">{t("name")}</label>
          <input className="input" id="register-q" type="search" autoComplete="off" value={typed} onChange={(event) => {
            setTyped(event.target.value);
            if (event.target.value === "" && q) search.set({ q: "" });
          }} />
        </div>
        <div className="grow">
          <label htmlFor="register-organization">{t("organization")}</label>
          <select className="input" id="register-organization" value={organization} onChange={(event) => search.set({ organization: event.target.value })}>
            <option value="">{t("all")}</option>
            {organizations.map((row) => <option key={row.id} value={row.id}>{`${"\u3000".repeat(row.depth)}${row.name}`}</option>)}
          </select>
        </div>
        <Button tone="primary" icon="search" type="submit">{t("verb.find")}</Button>
        <Button icon="lock" onClick={() => setAsked("number")}>{t("verb.number")}</Button>
      </form>
      <section className="card list-line" aria-label={t("title")}>
        {list.isPending ? (
          <Skeleton lines={6} />
        ) : list.isError ? (
          <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div>
        ) : rows.length === 0 ? (
          <Blank art="nothing" title={t("none")}>{t("none_text")}</Blank>
        ) : (
          <People rows={rows} />
        )}
        {list.hasNextPage && <p className="pad list-more"><Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t("more")}</Button></p>}
      </section>
      {asked === "number" && <NumberDialog onClose={() => setAsked(null)} />}
      {asked === "record" && <Record stages={list.data?.pages[0]?.stages ?? []} onClose={() => setAsked(null)} done={(person) => navigate(`/admin/people/${person.id}`)} />}
    </>
  );
}

export function People({ rows }: { rows: Row[] }) {
  const t = useText("admin/people");
  return (
    <Table<Row>
      label={t("title")}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { key: "name", label: t("name"), lead: true, cell: (row) => <Link to={`/admin/people/${row.id}`}>{row.name}</Link> },
        { key: "sex", label: t("sex") },
        { key: "birth_year", label: t("birth_year"), cell: (row) => row.birth_year ?? "—" },
        { key: "branch", label: t("branch"), cell: (row) => (row.branch ? <span>{row.branch} {row.above && <small className="muted">{row.above}</small>}</span> : "—") },
        { key: "account", label: t("account"), cell: (row) => <span className="line">{row.account ? t("has_account") : <span className="muted">{t("no_account")}</span>}{row.closed && <Tag tone="hold">{t("closed")}</Tag>}</span> },
      ]}
    />
  );
}
