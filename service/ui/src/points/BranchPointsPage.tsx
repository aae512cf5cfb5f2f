// /organizations/:id/points: a branch's people with their sums, in the order of names; its closed periods with their check.
import { useQuery } from "@tanstack/react-query";
import { calls } from "../calls";
import type { BranchPoints } from "../api-types";
import { Failure, Head, Note, Skeleton, Table, Tag, signed, usePlace } from "../components";
import type { TagTone } from "../components";
import { fullDate } from "../dates";
import { useText } from "../i18n";
import { Link, useParams, useSearch } from "../router";
import { Cycles } from "./Cycles";
import "./points.css";

type Row = BranchPoints["people"][number];
type Period = BranchPoints["closed"][number];
const TONE: Record<Period["check"], TagTone> = { same: "done", changed: "late", unkept: "hold" };

export default function BranchPointsPage() {
  const { id = "" } = useParams();
  const t = useText("points");
  const cycle = useSearch().get("cycle");
  const query = useQuery({ queryKey: ["organizations", id, "points", cycle], queryFn: () => calls.branchPoints(id, cycle) });
  usePlace({ label: query.data?.name ?? (query.isError ? t("state.unread") : "…"), to: `/organizations/${id}` }, { label: t("title") });
  if (query.isPending) return <Skeleton card lines={6} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return <Content page={query.data} />;
}

function Content({ page }: { page: BranchPoints }) {
  const t = useText("points");
  const sum = (key: "opening" | "bonus" | "deduction" | "total") => ({ key, label: t(`th.${key}`), align: "end" as const, cell: (row: Row) => signed(row[key]) });
  return (
    <>
      <Head title={t("of", { name: page.name })}>
        <p className="line line-wide">
          <span>{page.scheme}</span>
          {page.template && <Tag tone="tpl">{t("template")}</Tag>}
          <Cycles cycles={page.cycles} cycle={page.cycle} />
        </p>
      </Head>
      <div className="points-note"><Note icon="shield"><p className="small">{page.note}</p></Note></div>
      <section className="card" aria-labelledby="branch-people">
        <div className="card-head"><h2 id="branch-people">{t("people", { n: page.people.length })}</h2></div>
        <Table
          label={t("people", { n: page.people.length })}
          rows={page.people}
          rowKey={(row) => row.id}
          empty={t("nobody")}
          columns={[
            { key: "name", label: t("th.name"), lead: true, cell: (row: Row) => <Link to={`/people/${row.id}/points${page.cycle === page.cycles[0] ? "" : `?cycle=${page.cycle}`}`}>{row.name}</Link> },
            { key: "since", label: t("th.since"), cell: (row: Row) => row.since && <span className="nowrap">{fullDate(row.since)}</span> },
            sum("opening"),
            sum("bonus"),
            sum("deduction"),
            sum("total"),
            { key: "band", label: t("th.band"), cell: (row: Row) => row.band ?? <span className="muted">{t("no_band")}</span> },
            {
              key: "marks",
              label: t("th.marks"),
              cell: (row: Row) =>
                row.disputed + row.reversed > 0 ? (
                  <span className="line">
                    {row.disputed > 0 && <Tag tone="hold">{t("disputed", { n: row.disputed })}</Tag>}
                    {row.reversed > 0 && <Tag>{t("reversed", { n: row.reversed })}</Tag>}
                  </span>
                ) : <span className="dash">—</span>,
            },
          ]}
        />
        <p className="pad small muted">{page.band_how}</p>
      </section>
      <section className="card" aria-labelledby="branch-closed">
        <div className="card-head"><h2 id="branch-closed">{t("closed")}</h2></div>
        <Table
          label={t("closed")}
          rows={page.closed}
          rowKey={(row) => row.period}
          empty={t("none_closed")}
          columns={[
            { key: "period", label: t("th.period"), lead: true },
            { key: "status_name", label: t("th.status"), cell: (row: Period) => <>{row.status_name}{row.status === "published" && row.until && <small>{t("until", { on: fullDate(row.until) })}</small>}</> },
            { key: "people", label: t("th.people"), align: "end" },
            { key: "hash", label: t("th.hash"), cell: (row: Period) => <code>{row.hash}</code> },
            { key: "check", label: t("th.check"), cell: (row: Period) => <Tag tone={TONE[row.check]}>{row.check_name}</Tag> },
          ]}
        />
      </section>
    </>
  );
}
