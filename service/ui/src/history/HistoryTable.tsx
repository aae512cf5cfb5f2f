// Every record of a case: what happened and what was recorded are two dates; each line with its fingerprint.
import { useInfiniteQuery } from "@tanstack/react-query";
import { calls } from "../calls";
import type { HistoryRow } from "../api-types";
import { Button, Failure, Note, Skeleton, Table, shortHash } from "../components";
import { local, moment, shortDate } from "../dates";
import { useText } from "../i18n";
import { firstBreak } from "./hash";

export function HistoryTable({ instance }: { instance: string }) {
  const t = useText("case");
  const query = useInfiniteQuery({
    queryKey: ["instances", instance, "history"],
    queryFn: ({ pageParam }) => calls.history(instance, pageParam),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
  if (query.isPending) return <Skeleton lines={4} />;
  if (query.isError) return <div className="pad"><Failure error={query.error} retry={() => void query.refetch()} /></div>;
  const rows = query.data.pages.flatMap((page) => page.items);
  const broken = firstBreak([...rows].sort((a, b) => a.seq - b.seq));
  const columns = [
    { key: "seq", label: t("history.seq"), align: "end" as const },
    {
      key: "at",
      label: t("history.at"),
      cell: (row: HistoryRow) => (
        <span className="nowrap">
          {moment(row.recorded_at)}
          {row.occurred_on && row.occurred_on !== local(row.recorded_at).date && <small>{t("history.occurred", { on: shortDate(row.occurred_on) })}</small>}
        </span>
      ),
    },
    {
      key: "what",
      label: t("history.what"),
      cell: (row: HistoryRow) => (
        <>
          {row.text}
          {row.payload && Object.keys(row.payload).length > 0 && <Payload payload={row.payload} />}
        </>
      ),
    },
    {
      key: "actor",
      label: t("history.who"),
      cell: (row: HistoryRow) => (
        <>
          <span className="nowrap">{row.actor}</span>
          {!row.actor && <span className="muted">{t("history.system")}</span>}
          {row.on_behalf_of && <small>{t("history.behalf", { who: row.on_behalf_of })}</small>}
        </>
      ),
    },
    { key: "hash", label: t("history.hash"), cell: (row: HistoryRow) => <span className="chain nowrap" title={row.hash}>{shortHash(row.hash)}</span> },
  ];
  return (
    <div className="history">
      {broken !== null && <div className="pad"><Note tone="seal" role="alert">{t("proof.broken", { at: broken })}</Note></div>}
      <Table columns={columns} rows={rows} rowKey={(row) => String(row.seq)} label={t("list", { what: t("course.title") })} picked={(row) => row.seq === broken} />
      {query.hasNextPage && (
        <p className="pad list-more">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("history.more")}</Button>
        </p>
      )}
    </div>
  );
}

/** A value of a record as plainly as it can be said: a list of steps by their first word, pairs by name. */
function said(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => said(Array.isArray(item) ? item[0] : item)).join(", ");
  if (typeof value === "object") return Object.entries(value).map(([name, inner]) => `${name} = ${said(inner)}`).join(", ");
  return String(value);
}

function Payload({ payload }: { payload: Record<string, unknown> }) {
  const t = useText("case");
  return (
    <details>
      <summary>{t("history.payload")}</summary>
      <dl className="facts">
        {Object.entries(payload).map(([key, value]) => (
          <div className="facts-pair" key={key}>
            <dt className="code">{key}</dt>
            <dd>{said(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
