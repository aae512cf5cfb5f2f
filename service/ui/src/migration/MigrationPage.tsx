// /releases/:key: choose where cases go, see what changes, say what gone nodes have become, try it, then do it.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiProblem, intentKey, wasRefused } from "../api";
import { Blank, Button, Dialog, Failure, Head, Note, Skeleton, Table, Tag, usePlace } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { useScopes } from "../organizations/scopes";
import { Link, navigate, useParams, useSearch } from "../router";
import { calls } from "./calls";
import type { Difference, Migration, ProcessReleases, Target, Wish } from "./calls";
import { Groups } from "./Groups";
import { choices, gone, pairs } from "./mapping";
import { open } from "./ReleasesPage";
import "./migration.css";

export default function MigrationPage() {
  const { key = "" } = useParams();
  const t = useText("migration");
  const query = useQuery({ queryKey: ["releases"], queryFn: calls.releases });
  const item = query.data?.items.find((each) => each.key === key);
  usePlace({ label: t("releases"), to: "/releases" }, { label: item?.name ?? t("title") });
  if (query.isPending) return <Skeleton card lines={6} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  if (!item) return <Failure error={new ApiProblem({ status: 404 })} level={1} />;
  if (item.releases.length < 2) return <Blank art="done" level={1} title={t("single", { name: item.name })} />;
  return <Wizard item={item} />;
}

function Wizard({ item }: { item: ProcessReleases }) {
  const t = useText("migration");
  const client = useQueryClient();
  const search = useSearch();
  const scopes = useScopes();
  const newest = item.releases[0]!;
  const to = item.releases.find((each) => each.id === search.get("to")) ?? newest;
  const others = item.releases.filter((each) => each.id !== to.id);
  const from = others.find((each) => each.id === search.get("from")) ?? others.find((each) => open(each) > 0) ?? others[0];
  const organization = search.get("organization") ?? "";
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [asking, setAsking] = useState(false);
  const intent = useRef(intentKey());
  const differences = useQuery({
    queryKey: ["releases", item.key, "differences", from?.id, to.id],
    queryFn: () => calls.differences(item.key, from!.id, to.id),
    enabled: Boolean(from),
  });
  const mapping = pairs(differences.data?.items ?? [], chosen);
  const wish: Wish = { to: to.id, from: from ? [from.id] : [], mapping, organization: organization || null };
  const signature = JSON.stringify(wish);
  const trial = useMutation({ mutationFn: () => calls.trial(item.key, wish).then((said) => ({ said, signature })) });
  const run = useMutation({
    mutationFn: () => calls.run(item.key, wish, intent.current),
    onSuccess: async (plan) => {
      await client.invalidateQueries({ queryKey: ["releases"] });
      navigate(`/releases/${item.key}/${plan.id}`);
    },
    onError: (problem) => { if (wasRefused(problem)) intent.current = intentKey(); },
  });
  const tried = trial.data?.signature === signature ? trial.data.said : null;
  const movable = tried ? tried.total - tried.counts.refused : 0;
  const version = (id: string) => t("version", { n: item.releases.find((each) => each.id === id)?.version ?? "" });
  return (
    <>
      <Head title={t("heading", { name: item.name })}><p>{t("lead")}</p></Head>
      <section className="card pad stack" aria-labelledby="step-1">
        <h2 id="step-1">{t("step1")}</h2>
        <div className="query migration-choice">
          <div className="mid">
            <label htmlFor="from">{t("from")}</label>
            <select className="input" id="from" value={from?.id ?? ""} onChange={(event) => search.set({ from: event.target.value })}>
              {others.map((each) => <option key={each.id} value={each.id}>{t("release_option", { version: version(each.id), n: open(each) + each.cases.parts })}</option>)}
            </select>
          </div>
          <div className="mid">
            <label htmlFor="to">{t("to")}</label>
            <select className="input" id="to" value={to.id} onChange={(event) => search.set({ to: event.target.value })}>
              {item.releases.map((each) => <option key={each.id} value={each.id}>{each.status === "released" ? t("release_current", { version: version(each.id) }) : version(each.id)}</option>)}
            </select>
          </div>
          {scopes.length > 0 && (
            <div className="mid">
              <label htmlFor="organization">{t("organization")}</label>
              <select className="input" id="organization" value={organization} onChange={(event) => search.set({ organization: event.target.value })}>
                <option value="">{t("organization_all")}</option>
                {scopes.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
              </select>
            </div>
          )}
        </div>
      </section>
      {differences.isError && <Failure error={differences.error} retry={() => void differences.refetch()} />}
      {differences.isPending && from && <Skeleton card lines={3} />}
      {differences.data && <Differences items={differences.data.items} />}
      {differences.data && gone(differences.data.items).length > 0 && (
        <MappingCard items={gone(differences.data.items)} targets={differences.data.targets} chosen={chosen} choose={(node, target) => setChosen({ ...chosen, [node]: target })} />
      )}
      <section className="card pad stack" aria-labelledby="step-3">
        <h2 id="step-3">{t("step3")}</h2>
        <p className="soft">{t("trial_lead")}</p>
        {trial.isError && <Note tone="seal" role="alert">{said(trial.error)}</Note>}
        <div className="line">
          <Button tone={tried ? "plain" : "primary"} busy={trial.isPending} disabled={!differences.data} onClick={() => trial.mutate()}>{t(tried ? "again" : "try")}</Button>
          {tried && movable > 0 && <Button tone="primary" onClick={() => setAsking(true)}>{t("run", { n: movable })}</Button>}
        </div>
        <div role="status">{tried && <Verdicts migration={tried} />}</div>
      </section>
      {tried && tried.total > 0 && <Groups groups={tried.groups} title={t("found")} none={t("found_none")} />}
      <Plans process={item.key} />
      {asking && tried && (
        <Dialog
          title={t("ask", { n: movable, version: version(to.id) })}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button onClick={() => setAsking(false)}>{t("keep")}</Button>
              <Button tone="primary" busy={run.isPending} onClick={() => run.mutate()}>{t("go")}</Button>
            </>
          }
        >
          <div className="stack">
            <p>{t("ask_text")}</p>
            {tried.counts.refused > 0 && <p className="soft">{t("ask_refused", { n: tried.counts.refused })}</p>}
            {run.isError && <Note tone="seal" role="alert">{said(run.error)}</Note>}
          </div>
        </Dialog>
      )}
    </>
  );
}

