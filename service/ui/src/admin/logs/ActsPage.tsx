// /admin/acts: what administrators did, before and after, and why.
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Blank, Button, Failure, Head, Skeleton, Table, toast, usePlace } from "../../components";
import { moment } from "../../dates";
import { useText } from "../../i18n";
import { useSearch } from "../../router";
import { Chain, Days, TakeAway } from "./parts";
import { calls } from "./calls";
import type { Act, ActAsked } from "./calls";
import "./logs.css";

const PAGE = 50;
const NOUNS = ["", "account", "post", "person", "import", "organization", "calendar", "substitution", "recusal", "token", "identity", "sealed", "hold", "draft", "log", "town"];

export default function ActsPage() {
  const t = useText("admin/logs");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("acts.title") });
  const client = useQueryClient();
  const search = useSearch();
  const [who, noun, from, to] = ["who", "noun", "from", "to"].map(search.get) as [string, string, string, string];
  const [typed, setTyped] = useState(who);
  const [taking, setTaking] = useState(false);
  useEffect(() => setTyped(who), [who]);
  const asked = { ...(who && { who }), ...(noun && { noun }), ...(from && { from_on: from }), ...(to && { to_on: to }) } as ActAsked;
  const list = useInfiniteQuery({
    queryKey: ["logs", "acts", asked],
    queryFn: ({ pageParam, signal }) => calls.acts({ ...asked, limit: PAGE, ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = [
    { key: "seq", label: t("th.seq"), cell: (row: Act) => <span className="nowrap muted">{row.seq}</span> },
    { key: "at", label: t("th.at"), cell: (row: Act) => <span className="nowrap">{moment(row.at)}</span> },
    { key: "what", label: t("th.done"), lead: true, cell: (row: Act) => row.what },
    { key: "who", label: t("th.by"), cell: (row: Act) => <span className="nowrap">{row.who ?? t("service")}</span> },
    { key: "target", label: t("th.target"), cell: (row: Act) => row.target },
    { key: "facts", label: t("th.facts"), cell: (row: Act) => (row.facts.length > 0 ? <ul className="log-facts">{row.facts.map((fact) => <li key={fact.name}><span className="muted">{fact.name}</span> {fact.value}</li>)}</ul> : null) },
    { key: "reason", label: t("th.reason"), cell: (row: Act) => <span className="log-why">{row.reason}</span> },
  ];
  return (
    <>
      <Head title={t("acts.title")} actions={<Button icon="save" onClick={() => setTaking(true)}>{t("export")}</Button>}>
        <p>{t("acts.lead")}</p>
      </Head>
      <Chain which="acts" />
      <form
        className="card pad query list-line"
        role="search"
        aria-label={t("acts.title")}
        onSubmit={(event) => {
          event.preventDefault();
          search.set({ who: typed.trim() });
        }}
      >
        <div className="grow log-name">
          <label htmlFor="logs-who">{t("by")}</label>
          <input className="input" id="logs-who" type="search" autoComplete="off" maxLength={100} value={typed} onChange={(event) => setTyped(event.target.value)} />
        </div>
        <div className="mid">
          <label htmlFor="logs-noun">{t("kind")}</label>
          <select className="input" id="logs-noun" value={noun} onChange={(event) => search.set({ noun: event.target.value })}>
            {NOUNS.map((each) => <option key={each} value={each}>{t(`nouns.${each || "all"}`)}</option>)}
          </select>
        </div>
        <Days from={from} to={to} set={search.set} />
        <Button tone="primary" icon="search" type="submit">{t("find")}</Button>
      </form>
      <section className="card list-line" aria-label={t("acts.title")}>
        {list.isPending ? (
          <Skeleton lines={6} />
        ) : list.isError ? (
          <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div>
        ) : rows.length === 0 ? (
          <Blank art="nothing" title={t("none")} />
        ) : (
          <Table<Act> columns={columns} rows={rows} rowKey={(row) => String(row.seq)} label={t("acts.title")} />
        )}
        {list.hasNextPage && <p className="pad list-more"><Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t("more")}</Button></p>}
      </section>
      {taking && (
        <TakeAway
          call={(purpose) => calls.exportActs({ ...asked, purpose })}
          onClose={() => setTaking(false)}
          done={() => {
            setTaking(false);
            toast(t("exported"));
            void client.invalidateQueries({ queryKey: ["logs"] });
          }}
        />
      )}
    </>
  );
}
