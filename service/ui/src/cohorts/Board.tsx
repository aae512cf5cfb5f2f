// /cohorts: people on the way by stage, against their terms; where they wait and at whose desk; quotas of the round.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure, Head, Icon, Meter, Skeleton, Table, Tag, usePlace } from "../components";
import type { IconName } from "../components";
import { fullDate, moment } from "../dates";
import { useText } from "../i18n";
import { Link, useSearch } from "../router";
import { calls, listAddress } from "./calls";
import type { Board as Figures, BoardRound, Bottleneck, Column, Narrow, RunHead } from "./calls";
import { NarrowFields } from "./narrow";
import "./cohorts.css";

const STANDINGS: { key: "overdue" | "soon" | "on_time" | "open"; icon: IconName; tone: string; fill: string }[] = [
  { key: "overdue", icon: "warn", tone: "due-late", fill: "fill-late" },
  { key: "soon", icon: "clock", tone: "due-soon", fill: "fill-soon" },
  { key: "on_time", icon: "check", tone: "", fill: "fill-time" },
  { key: "open", icon: "ring", tone: "", fill: "fill-open" },
];

export function Board() {
  const t = useText("cohorts");
  usePlace({ label: t("title") });
  const search = useSearch();
  const narrow: Narrow = { organization: search.get("organization"), year: search.get("year") };
  const query = useQuery({ queryKey: ["cohorts", "board", narrow], queryFn: () => calls.board(narrow), placeholderData: (before) => before });
  const runs = useQuery({ queryKey: ["cohorts", "runs"], queryFn: calls.runs }).data?.items ?? [];
  if (query.isPending) return <Skeleton card lines={8} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  const { columns, bottlenecks, rounds } = query.data;
  const sum = (key: "n" | "overdue" | "soon") => columns.filter((each) => each.stage !== "full_member").reduce((all, each) => all + each[key], 0);
  return (
    <>
      <Head title={t("title")}>
        <p>{t("lead", { n: sum("n"), late: sum("overdue"), soon: sum("soon") })}</p>
      </Head>
      <div className="card pad query"><NarrowFields /></div>
      <Lanes board={query.data} narrow={narrow} />
      <div className="cohort-lower">
        <Waits items={bottlenecks} narrow={narrow} />
        {rounds.length > 0 && <Quotas items={rounds} />}
      </div>
      {runs.length > 0 && <Runs items={runs} />}
    </>
  );
}

function Lanes({ board, narrow }: { board: Figures; narrow: Narrow }) {
  const t = useText("cohorts");
  const [shown, setShown] = useState(board.columns.find((each) => each.overdue > 0)?.stage ?? board.columns[0]!.stage);
  return (
    <>
      <p className="phone-only cohort-pick">
        <label className="label" htmlFor="cohort-stage">{t("stage")}</label>
        <select className="input" id="cohort-stage" value={shown} onChange={(event) => setShown(event.target.value)}>
          {board.columns.map((each) => <option key={each.stage} value={each.stage}>{t("stage_n", { name: each.name, n: each.n })}</option>)}
        </select>
      </p>
      <div className="cohort-board">
        {board.columns.map((each) => <Lane key={each.stage} column={each} narrow={narrow} shown={each.stage === shown} year={narrow.year || String(board.year)} />)}
      </div>
    </>
  );
}

function Lane({ column, narrow, shown, year }: { column: Column; narrow: Narrow; shown: boolean; year: string }) {
  const t = useText("cohorts");
  const to = (more: Narrow) => listAddress({ ...narrow, stage: column.stage, ...more });
  const full = column.stage === "full_member";
  return (
    <section className={shown ? "cohort-lane is-shown" : "cohort-lane"} aria-labelledby={`lane-${column.stage}`}>
      <div className="cohort-lane-head">
        <h2 id={`lane-${column.stage}`}>{full ? t("full", { year }) : column.name}</h2>
        <Link className="cohort-n" to={to({})} aria-label={t("open_all", { name: column.name, n: column.n })}>{column.n}<small>{t("people")}</small></Link>
      </div>
      {column.n > 0 && !full && <Bar column={column} />}
      {column.n === 0 ? (
        <p className="muted small cohort-none">{t("lane_none")}</p>
      ) : (
        !full && (
          <ul className="cohort-rows">
            {STANDINGS.filter(({ key }) => column[key] > 0).map(({ key, icon, tone }) => (
              <li key={key}>
                <Link to={to({ standing: key })}>
                  <span className={`due ${tone}`}><Icon name={icon} small />{t(`standing.${key}`)}</span>
                  <b>{column[key]}</b>
                </Link>
              </li>
            ))}
            {column.without_case > 0 && (
              <li><Link to={to({ without_case: "true" })}><span className="due"><Icon name="plus" small />{t("without_case")}</span><b>{column.without_case}</b></Link></li>
            )}
          </ul>
        )
      )}
      {column.n > 0 && column.median_days !== null && !full && (
        <dl className="cohort-age">
          <div><dt>{t("median")}</dt><dd>{t("days", { n: column.median_days })}</dd></div>
          <div><dt>{t("longest")}</dt><dd>{t("days", { n: column.longest_days ?? 0 })}</dd></div>
          {column.ripe > 0 && <div><dt>{t("ripe")}</dt><dd>{t("n_people", { n: column.ripe })}</dd></div>}
        </dl>
      )}
      {column.rule && <p className="cohort-rule small"><Tag tone="plain">{column.rule.article}</Tag> {column.rule.text}</p>}
    </section>
  );
}

