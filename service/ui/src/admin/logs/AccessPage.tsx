// /admin/access: who saw what of whom, why, and who was refused; never a value that was seen.
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Blank, Button, Failure, Head, Skeleton, Table, Tag, toast, usePlace } from "../../components";
import { moment } from "../../dates";
import { useText } from "../../i18n";
import { useSearch } from "../../router";
import { Chain, Days, TakeAway } from "./parts";
import { calls } from "./calls";
import type { AccessAsked, Entry } from "./calls";
import "./logs.css";

const PAGE = 50;
const KINDS = ["", "reveal", "page", "search", "sealed", "L4", "copy", "export"];

export default function AccessPage() {
  const t = useText("admin/logs");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("access.title") });
  const client = useQueryClient();
  const search = useSearch();
  const [who, whom, kind, result, from, to] = ["who", "whom", "kind", "result", "from", "to"].map(search.get) as [string, string, string, string, string, string];
  const [typed, setTyped] = useState({ who, whom });
  const [taking, setTaking] = useState(false);
  useEffect(() => setTyped({ who, whom }), [who, whom]);
  const asked = { ...(who && { who }), ...(whom && { whom }), ...(kind && { kind }), ...(result && { result }), ...(from && { from_on: from }), ...(to && { to_on: to }) } as AccessAsked;
  const list = useInfiniteQuery({
    queryKey: ["logs", "access", asked],
    queryFn: ({ pageParam, signal }) => calls.access({ ...asked, limit: PAGE, ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = [
    { key: "at", label: t("th.at"), cell: (row: Entry) => <span className="nowrap">{moment(row.at)}</span> },
    { key: "who", label: t("th.who"), lead: true, cell: (row: Entry) => <span>{row.who}{row.role && <small className="muted log-under">{row.role}</small>}</span> },
    { key: "whom", label: t("th.whom"), cell: (row: Entry) => (row.whom ? <span className="nowrap">{row.whom}</span> : <span className="muted">{row.about ?? t("nobody")}</span>) },
    { key: "what", label: t("th.what"), cell: (row: Entry) => <span>{row.what || row.way}{row.data_class === "L4" && <> <Tag tone="hold">{t("sealed")}</Tag></>}{row.what && row.way && <small className="muted log-under">{row.way}</small>}</span> },
    { key: "result", label: t("th.result"), cell: (row: Entry) => <Tag tone={row.result === "denied" ? "late" : "done"}>{t(`result.${row.result}`)}</Tag> },
    { key: "why", label: t("th.why"), cell: (row: Entry) => <span className="log-why">{row.why}</span> },
  ];
  return (
    <>
      <Head title={t("access.title")} actions={<Button icon="save" onClick={() => setTaking(true)}>{t("export")}</Button>}>
        <p>{t("access.lead")}</p>
      </Head>
      <Chain which="access" />
      <form
        className="card pad query list-line"
        role="search"
        aria-label={t("access.title")}
        onSubmit={(event) => {
          event.preventDefault();
          search.set({ who: typed.who.trim(), whom: typed.whom.trim() });
        }}
      >
        <div className="grow log-name">
          <label htmlFor="logs-who">{t("who")}</label>
          <input className="input" id="logs-who" type="search" autoComplete="off" maxLength={100} value={typed.who} onChange={(event) => setTyped({ ...typed, who: event.target.value })} />
        </div>
        <div className="grow log-name">
          <label htmlFor="logs-whom">{t("whom")}</label>
          <input className="input" id="logs-whom" type="search" autoComplete="off" maxLength={100} value={typed.whom} onChange={(event) => setTyped({ ...typed, whom: event.target.value })} />
        </div>
        <div className="mid log-half">
          <label htmlFor="logs-kind">{t("kind")}</label>
          <select className="input" id="logs-kind" value={kind} onChange={(event) => search.set({ kind: event.target.value })}>
            {KINDS.map((each) => <option key={each} value={each}>{t(`kinds.${each || "all"}`)}</option>)}
          </select>
        </div>
        <div className="mid log-half">
          <label htmlFor="logs-result">{t("th.result")}</label>
          <select className="input" id="logs-result" value={result} onChange={(event) => search.set({ result: event.target.value })}>
            {["", "allowed", "denied"].map((each) => <option key={each} value={each}>{t(`result.${each || "all"}`)}</option>)}
          </select>
        </div>
        <Days from={from} to={to} set={search.set} />
        <Button tone="primary" icon="search" type="submit">{t("find")}</Button>
      </form>
      <section className="card list-line" aria-label={t("access.title")}>
        {list.isPending ? (
          <Skeleton lines={6} />
        ) : list.isError ? (
          <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div>
        ) : rows.length === 0 ? (
          <Blank art="nothing" title={t("none")} />
        ) : (
          <Table<Entry> columns={columns} rows={rows} rowKey={(row) => row.id} label={t("access.title")} />
        )}
        {list.hasNextPage && <p className="pad list-more"><Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t("more")}</Button></p>}
      </section>
      {taking && (
        <TakeAway
          call={(purpose) => calls.exportAccess({ ...asked, purpose })}
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
