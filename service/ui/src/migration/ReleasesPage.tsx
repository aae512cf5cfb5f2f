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
      {items.map((item) => <ProcessCard key={item.key} item={item} />)}
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

function ProcessCard({ item }: { item: ProcessReleases }) {
  const t = useText("migration");
  const behind = waiting(item);
  const n = (value: number) => value || "—";
  return (
    <section className="card release-card" aria-labelledby={`process-${item.key}`}>
      <div className="card-head">
        <h2 id={`process-${item.key}`}>{item.name}</h2>
        {behind > 0 && <Tag tone="now">{t("behind", { n: behind })}</Tag>}
        {item.releases.length > 1 ? <Link className="push" to={`/releases/${item.key}`}>{t("open")}</Link> : <span className="push small muted">{t("single")}</span>}
      </div>
      <Table
        label={item.name}
        rows={item.releases}
        rowKey={(row) => row.id}
        columns={[
          { key: "version", label: t("th.version"), lead: true, cell: (row) => <span className="nowrap">{t("version", { n: row.version })} {row.status === "released" && <Tag tone="done">{t("current")}</Tag>}</span> },
          { key: "created_at", label: t("th.released"), cell: (row) => shortDate(row.created_at) },
          { key: "running", label: t("th.running"), align: "end", cell: (row) => n(row.cases.running) },
          { key: "faulted", label: t("th.faulted"), align: "end", cell: (row) => (row.cases.faulted ? <Tag tone="late">{row.cases.faulted}</Tag> : "—") },
          { key: "suspended", label: t("th.suspended"), align: "end", cell: (row) => n(row.cases.suspended) },
          { key: "parts", label: t("th.parts"), align: "end", cell: (row) => n(row.cases.parts) },
        ]}
      />
    </section>
  );
}