export function said(error: unknown): string {
  return error instanceof ApiProblem ? (error.errors[0]?.message || error.detail || error.message) : String(error);
}

function Verdicts({ migration }: { migration: Migration }) {
  const t = useText("migration");
  if (migration.total === 0) return <Note>{t("nobody")}</Note>;
  const shown: [string, number, string][] = [
    ["clean", migration.counts.clean, ""],
    ["warned", migration.counts.warned, ""],
    ["refused", migration.counts.refused, migration.counts.refused > 0 ? " ico-seal" : ""],
  ];
  return (
    <dl className="migration-counts">
      {shown.map(([name, value, tone]) => (
        <div className="stat" key={name}>
          <dt className="small muted">{t(`verdict.${name}`)}</dt>
          <dd className={`stat-n${tone}`}>{value}<small>{t("unit")}</small></dd>
        </div>
      ))}
    </dl>
  );
}

function Differences({ items }: { items: Difference[] }) {
  const t = useText("migration");
  const tone = { removed: "late", changed: "now", added: "done" } as const;
  return (
    <section className="card" aria-labelledby="differences">
      <div className="card-head">
        <h2 id="differences">{t("differences")}</h2>
        <span className="push small muted">{t("differences_n", { n: items.length })}</span>
      </div>
      <Table
        label={t("differences")}
        rows={items}
        rowKey={(row) => `${row.process}/${row.node}/${row.change}`}
        empty={t("same")}
        columns={[
          { key: "name", label: t("th.node"), lead: true },
          { key: "change", label: t("th.change"), cell: (row) => <Tag tone={tone[row.change]} icon={null}>{t(`change.${row.change}`)}</Tag> },
          { key: "what", label: t("th.what"), cell: (row) => (row.what.length ? row.what.join(t("enum")) : "—") },
          { key: "kind_name", label: t("th.kind") },
        ]}
      />
    </section>
  );
}

function MappingCard({ items, targets, chosen, choose }: { items: Difference[]; targets: Target[]; chosen: Record<string, string>; choose: (node: string, target: string) => void }) {
  const t = useText("migration");
  return (
    <section className="card" aria-labelledby="step-2">
      <div className="card-head"><h2 id="step-2">{t("step2")}</h2></div>
      <p className="pad soft migration-lead">{t("mapping_lead")}</p>
      <ul className="mapping">
        {items.map((item) => (
          <li key={`${item.process}/${item.node}`}>
            <label htmlFor={`map-${item.node}`}><b>{item.name}</b> <span className="small muted">{item.kind_name}</span></label>
            <select className="input" id={`map-${item.node}`} value={chosen[item.node] ?? item.proposal ?? ""} onChange={(event) => choose(item.node, event.target.value)}>
              <option value="">{t("unmapped")}</option>
              {choices(item, targets).map((target) => <option key={`${target.process}/${target.node}`} value={target.node}>{target.name}</option>)}
            </select>
            {!(item.node in chosen) && item.proposal && <span className="small muted">{t("proposed")}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Plans({ process }: { process: string }) {
  const t = useText("migration");
  const plans = useQuery({ queryKey: ["releases", process, "plans"], queryFn: () => calls.plans(process) }).data?.items ?? [];
  if (plans.length === 0) return null;
  return (
    <section className="card" aria-labelledby="plans">
      <div className="card-head"><h2 id="plans">{t("plans")}</h2></div>
      <Table
        label={t("plans")}
        rows={plans}
        rowKey={(row) => row.id ?? ""}
        columns={[
          { key: "at", label: t("th.at"), lead: true, cell: (row) => <Link to={`/releases/${process}/${row.id}`}>{moment(row.started_at)}</Link> },
          { key: "way", label: t("th.way"), cell: (row) => t("way", { from: row.from.map((each) => each.version).join(t("enum")), to: row.to.version }) },
          { key: "status", label: t("th.status"), cell: (row) => <Tag tone={row.status === "running" || row.status === "undoing" ? "now" : "plain"}>{t(`plan.${row.status}`)}</Tag> },
          { key: "done", label: t("th.done"), align: "end", cell: (row) => row.counts.done + row.counts.undone + row.counts.kept },
          { key: "refused", label: t("th.refused"), align: "end", cell: (row) => row.counts.refused || "—" },
          { key: "started_by", label: t("th.who"), cell: (row) => row.started_by ?? "—" },
        ]}
      />
    </section>
  );
}
