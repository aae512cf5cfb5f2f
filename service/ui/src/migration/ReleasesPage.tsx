// /releases: every process with its releases and the open cases on each; from here cases are moved to another release.
import { useQuery } from "@tanstack/react-query";
import { Blank, Failure, Head, Skeleton, Table, Tag, usePlace } from "../components";
import { shortDate } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";
import { calls } from "./calls";
import type { ProcessReleases, Release } from "./calls";
import "./migration.css";

export default function ReleasesPage() {
  const t = useText("migration");
  usePlace({ label: t("releases") });
  const query = useQuery({ queryKey: ["releases"], queryFn: calls.releases });
  if (query.isPending) return <Skeleton card lines={6} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  // what has several releases, or cases on an old one, is what somebody comes for
  const items = [...query.data.items].sort((a, b) => waiting(b) - waiting(a));
  return (
    <>
      <Head title={t("releases")}>
        <p>{t("releases_lead")}</p>
      </Head>
      {items.length === 0 && <Blank art="nothing" title={t("none")} />}
      {items.filter((item) => item.releases.length > 1).map((item) => <ProcessCard key={item.key} item={item} />)}
      <Others items={items.filter((item) => item.releases.length === 1)} />
    </>
  );
}

/** How many open cases stand on releases that new ones no longer get. */
function waiting(item: ProcessReleases): number {
  return item.releases.slice(1).reduce((sum, release) => sum + open(release), 0);
}

export function open(release: Release): number {
  return release.cases.running + release.cases.faulted + release.cases.suspended;
}

// on a phone, where each value has a line of its own, nothing is not told
const NONE = <span className="dash">—</span>;
const some = (value: number) => value || NONE;

/** Processes with one release only: nothing to migrate yet, one line each. */
function Others({ items }: { items: ProcessReleases[] }) {
  const t = useText("migration");
  if (items.length === 0) return null;
  return (
    <section className="card release-card" aria-labelledby="others">
      <div className="card-head"><h2 id="others">{t("singles")}</h2></div>
      <Table
        label={t("singles")}
        rows={items}
        rowKey={(row) => row.key}
        columns={[
          { key: "name", label: t("th.process"), lead: true },
          { key: "created_at", label: t("th.released"), cell: (row) => shortDate(row.releases[0]?.created_at) },
          { key: "running", label: t("th.running"), align: "end", cell: (row) => some(row.releases[0]?.cases.running ?? 0) },
          { key: "faulted", label: t("th.faulted"), align: "end", cell: (row) => some(row.releases[0]?.cases.faulted ?? 0) },
          { key: "suspended", label: t("th.suspended"), align: "end", cell: (row) => some(row.releases[0]?.cases.suspended ?? 0) },
          { key: "parts", label: t("th.parts"), align: "end", cell: (row) => some(row.releases[0]?.cases.parts ?? 0) },
        ]}
      />
    </section>
  );
}

function ProcessCard({ item }: { item: ProcessReleases }) {
  const t = useText("migration");
  const behind = waiting(item);
  return (
    <section className="card release-card" aria-labelledby={`process-${item.key}`}>
      <div className="card-head">
        <h2 id={`process-${item.key}`}>{item.name}</h2>
        {behind > 0 && <Tag tone="now">{t("behind", { n: behind })}</Tag>}
        <Link className="push" to={`/releases/${item.key}`}>{t("open")}</Link>
      </div>
      <Table
        label={item.name}
        rows={item.releases}
        rowKey={(row) => row.id}
        columns={[
          { key: "version", label: t("th.version"), lead: true, cell: (row) => <span className="nowrap">{t("version", { n: row.version })} {row.status === "released" && <Tag tone="done">{t("current")}</Tag>}</span> },
          { key: "created_at", label: t("th.released"), cell: (row) => shortDate(row.created_at) },
          { key: "running", label: t("th.running"), align: "end", cell: (row) => some(row.cases.running) },
          { key: "faulted", label: t("th.faulted"), align: "end", cell: (row) => (row.cases.faulted ? <Tag tone="late">{row.cases.faulted}</Tag> : NONE) },
          { key: "suspended", label: t("th.suspended"), align: "end", cell: (row) => some(row.cases.suspended) },
          { key: "parts", label: t("th.parts"), align: "end", cell: (row) => some(row.cases.parts) },
        ]}
      />
    </section>
  );
}
