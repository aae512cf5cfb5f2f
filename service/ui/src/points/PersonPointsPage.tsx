// /people/:id/points: how a person's points come about. One person only: nobody is compared, nothing is ordered by points.
import { useQuery } from "@tanstack/react-query";
import { calls } from "../calls";
import type { PersonPoints } from "../api-types";
import { Failure, Head, Icon, Note, Points, Skeleton, Table, Tag, signed, usePlace } from "../components";
import { fullDate, shortDate } from "../dates";
import { useText } from "../i18n";
import { ordered } from "../person/ledger";
import { Link, useParams, useSearch } from "../router";
import { Cycles } from "./Cycles";
import "./points.css";

type Entry = PersonPoints["ledger"]["entries"][number];
const OPEN = new Set(["verified", "published"]);

export default function PersonPointsPage() {
  const { id = "" } = useParams();
  const t = useText("points");
  const cycle = useSearch().get("cycle");
  const query = useQuery({ queryKey: ["people", id, "points", cycle], queryFn: () => calls.personPoints(id, cycle) });
  const found = query.data;
  usePlace(found?.mine ? { label: t("me"), to: "/me" } : { label: found?.name ?? (query.isError ? t("state.unread") : "…"), to: `/people/${id}` }, { label: t("title") });
  if (query.isPending) return <Skeleton card lines={6} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return <Content page={query.data} />;
}

function Content({ page }: { page: PersonPoints }) {
  const t = useText("points");
  const { ledger } = page;
  return (
    <>
      <Head title={page.mine ? t("mine") : t("of", { name: page.name })}>
        <p className="line line-wide">
          <span>{ledger.scheme}</span>
          {ledger.template && <Tag tone="tpl">{t("template")}</Tag>}
          <Cycles cycles={page.cycles} cycle={ledger.cycle} />
        </p>
      </Head>
      <div className="cols">
        <div className="stack">
          <section className="card" aria-labelledby="points-sum">
            <div className="card-head"><h2 id="points-sum">{t("sum", { cycle: ledger.cycle })}</h2></div>
            <ol className="sum-lines">
              {page.steps.map((step) => (
                <li key={step.code} className={step.code === "total" ? "is-total" : undefined}>
                  <span><b>{step.label}</b><small>{step.rule}</small></span>
                  <span className="num">{signed(step.points)}</span>
                </li>
              ))}
            </ol>
          </section>
          <Entries page={page} />
          {page.rooms.length > 0 && (
            <section className="card" aria-labelledby="points-rooms">
              <details className="caps">
                <summary><h2 id="points-rooms">{t("rooms")}</h2></summary>
                <Table
                  label={t("rooms")}
                  rows={page.rooms}
                  rowKey={(room) => room.item}
                  columns={[
                    { key: "name", label: t("th.item"), lead: true, cell: (room) => room.name },
                    { key: "rule", label: t("th.rule"), cell: (room) => room.rule },
                    { key: "left", label: t("th.left"), align: "end", cell: (room) => room.left },
                  ]}
                />
              </details>
            </section>
          )}
        </div>
        <aside className="stack" aria-label={t("aside")}>
          <section className="card" aria-labelledby="points-bands">
            <div className="card-head"><h2 id="points-bands">{t("bands")}</h2></div>
            <ul className="band-list">
              {page.bands.map((band) => (
                <li key={band.name}>
                  <b>{band.name}</b>
                  <span className="muted">{band.range}</span>
                  {band.current && <Tag tone="now">{t("current")}</Tag>}
                </li>
              ))}
            </ul>
            <div className="pad small stack-s">
              {ledger.band_note && <p>{ledger.band_note}</p>}
              <p className="muted">{page.band_how}</p>
            </div>
          </section>
          <section className="card" aria-labelledby="points-changes">
            <div className="card-head"><h2 id="points-changes">{t("changes")}</h2></div>
            <ul className="pad dots small">{page.changes.map((told) => <li key={told}>{told}</li>)}</ul>
            {page.mine && <p className="pad pad-top0"><Link className="btn" to="/start?process=proc_objection&subject_type=points_entry">{t("object")}</Link></p>}
          </section>
          {page.closed.length > 0 && (
            <section className="card" aria-labelledby="points-closed">
              <div className="card-head"><h2 id="points-closed">{t("closed")}</h2></div>
              <ul className="owed">
                {page.closed.map((period) => (
                  <li key={period.period}>
                    <span>{period.period}</span>
                    <b className="num">{period.total}</b>
                    <small>
                      {period.status_name}
                      {period.status === "published" && period.until && t("until", { on: fullDate(period.until) })}
                      {period.since && t("since", { points: signed(period.since) })}
                    </small>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <Note icon="shield"><p className="small">{page.note}</p></Note>
        </aside>
      </div>
    </>
  );
}

/** Every entry with the rule it stands under and why it counts what it does; a reversal right below what it reverses. */
function Entries({ page }: { page: PersonPoints }) {
  const t = useText("points");
  const why = new Map(page.reasons.map((reason) => [reason.id, reason]));
  const { entries } = page.ledger;
  const mayObject = page.mine && entries.some((entry) => OPEN.has(entry.status));
  return (
    <section className="card" aria-labelledby="points-entries">
      <div className="card-head"><h2 id="points-entries">{t("entries", { n: entries.length })}</h2></div>
      <div className="ledger">
        <Table
          label={t("entries", { n: entries.length })}
          rows={ordered(entries)}
          rowKey={(entry) => entry.id}
          empty={t("none")}
          columns={[
            { key: "event_date", label: t("th.date"), cell: (entry: Entry) => <span className="nowrap">{shortDate(entry.event_date)}</span> },
            {
              key: "item",
              label: t("th.item"),
              lead: true,
              cell: (entry: Entry) => (
                <span className={entry.reverses ? "undoing" : undefined}>
                  {entry.reverses && <Icon name="undo" small />}
                  {entry.item_name}
                  {entry.status !== "verified" && entry.status !== "published" && <> <Tag tone="hold">{entry.status_name}</Tag></>}
                  <small>{why.get(entry.id)?.rule}</small>
                </span>
              ),
            },
            { key: "evidence", label: t("th.evidence"), cell: (entry: Entry) => <>{entry.evidence}<small>{entry.recorder}{entry.verifier && <> → {entry.verifier}</>}</small></> },
            { key: "points", label: t("th.points"), align: "end", cell: (entry: Entry) => <Points entry={entry} /> },
            { key: "why", label: t("th.counts"), cell: (entry: Entry) => <><span className="num">{signed(why.get(entry.id)?.counts ?? "")}</span><small>{why.get(entry.id)?.why}</small></> },
            ...(mayObject
              ? [{ key: "action", label: t("th.action"), cell: (entry: Entry) => OPEN.has(entry.status) && <Link to={`/start?process=proc_objection&subject_type=points_entry&entry_id=${entry.id}`} aria-label={t("object_to", { item: entry.item_name, on: entry.event_date })}>{t("object")}</Link> }]
              : []),
          ]}
        />
      </div>
    </section>
  );
}
