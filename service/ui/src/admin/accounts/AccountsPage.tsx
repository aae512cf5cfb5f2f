// /admin/accounts: open, close and help with accounts. Which of it is whose, the service says row by row (`can`).
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Blank, Button, Failure, Head, Skeleton, Table, Tag, toast, usePlace } from "../../components";
import type { TagTone } from "../../components";
import { calls as common } from "../../calls";
import { moment } from "../../dates";
import { useText } from "../../i18n";
import { useSearch } from "../../router";
import { useMe } from "../../session";
import { Await, Change, Once, Open } from "./AccountDialogs";
import { Tokens } from "./Tokens";
import { calls } from "./calls";
import type { Row, State, Verb } from "./calls";
import "./accounts.css";

const PAGE = 30;
const STATES: ("" | State)[] = ["", "open", "locked", "plain", "closed"];
const VERBS: Verb[] = ["unlock", "password", "factor", "sessions", "identity", "unlink", "close", "reopen"];
const TONE: Record<Row["status"], TagTone> = { open: "done", locked: "late", closed: "hold" };

export default function AccountsPage() {
  const t = useText("admin/accounts");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("title") });
  const client = useQueryClient();
  const roles = (useMe()?.grants ?? []).map((grant) => grant.role);
  const search = useSearch();
  const [q, state, whom, name] = ["q", "state", "for", "name"].map(search.get) as [string, State | "", string, string];
  const [typed, setTyped] = useState(q);
  const [asked, setAsked] = useState<{ verb: Verb; row: Row } | "open" | null>(whom ? "open" : null);
  const [secret, setSecret] = useState<{ login: string; name: string; password: string } | null>(null);
  useEffect(() => setTyped(q), [q]);
  const list = useInfiniteQuery({
    queryKey: ["accounts", { q, state }],
    queryFn: ({ pageParam, signal }) => calls.page({ limit: PAGE, ...(q && { q }), ...(state && { state }), ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const provider = useQuery({ queryKey: ["ways", null], queryFn: () => common.ways(null), staleTime: Infinity }).data?.provider;
  const verbs = VERBS.filter((verb) => provider || (verb !== "identity" && verb !== "unlink"));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const shut = () => {
    setAsked(null);
    if (whom) search.set({ for: "", name: "" });
  };
  const done = async (text: string) => {
    shut();
    toast(text);
    await client.invalidateQueries({ queryKey: ["accounts"] });
  };
  const columns = [
    { key: "name", label: t("th.name"), lead: true, cell: (row: Row) => <span>{row.name} <code className="account-login">{row.login}</code></span> },
    { key: "posts", label: t("th.posts"), cell: (row: Row) => (row.posts.length > 0 ? <ul className="account-posts">{row.posts.map((post) => <li key={post}>{post}</li>)}</ul> : <span className="muted">{t("no_post")}</span>) },
    { key: "status", label: t("th.status"), cell: (row: Row) => <span className="line"><Tag tone={TONE[row.status]}>{t(`status.${row.status}`)}</Tag>{row.must_change && row.status === "open" && <small className="muted">{t("must_change")}</small>}{row.locked_until && <small className="muted">{t("until", { at: moment(row.locked_until) })}</small>}</span> },
    { key: "factor", label: t("th.factor"), cell: (row: Row) => (row.factor === "wanting" ? <Tag tone="now">{t("factor.wanting")}</Tag> : <span className={row.factor === "off" ? "muted" : undefined}>{t(`factor.${row.factor}`)}</span>) },
    ...(provider ? [{ key: "identity", label: provider, cell: (row: Row) => <span className={row.identity === "linked" ? undefined : "muted"}>{t(`identity.${row.identity ?? "none"}`)}</span> }] : []),
    { key: "seen", label: t("th.seen"), cell: (row: Row) => <span className="nowrap">{row.seen_at ? t("seen", { at: moment(row.seen_at), n: row.sessions }) : <span className="muted">{t("not_in")}</span>}</span> },
    { key: "act", label: t("th.act"), cell: (row: Row) => <span className="line row-acts">{verbs.filter((verb) => row.can[verb]).map((verb) => <Button key={verb} tone="quiet" onClick={() => setAsked({ verb, row })}>{t(`verb.${verb}`)}<span className="sr">{row.name}</span></Button>)}</span> },
  ];
  return (
    <>
      <Head title={t("title")} actions={roles.includes("sys_admin") && <Button tone="primary" icon="plus" onClick={() => setAsked("open")}>{t("verb.open")}</Button>}>
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
          <label htmlFor="accounts-q">{t("find")}</label>
          <input className="input" id="accounts-q" type="search" autoComplete="off" value={typed} onChange={(event) => {
            setTyped(event.target.value);
            if (event.target.value === "" && q) search.set({ q: "" });
          }} />
        </div>
        <div className="mid">
          <label htmlFor="accounts-state">{t("th.status")}</label>
          <select className="input" id="accounts-state" value={state} onChange={(event) => search.set({ state: event.target.value })}>
            {STATES.map((each) => <option key={each} value={each}>{t(`state.${each || "all"}`)}</option>)}
          </select>
        </div>
        <Button tone="primary" icon="search" type="submit">{t("verb.find")}</Button>
      </form>
      <section className="card list-line" aria-label={t("title")}>
        {list.isPending ? (
          <Skeleton lines={6} />
        ) : list.isError ? (
          <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div>
        ) : rows.length === 0 ? (
          <Blank art={state === "locked" || state === "plain" ? "done" : "nothing"} title={t("none")} />
        ) : (
          <Table<Row> columns={columns} rows={rows} rowKey={(row) => row.id} label={t("title")} />
        )}
        {list.hasNextPage && <p className="pad list-more"><Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t("more")}</Button></p>}
      </section>
      {roles.includes("security_admin") && <Tokens />}
      {asked === "open" && (
        <Open
          whom={whom ? { id: whom, name } : null}
          onClose={shut}
          done={async (made) => {
            await done(t("done.open"));
            setSecret({ ...made.account, password: made.password });
          }}
        />
      )}
      {asked && asked !== "open" && asked.verb === "identity" && <Await row={asked.row} onClose={shut} done={() => done(t("done.identity"))} />}
      {asked && asked !== "open" && asked.verb !== "identity" && (
        <Change
          row={asked.row}
          verb={asked.verb}
          onClose={shut}
          done={async (password) => {
            await done(t(`done.${asked.verb}`));
            if (password) setSecret({ ...asked.row, password });
          }}
        />
      )}
      {secret && <Once {...secret} onClose={() => setSecret(null)} />}
    </>
  );
}
