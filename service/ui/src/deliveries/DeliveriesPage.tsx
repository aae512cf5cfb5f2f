// /deliveries: what leaves the house, what could not, and what stopped; for the administrator and the town office.
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useId, useRef, useState } from "react";
import { intentKey } from "../api";
import { calls } from "../calls";
import type { Delivery, DeliveryStatus } from "../api-types";
import { Blank, Button, Failure, Head, Skeleton, Table, Tag, toast, usePlace } from "../components";
import { moment } from "../dates";
import { loadTexts, useText } from "../i18n";
import { Link, useSearch } from "../router";
import { Stopped } from "./Stopped";
import { TONE } from "./tone";
import "../case/case.css";
import "./deliveries.css";

const ReasonDialog = lazy(async () => (await loadTexts(["moves"]), import("../moves/ReasonDialog")));

const SHOWN = ["dead", "waiting", "done", "skipped", ""] as const;
const PAGE = 20;
const EVERY_MS = 2_000;

type Asked = { verb: "retry" | "skip"; row: Delivery };

export default function DeliveriesPage() {
  const t = useText("deliveries");
  usePlace({ label: t("title") });
  const search = useSearch();
  const kind = search.get("kind");
  const chosen = search.get("status");
  const status = chosen === "all" ? "" : chosen || "dead";
  const [asked, setAsked] = useState<Asked | null>(null);
  const list = useInfiniteQuery({
    queryKey: ["deliveries", { status, kind }],
    queryFn: ({ pageParam, signal }) => calls.deliveries({ status: (status || undefined) as DeliveryStatus | undefined, kind, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
    refetchInterval: (asked) => (asked.state.data?.pages[0]?.moving ? EVERY_MS : false),
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const kinds = list.data?.pages[0]?.kinds ?? [];
  const total = list.data?.pages[0]?.total_capped ?? 0;
  const columns = [
    { key: "what", label: t("th.what"), lead: true, cell: (row: Delivery) => <What row={row} /> },
    { key: "to", label: t("th.to"), cell: (row: Delivery) => <span className="delivery-cell"><span>{row.kind.name}</span><small className="muted"><code>{row.address}</code></small></span> },
    { key: "status", label: t("th.status"), cell: (row: Delivery) => <Standing row={row} /> },
    { key: "why", label: t("th.why"), cell: (row: Delivery) => <Why row={row} /> },
    { key: "act", label: t("th.act"), cell: (row: Delivery) => <Acts row={row} ask={(verb) => setAsked({ verb, row })} /> },
  ];
  return (
    <>
      <Head title={t("title")}>
        <p>{t("lead")}</p>
      </Head>
      <Stopped />
      <div className="line apart list-line">
        <div className="seg" role="group" aria-label={t("status_label")}>
          {SHOWN.map((value) => (
            <button key={value} type="button" aria-pressed={status === value} onClick={() => search.set({ status: value === "" ? "all" : value === "dead" ? "" : value })}>
              {t(`status.${value}`)}
            </button>
          ))}
        </div>
        <p className="muted small line">
          <select className="input delivery-kind" aria-label={t("kind")} value={kind} onChange={(event) => search.set({ kind: event.target.value })}>
            <option value="">{t("kind_all")}</option>
            {kinds.map((item) => <option key={item.key} value={item.key}>{item.name}</option>)}
          </select>
          {list.data && <span role="status">{total >= 1000 ? t("count_more") : t("count", { n: total })}</span>}
        </p>
      </div>
      <section className="card">
        {list.isPending ? (
          <Skeleton lines={5} />
        ) : list.isError ? (
          <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div>
        ) : rows.length === 0 ? (
          <Blank art="done" title={status === "dead" ? t("none.title") : t("none.title_all")}>{t("none.text")}</Blank>
        ) : (
          <Table columns={columns} rows={rows} rowKey={(row) => row.id} label={t("list")} />
        )}
        {list.hasNextPage && (
          <p className="pad list-more">
            <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{list.isFetchingNextPage ? t("busy") : t("more", { n: PAGE })}</Button>
          </p>
        )}
      </section>
      {asked?.verb === "retry" && <Retry key={asked.row.id} row={asked.row} close={() => setAsked(null)} />}
      {asked?.verb === "skip" && <Skip row={asked.row} close={() => setAsked(null)} />}
    </>
  );
}

/** The step, and the case it belongs to as far as the reader may know it. */
function What({ row }: { row: Delivery }) {
  return (
    <span className="delivery-cell">
      <b>{row.name}</b>
      <small className="muted">{row.case ? <Link to={`/cases/${row.case.id}`}>{row.case.title}</Link> : `${row.process.name} · ${row.organization.name}`}</small>
    </span>
  );
}

function Standing({ row }: { row: Delivery }) {
  const t = useText("deliveries");
  const when = row.next_at ? t("next", { at: moment(row.next_at) }) : t("since", { at: moment(row.updated_at) });
  return (
    <span className="delivery-cell">
      <span><Tag tone={TONE[row.status]}>{row.status_name}</Tag></span>
      <small className="muted nowrap">{row.tries > 0 ? `${t("tries", { n: row.tries })} · ${when}` : when}</small>
    </span>
  );
}

function Why({ row }: { row: Delivery }) {
  const t = useText("deliveries");
  return (
    <span className="delivery-cell">
      {row.why && <span>{row.why}</span>}
      {row.handled && <small className="muted">{t("handled", row.handled)}</small>}
    </span>
  );
}

function Acts({ row, ask }: { row: Delivery; ask: (verb: Asked["verb"]) => void }) {
  const t = useText("deliveries");
  if (!row.can.retry && !row.can.skip) return null;
  return (
    <span className="line">
      {row.can.retry && <Button onClick={() => ask("retry")}>{t("retry.verb")}</Button>}
      {row.can.skip && <Button tone="quiet" onClick={() => ask("skip")}>{t("skip.verb")}</Button>}
    </span>
  );
}

function Retry({ row, close }: { row: Delivery; close: () => void }) {
  const t = useText("deliveries");
  const client = useQueryClient();
  const id = useId();
  const [address, setAddress] = useState("");
  // another address is another intent, even for the same reason
  const intent = useRef({ said: "", key: "" });
  const act = async (reason: string) => {
    const to = address.trim();
    if (intent.current.said !== `${reason}\n${to}`) intent.current = { said: `${reason}\n${to}`, key: intentKey() };
    await calls.retryDelivery(row.id, to ? { reason, address: to } : { reason }, intent.current.key);
    close();
    toast(t("retry.done"));
    await client.invalidateQueries();
  };
  return (
    <Suspense fallback={null}>
      <ReasonDialog title={t("retry.title", { name: row.name })} verb={t("retry.verb")} act={act} onClose={close}>
        {row.why} {t("retry.text")}
        {row.can.correct && (
          <span className="field delivery-address">
            <label className="label" htmlFor={id}>{t("retry.address")}</label>
            <span className="hint" id={`${id}-hint`}>{t("retry.address_hint", { address: row.address })}</span>
            <input className="input" id={id} autoComplete="off" maxLength={2000} aria-describedby={`${id}-hint`} value={address} onChange={(event) => setAddress(event.target.value)} />
          </span>
        )}
      </ReasonDialog>
    </Suspense>
  );
}

function Skip({ row, close }: { row: Delivery; close: () => void }) {
  const t = useText("deliveries");
  const client = useQueryClient();
  const act = async (reason: string, key: string) => {
    await calls.skipDelivery(row.id, { reason }, key);
    close();
    toast(t("skip.done"));
    await client.invalidateQueries();
  };
  return (
    <Suspense fallback={null}>
      <ReasonDialog title={t("skip.title")} verb={t("skip.verb")} tone="seal-full" act={act} onClose={close}>
        {t("skip.text", { name: row.name })}
      </ReasonDialog>
    </Suspense>
  );
}
