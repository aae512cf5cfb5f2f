// /trainings/:id: the roster of a class. Leave shows its class only; nobody is ordered by hours.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { calls } from "../calls";
import type { Training } from "../api-types";
import { Failure, Head, Skeleton, Table, Tag, usePlace } from "../components";
import type { TagTone } from "../components";
import { fullDate } from "../dates";
import { useText } from "../i18n";
import { Link, useParams, useSearch } from "../router";
import { pick, statuses } from "./roster";
import "../case/case.css";
import "../rounds/rounds.css";

type Attendee = Training["attendees"][number];
const FIRST = 50;
const TONE: Record<string, TagTone> = { attended: "done", present: "done", certified: "done", leave: "info", absent: "late", absent_unexcused: "late", failed: "late" };

export default function TrainingPage() {
  const { id = "" } = useParams();
  const t = useText("trainings");
  const query = useQuery({ queryKey: ["trainings", id], queryFn: () => calls.training(id) });
  usePlace({ label: t("cases"), to: "/cases" }, { label: query.data?.name ?? t("title") });
  if (query.isPending) return <Skeleton card lines={5} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return <Content training={query.data} />;
}

function Content({ training }: { training: Training }) {
  const t = useText("trainings");
  const search = useSearch();
  const [limit, setLimit] = useState(FIRST);
  const [status, q] = ["status", "q"].map(search.get) as [string, string];
  const chosen = pick(training.attendees, status, q);
  // a status that this page does not know is shown as the service names it
  const say = (value: string, group = "status") => {
    const known = t(`${group}.${value}`);
    return known === `${group}.${value}` ? value : known;
  };
  const leave = training.attendees.some((attendee) => attendee.leave_reason_class);
  const columns = [
    { key: "person", label: t("th.person"), lead: true, cell: (row: Attendee) => <Link to={`/people/${row.person.id}`}>{row.person.name}</Link> },
    { key: "branch", label: t("th.branch") },
    { key: "status", label: t("th.status"), cell: (row: Attendee) => <Tag tone={TONE[row.status] ?? "plain"}>{say(row.status)}</Tag> },
    ...(leave ? [{ key: "leave", label: t("th.leave"), cell: (row: Attendee) => (row.leave_reason_class ? say(row.leave_reason_class, "leave") : "") }] : []),
    { key: "hours", label: t("th.hours"), align: "end" as const, cell: (row: Attendee) => (Number(row.hours) > 0 ? row.hours : "—") },
  ];
  return (
    <>
      <Head title={training.name}>
        <p className="line line-wide">
          {training.phase && <Tag>{/^\d+$/.test(training.phase) ? t("phase", { n: training.phase }) : training.phase}</Tag>}
          <span>{t("window", { from: fullDate(training.starts_on), to: fullDate(training.ends_on) })}</span>
          {training.place && <span className="muted">{t("place", { place: training.place })}</span>}
        </p>
      </Head>
      <dl className="cols-3 round-stats">
        {(["enrolled", "attended", "certified"] as const).map((key) => (
          <div className="card stat" key={key}>
            <dt className="small muted">{t(`stat.${key}`)}</dt>
            <dd className="stat-n">{training[key]}<small>{key === "enrolled" ? t("stat.unit") : t("stat.of", { n: training.enrolled })}</small></dd>
          </div>
        ))}
      </dl>
      <section className="card" aria-labelledby="training-roster">
        <div className="card-head"><h2 id="training-roster">{t("roster")}</h2></div>
        <div className="kids-tools stack-s">
          <label className="sr" htmlFor="training-q">{t("search")}</label>
          <input className="input" id="training-q" type="search" placeholder={t("search")} value={q} onChange={(event) => search.set({ q: event.target.value })} />
          <div className="pills" role="group" aria-label={t("filter")}>
            <button type="button" aria-pressed={status === ""} onClick={() => search.set({ status: "" })}>{t("status.")} <b>{training.attendees.length}</b></button>
            {statuses(training.attendees).map((chip) => (
              <button key={chip.status} type="button" aria-pressed={status === chip.status} onClick={() => search.set({ status: chip.status })}>{say(chip.status)} <b>{chip.n}</b></button>
            ))}
          </div>
        </div>
        <Table columns={columns} rows={chosen.slice(0, limit)} rowKey={(row, i) => row.person.id + i} label={t("th.person")} empty={t("none")} />
        {chosen.length > limit && (
          <p className="pad list-more"><button type="button" className="btn" onClick={() => setLimit(training.attendees.length)}>{t("rest", { n: chosen.length - limit })}</button></p>
        )}
      </section>
      <p className="small muted round-note">{t("note")}</p>
    </>
  );
}