/** The parts of a stage as one bar; the words beneath say the same. */
function Bar({ column }: { column: Column }) {
  let x = 0;
  return (
    <svg className="cohort-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      {STANDINGS.map(({ key, fill }) => {
        const width = (column[key] / column.n) * 100;
        const at = x;
        x += width;
        return width > 0 ? <rect key={key} className={fill} x={at} width={width} height="8" /> : null;
      })}
    </svg>
  );
}

function Waits({ items, narrow }: { items: Bottleneck[]; narrow: Narrow }) {
  const t = useText("cohorts");
  return (
    <section className="card" aria-labelledby="waits">
      <div className="card-head"><h2 id="waits">{t("waits")}</h2><span className="push small muted">{t("waits_lead")}</span></div>
      <Table
        label={t("waits")}
        rows={items}
        rowKey={(row) => `${row.step}/${row.role_name}`}
        empty={t("waits_none")}
        columns={[
          { key: "title", label: t("th.step"), lead: true, cell: (row) => <Link to={listAddress({ ...narrow, step: row.step })}>{row.title}</Link> },
          { key: "role_name", label: t("th.whose"), cell: (row) => <span>{row.role_name}<small className="cohort-where">{where(row, t)}</small></span> },
          { key: "n", label: t("th.n"), align: "end" },
          { key: "overdue", label: t("th.overdue"), align: "end", cell: (row) => (row.overdue ? <b className="ico-seal">{row.overdue}</b> : <span className="dash">{t("dash")}</span>) },
          { key: "since", label: t("th.oldest"), cell: (row) => <span className="nowrap">{fullDate(row.since)}</span> },
        ]}
      />
    </section>
  );
}

/** Which organisations, those with most overdue first. */
function where(row: Bottleneck, t: (key: string, params?: Record<string, string | number>) => string): string {
  const named = row.top.map((each) => (each.n > 1 ? t("place_n", { name: each.name, n: each.n }) : each.name)).join(t("enum"));
  return row.places > row.top.length ? t("places_more", { named, n: row.places }) : named;
}

function Quotas({ items }: { items: BoardRound[] }) {
  const t = useText("cohorts");
  return (
    <section className="card" aria-labelledby="quotas">
      <div className="card-head"><h2 id="quotas">{t("quotas")}</h2></div>
      {items.map((each) => (
        <div className="pad stack cohort-quota" key={each.id}>
          <p><Link to={`/rounds/${each.id}`}>{each.name}</Link></p>
          <Meter value={each.recommended} max={Math.max(1, each.quota)} label={t("quota_of", { n: each.recommended, all: each.quota })} />
          <dl className="cohort-age">
            <div><dt>{t("quota")}</dt><dd>{t("n_people", { n: each.quota })}</dd></div>
            <div><dt>{t("nominated")}</dt><dd>{t("n_people", { n: each.nominated })}</dd></div>
            <div><dt>{t("recommended")}</dt><dd>{t("n_people", { n: each.recommended })}</dd></div>
            <div><dt>{t("confirmed")}</dt><dd>{t("n_people", { n: each.confirmed })}</dd></div>
          </dl>
        </div>
      ))}
    </section>
  );
}

function Runs({ items }: { items: RunHead[] }) {
  const t = useText("cohorts");
  return (
    <section className="card" aria-labelledby="runs">
      <div className="card-head"><h2 id="runs">{t("runs")}</h2></div>
      <Table
        label={t("runs")}
        rows={items}
        rowKey={(row) => row.id ?? ""}
        columns={[
          { key: "what", label: t("th.what"), lead: true, cell: (row) => <Link to={`/cohorts/runs/${row.id}`}>{t(`what.${row.kind}`, { title: row.title })}</Link> },
          { key: "at", label: t("th.at"), cell: (row) => <span className="nowrap">{moment(row.started_at)}</span> },
          { key: "status", label: t("th.status"), cell: (row) => <Tag tone={row.status === "running" ? "now" : row.status === "stopped" ? "hold" : "done"}>{t(`run.${row.status}`)}</Tag> },
          { key: "done", label: t("th.done"), align: "end" },
          { key: "refused", label: t("th.refused"), align: "end", cell: (row) => row.refused || <span className="dash">{t("dash")}</span> },
          { key: "total", label: t("th.total"), align: "end" },
        ]}
      />
    </section>
  );
}
