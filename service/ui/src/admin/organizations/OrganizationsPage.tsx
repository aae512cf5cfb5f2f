// /admin/organizations: the tree as it is; one organization with what it was before, and what may be done with it.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Failure, Head, Note, Skeleton, Table, Tag, usePlace } from "../../components";
import { fullDate, moment } from "../../dates";
import { useText } from "../../i18n";
import { Link, useParams } from "../../router";
import { ChangeDialog } from "./ChangeDialog";
import type { Verb } from "./ChangeDialog";
import { ReshapeDialog } from "./ReshapeDialog";
import { SheetDialog } from "./SheetDialog";
import { calls } from "./calls";
import type { Change, Detail, TreeRow } from "./calls";
import "./organizations.css";

export default function OrganizationsPage() {
  const { id } = useParams();
  return id ? <One key={id} id={id} /> : <Tree />;
}

function Tree() {
  const t = useText("admin/organizations");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("title") });
  const [wanted, setWanted] = useState("");
  const [ended, setEnded] = useState(false);
  const [all, setAll] = useState(false);
  const [sheet, setSheet] = useState(false);
  const query = useQuery({ queryKey: ["org-tree"], queryFn: calls.tree });
  if (query.isPending) return <Skeleton card lines={8} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  const said = wanted.trim();
  // two hundred branches make no list to look at: they are found by name, or on the page of what they stand under
  const shown = (row: TreeRow) => (said ? row.name.includes(said) : all || (row.level !== "branch" && row.level !== "group"));
  const rows = query.data.items.filter((row) => (ended || !row.dissolved_on) && shown(row));
  return (
    <>
      <Head title={t("title")} actions={<Button onClick={() => setSheet(true)}>{t("sheet.title")}</Button>}>
        <p>{t("lead")}</p>
      </Head>
      <div className="line apart list-line">
        <input className="input input-s" type="search" aria-label={t("find")} placeholder={t("find")} value={wanted} onChange={(event) => setWanted(event.target.value)} />
        <span className="line line-wide">
          <label className="check"><input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />{t("all")}</label>
          <label className="check"><input type="checkbox" checked={ended} onChange={(event) => setEnded(event.target.checked)} />{t("ended")}</label>
        </span>
      </div>
      <section className="card org-list">
        <Table<TreeRow>
          label={t("title")}
          rows={rows}
          empty={t("nothing")}
          rowKey={(row) => row.id}
          columns={[
            { key: "name", label: t("th.name"), lead: true, cell: (row) => <span className={`org-name org-depth-${said ? 0 : Math.min(row.depth, 5)}`}><Link to={`/admin/organizations/${row.id}`}>{row.name}</Link></span> },
            { key: "kind_name", label: t("th.kind") },
            { key: "level_name", label: t("th.level") },
            { key: "children", label: t("th.children"), align: "end", cell: (row) => row.children || "—" },
            { key: "founded_on", label: t("th.founded"), cell: (row) => (row.founded_on ? <span className="nowrap">{fullDate(row.founded_on)}</span> : "—") },
            ...(ended ? [{ key: "state", label: t("th.state"), cell: (row: TreeRow) => (row.dissolved_on ? <Tag tone="hold">{t("dissolved", { on: fullDate(row.dissolved_on) })}</Tag> : <Tag tone="done">{t("living")}</Tag>) }] : []),
          ]}
        />
      </section>
      {sheet && <SheetDialog onClose={() => setSheet(false)} />}
    </>
  );
}

function Below({ id }: { id: string }) {
  const t = useText("admin/organizations");
  const rows = useQuery({ queryKey: ["org-tree"], queryFn: calls.tree }).data?.items.filter((row) => row.parent_id === id && !row.dissolved_on) ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="card org-note" aria-labelledby="below">
      <div className="card-head"><h2 id="below">{t("below", { n: rows.length })}</h2></div>
      <ul className="org-below">
        {rows.map((row) => <li key={row.id}><Link to={`/admin/organizations/${row.id}`}>{row.name}</Link> <small className="muted">{row.children > 0 ? t("with_below", { kind: row.kind_name, n: row.children }) : row.kind_name}</small></li>)}
      </ul>
    </section>
  );
}

function One({ id }: { id: string }) {
  const t = useText("admin/organizations");
  const admin = useText("admin");
  const [asked, setAsked] = useState<Verb | "merge" | "split" | null>(null);
  const query = useQuery({ queryKey: ["org-tree", id], queryFn: () => calls.one(id) });
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("title"), to: "/admin/organizations" }, { label: query.data?.name ?? t("title") });
  if (query.isPending) return <Skeleton card lines={5} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  const org = query.data;
  const living = !org.dissolved_on;
  const full = Object.values(org.in_use).some((n) => n > 0);
  return (
    <>
      <Head
        title={org.name}
        actions={
          living && (
            <>
              <Button icon="plus" onClick={() => setAsked("found")}>{t("verb.found")}</Button>
              <Button icon="pen" onClick={() => setAsked("rename")}>{t("verb.rename")}</Button>
              {org.parent_id && <Button icon="swap" onClick={() => setAsked("move")}>{t("verb.move")}</Button>}
              {org.parent_id && <Button onClick={() => setAsked("merge")}>{t("verb.merge")}</Button>}
              {org.parent_id && full && <Button onClick={() => setAsked("split")}>{t("verb.split")}</Button>}
              {org.parent_id && !full && <Button tone="seal" onClick={() => setAsked("dissolve")}>{t("verb.dissolve")}</Button>}
            </>
          )
        }
      >
        <p className="line">
          <span>{[...new Set([org.kind_name, org.level_name])].join(" · ")}</span>
          {!living && <Tag tone="hold">{t("dissolved", { on: fullDate(org.dissolved_on) })}</Tag>}
        </p>
      </Head>
      {living && full && org.parent_id && <div className="org-note"><Note>{t("in_use", org.in_use)}</Note></div>}
      <Below id={id} />
      <section className="card" aria-labelledby="changes">
        <div className="card-head"><h2 id="changes">{t("changes")}</h2></div>
        <Table<Change>
          label={t("changes")}
          rows={org.changes}
          empty={t("no_changes")}
          columns={[
            { key: "on", label: t("th.on"), cell: (row) => <span className="nowrap">{fullDate(row.on)}</span> },
            { key: "kind", label: t("th.change"), lead: true, cell: (row) => t(`change.${row.kind}`, { before: row.before, after: row.after }) },
            { key: "reason", label: t("th.reason") },
            { key: "who", label: t("th.who"), cell: (row) => <span>{row.who} <span className="muted nowrap">{moment(row.at)}</span></span> },
          ]}
        />
      </section>
      {(asked === "merge" || asked === "split") && <ReshapeDialog verb={asked} org={org as Detail} onClose={() => setAsked(null)} />}
      {asked && asked !== "merge" && asked !== "split" && <ChangeDialog verb={asked} org={org as Detail} onClose={() => setAsked(null)} />}
    </>
  );
}
