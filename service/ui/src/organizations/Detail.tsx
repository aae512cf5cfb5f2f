// One organization: where it belongs, its numbers, its posts and who holds them, what lies below, people by stage.
import { useState } from "react";
import type { OrgNode, Organization } from "../api-types";
import { Icon, Table, Tag } from "../components";
import { fullDate } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";
import { useMe } from "../session";
import { RegisterButton } from "./RegisterButton";

const FIRST = 12;
const WITHOUT_PEOPLE = ["sys_admin", "security_admin", "audit_admin", "privacy_officer", "process_editor", "process_releaser"];

export function Detail({ organization, level }: { organization: Organization; level: 1 | 2 }) {
  const Heading = `h${level}` as "h1" | "h2";
  const t = useText("organizations");
  const above = organization.path.slice(0, -1);
  // a post at or above it that works with people; the service decides all the same
  const seat = useMe()?.grants.some((grant) => !WITHOUT_PEOPLE.includes(grant.role) && organization.path.some((step) => step.id === grant.organization.id)) ?? false;
  return (
    <>
      <header className="head">
        <div>
          {above.length > 0 && (
            <p className="line small org-path">
              {above.map((step) => (
                <span key={step.id}>
                  <Link to={`/organizations/${step.id}`}>{step.name}</Link>
                  <Icon name="right" small />
                </span>
              ))}
            </p>
          )}
          <Heading className="t22">{organization.name}</Heading>
          <p className="line">
            <Tag>{t(`level.${organization.level}`)}</Tag>
            {organization.tags.map((tag) => <Tag key={tag} tone="info">{tag}</Tag>)}
          </p>
        </div>
        <div className="actions">
          {organization.sees_points && <Link className="btn" to={`/organizations/${organization.id}/points`}><Icon name="chart" />{t("links.points")}</Link>}
          {seat && <RegisterButton organization={organization.id} />}
          <Link className="btn" to={`/cases?organization=${organization.id}`}><Icon name="paper" />{t("links.cases")}</Link>
          <Link className="btn" to={`/people?organization=${organization.id}`}><Icon name="people" />{t("links.people")}</Link>
        </div>
      </header>
      <dl className="card org-numbers">
        {(["members", "activists", "applicants", "branches"] as const)
          .filter((key) => key !== "branches" || organization.branches > 0)
          .map((key) => (
            <div className="stat" key={key}>
              <dt className="small muted">{t(`numbers.${key}`)}</dt>
              <dd className="stat-n">{organization[key].toLocaleString("en-US")}</dd>
            </div>
          ))}
      </dl>
      <div className="cols-2 org-cols">
        <section className="card" aria-labelledby="org-posts">
          <div className="card-head"><h2 id="org-posts">{t("posts.title")}</h2></div>
          {organization.posts.length === 0 ? (
            <p className="pad muted">{t("posts.none")}</p>
          ) : (
            <ul className="files pad org-posts">
              {organization.posts.map((post) => (
                <li key={post.role}>
                  <span className="muted">{post.role_name}</span>
                  <span className="holders">
                    {post.holders.length === 0 ? (
                      <Tag tone="hold" icon={null}>{t("posts.vacant")}</Tag>
                    ) : (
                      post.holders.map((holder) => (
                        <span key={holder.id}>
                          {holder.name}
                          {holder.from && <small>{t("posts.from", { on: fullDate(holder.from) })}</small>}
                        </span>
                      ))
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
        <section className="card" aria-labelledby="org-people">
          <div className="card-head"><h2 id="org-people">{t("people.title")}</h2></div>
          {organization.people.length === 0 ? (
            <p className="pad muted">{t("people.none")}</p>
          ) : (
            <ul className="files pad">
              {organization.people.map((stage) => (
                <li key={stage.stage}>
                  <Link to={`/people?organization=${organization.id}&stage=${stage.stage}`}>{stage.stage_name}</Link>
                  <b className="push num">{stage.n.toLocaleString("en-US")}</b>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
      {organization.coverage.length > 0 && <Coverage rows={organization.coverage} />}
      {organization.honoured.length > 0 && <Honoured key={`h${organization.id}`} rows={organization.honoured} />}
      {organization.children.length > 0 && <Below key={organization.id} rows={organization.children} />}
    </>
  );
}

function Coverage({ rows }: { rows: Organization["coverage"] }) {
  const t = useText("organizations");
  type Park = Organization["coverage"][number];
  const of = (key: "by_organization" | "by_work", rate: "organization_rate" | "work_rate") => ({
    key,
    label: t(`coverage.${key}`),
    align: "end" as const,
    cell: (row: Park) => t("coverage.of", { rate: row[rate], n: row[key] }),
  });
  return (
    <section className="card org-below" aria-labelledby="org-coverage">
      <div className="card-head"><h2 id="org-coverage">{t("coverage.title")}</h2></div>
      <Table
        label={t("coverage.title")}
        rows={rows}
        rowKey={(row) => row.park}
        columns={[
          { key: "park", label: t("coverage.park"), lead: true, cell: (row) => row.park },
          { key: "enterprises", label: t("coverage.enterprises"), align: "end", cell: (row) => row.enterprises.toLocaleString("en-US") },
          of("by_organization", "organization_rate"),
          of("by_work", "work_rate"),
          { key: "not_visited", label: t("coverage.not_visited"), align: "end", cell: (row) => row.not_visited.toLocaleString("en-US") },
        ]}
      />
      <p className="pad small muted">{t("coverage.note")}</p>
    </section>
  );
}

/** Sunshine members, in the public notice and named, by organisation and name. */
function Honoured({ rows }: { rows: Organization["honoured"] }) {
  const t = useText("organizations");
  const [all, setAll] = useState(false);
  return (
    <section className="card org-below" aria-labelledby="org-honoured">
      <div className="card-head">
        <h2 id="org-honoured">{t("honoured.title")}</h2>
        {rows.length > FIRST && <button type="button" className="link-button push" onClick={() => setAll(!all)} aria-expanded={all}>{t("honoured.all", { n: rows.length })}</button>}
      </div>
      <Table
        label={t("honoured.title")}
        rows={all ? rows : rows.slice(0, FIRST)}
        columns={[
          { key: "name", label: t("honoured.name"), lead: true },
          { key: "organization", label: t("honoured.organization") },
          { key: "year", label: t("honoured.year"), cell: (row) => <>{row.year} {row.published && <Tag tone="hold">{t("honoured.published")}</Tag>}</> },
        ]}
      />
    </section>
  );
}

function Below({ rows }: { rows: OrgNode[] }) {
  const t = useText("organizations");
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FIRST);
  const n = (key: "members" | "activists" | "applicants") => ({ key, label: t(`numbers.${key}`), align: "end" as const, cell: (row: OrgNode) => row[key].toLocaleString("en-US") });
  return (
    <section className="card org-below" aria-labelledby="org-below">
      <div className="card-head">
        <h2 id="org-below">{t("children.title")}</h2>
        {rows.length > FIRST && <button type="button" className="link-button push" onClick={() => setAll(!all)} aria-expanded={all}>{t("children.all", { n: rows.length })}</button>}
      </div>
      <Table
        label={t("children.name")}
        rows={shown}
        rowKey={(row) => row.id}
        columns={[
          { key: "name", label: t("children.name"), lead: true, cell: (row) => <Link to={`/organizations/${row.id}`}>{row.name}</Link> },
          n("members"),
          n("activists"),
          n("applicants"),
        ]}
      />
    </section>
  );
}
