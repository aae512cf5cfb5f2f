// /rounds/:id: a recommendation round branch by branch. In the order of the organization, never by result.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { calls } from "../calls";
import type { Round, RoundBranchStatus } from "../api-types";
import { Failure, Head, Skeleton, Table, Tag, usePlace } from "../components";
import type { TagTone } from "../components";
import { distance, fullDate } from "../dates";
import { useText } from "../i18n";
import { Link, useParams, useSearch } from "../router";
import { BRANCH_STATUSES, type BaseProgress, byBase, counts, segments, select } from "./progress";
import "../case/case.css";
import "./rounds.css";

type Branch = Round["branches"][number];
const FIRST = 30;
const TONE: Record<RoundBranchStatus, TagTone> = { not_started: "plain", listing: "now", voting: "now", deciding: "now", filed: "done", late: "late" };
const FILL: Record<RoundBranchStatus, string> = { filed: "fill-5", deciding: "fill-2", voting: "fill-3", listing: "fill-4", late: "fill-seal", not_started: "fill-line" };

export default function RoundPage() {
  const { id = "" } = useParams();
  const t = useText("rounds");
  const query = useQuery({ queryKey: ["rounds", id], queryFn: () => calls.round(id) });
  usePlace({ label: t("cases"), to: "/cases" }, { label: query.data?.name ?? t("title") });
  if (query.isPending) return <Skeleton card lines={5} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return <Content round={query.data} />;
}

function Content({ round }: { round: Round }) {
  const t = useText("rounds");
  const sums = counts(round.branches);
  const recommended = round.branches.reduce((sum, branch) => sum + branch.recommended, 0);
  const open = round.status === "open";
  const n = round.branches.length;
  const stats: [string, number, string][] = [
    [t("stat.filed"), sums.filed, t("stat.filed_of", { n })],
    [t("stat.recommended"), recommended, t("stat.recommended_of", { n: round.quota_total })],
    [t("stat.not_started"), sums.not_started, t("stat.unit")],
    [t("stat.late"), sums.late, t("stat.unit")],
  ];
  return (
    <>
      <Head title={round.name}>
        <p className="line line-wide">
          <Tag tone={open ? "now" : "done"}>{t(open ? "open" : "closed")}</Tag>
          <span>{t("window", { from: fullDate(round.opens_on), to: fullDate(round.closes_on) })}</span>
          {open && <span className="soft">{t("left", { distance: distance(round.closes_on) })}</span>}
          <span className="muted">{t("branches", { n })}</span>
          <span className="muted">{t("quota", { n: round.quota_total })}</span>
        </p>
      </Head>
      <dl className="cols-4 round-stats">
        {stats.map(([label, value, of], i) => (
          <div className="card stat" key={label}>
            <dt className="small muted">{label}</dt>
            <dd className={`stat-n${i === 3 && value > 0 ? " ico-seal" : ""}`}>{value}<small>{of}</small></dd>
          </div>
        ))}
      </dl>
      <section className="card" aria-labelledby="round-bar">
        <div className="card-head"><h2 id="round-bar">{t("bar")}</h2></div>
        <div className="pad">
          <svg className="round-bar" viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true">
            {segments(sums).map((part) => <rect key={part.status} className={FILL[part.status]} x={part.x} width={part.width} height="14" />)}
          </svg>
          <ul className="legend">
            {segments(sums).map((part) => (
              <li key={part.status}>
                <svg viewBox="0 0 10 10" aria-hidden="true"><rect className={FILL[part.status]} width="10" height="10" rx="2" /></svg>
                {t(`status.${part.status}`)} <b>{sums[part.status]}</b>
              </li>
            ))}
          </ul>
        </div>
      </section>
      <BranchCard branches={round.branches} />
      <BaseCard rows={byBase(round.branches)} />
      <p className="small muted round-note">{t("note")}</p>
    </>
  );
}

function BranchCard({ branches }: { branches: Branch[] }) {
  const t = useText("rounds");
  const search = useSearch();
  const [limit, setLimit] = useState(FIRST);
  const [base, status, q] = ["base", "status", "q"].map(search.get) as [string, string, string];
  const bases = [...new Set(branches.map((branch) => branch.base))];
  const chosen = select(branches, { base, status, q });
  const sums = counts(select(branches, { base, q }));
  const filtered = Boolean(base || status || q);
  const columns = [
    { key: "name", label: t("th.branch"), lead: true, cell: (row: Branch) => (row.instance_id ? <Link to={`/cases/${row.instance_id}`}>{row.name}</Link> : row.name) },
    { key: "base", label: t("th.base") },
    { key: "status", label: t("th.status"), cell: (row: Branch) => <Tag tone={TONE[row.status]}>{t(`status.${row.status}`)}</Tag> },
    { key: "quota", label: t("th.quota"), align: "end" as const },
    { key: "nominees", label: t("th.nominees"), align: "end" as const, cell: (row: Branch) => row.nominees || "—" },
    { key: "recommended", label: t("th.recommended"), align: "end" as const, cell: (row: Branch) => row.recommended || "—" },
  ];
  return (
    <section className="card" aria-labelledby="round-list">
      <div className="card-head">
        <h2 id="round-list">{t("list")}</h2>
        <span className="push muted" role="status">{t("count", { n: chosen.length })}</span>
      </div>
      <div className="kids-tools stack-s">
        <div className="line">
          <label className="sr" htmlFor="round-base">{t("base")}</label>
          <select className="input input-s round-base" id="round-base" value={base} onChange={(event) => search.set({ base: event.target.value })}>
            <option value="">{t("base_all")}</option>
            {bases.map((name) => <option key={name}>{name}</option>)}
          </select>
          <label className="sr" htmlFor="round-q">{t("search")}</label>
          <input className="input input-s" id="round-q" type="search" placeholder={t("search")} value={q} onChange={(event) => search.set({ q: event.target.value })} />
          {filtered && <button type="button" className="link-button" onClick={() => search.set({ base: "", status: "", q: "" })}>{t("clear")}</button>}
        </div>
        <div className="pills" role="group" aria-label={t("filter")}>
          {["", ...BRANCH_STATUSES].map((value) => (
            <button key={value} type="button" aria-pressed={status === value} onClick={() => search.set({ status: value })}>
              {t(`status.${value}`)} <b>{value === "" ? Object.values(sums).reduce((a, b) => a + b, 0) : sums[value as RoundBranchStatus]}</b>
            </button>
          ))}
        </div>
      </div>
      <Table columns={columns} rows={chosen.slice(0, limit)} rowKey={(row) => row.id} label={t("th.branch")} empty={t("none")} />
      {chosen.length > limit && (
        <p className="pad list-more">
          <button type="button" className="btn" onClick={() => setLimit(branches.length)}>{t("rest", { n: chosen.length - limit })}</button>
        </p>
      )}
    </section>
  );
}

function BaseCard({ rows }: { rows: BaseProgress[] }) {
  const t = useText("rounds");
  return (
    <details className="card round-bases">
      <summary>{t("bases")}</summary>
      <Table
        label={t("bases")}
        rows={rows}
        rowKey={(row) => row.base}
        columns={[
          { key: "base", label: t("th.base"), lead: true },
          { key: "branches", label: t("th.branches"), align: "end" },
          { key: "filed", label: t("th.filed"), align: "end" },
          { key: "late", label: t("th.late"), align: "end", cell: (row) => (row.late > 0 ? <Tag tone="late">{row.late}</Tag> : "—") },
          { key: "quota", label: t("th.quota"), align: "end" },
          { key: "recommended", label: t("th.recommended"), align: "end" },
        ]}
      />
    </details>
  );
}
