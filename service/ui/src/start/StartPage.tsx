// /start: choose a process, say for whom and where, fill in its form, check, start.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { calls } from "../calls";
import type { Process } from "../api-types";
import { Blank, Failure, Head, Icon, Note, Skeleton, Tag, unmark, usePlace } from "../components";
import { useText } from "../i18n";
import { Link, useSearch } from "../router";
import { useMe } from "../session";
import { Desk } from "./Desk";
import "../case/case.css";
import "./start.css";

export default function StartPage() {
  const t = useText("start");
  const search = useSearch();
  const key = search.get("process");
  const query = useQuery({ queryKey: ["processes"], queryFn: calls.processes, staleTime: 60_000 });
  const process = query.data?.items.find((item) => item.key === key && item.startable);
  usePlace(...(process ? [{ label: t("title"), to: "/start" }, { label: process.name }] : [{ label: t("title") }]));
  if (query.isPending) return <Skeleton card lines={4} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return process ? <Desk key={process.key} process={process} /> : <Choice processes={query.data.items} wanted={key} />;
}

const SUBJECTS = ["person", "organization", "self"] as const;
/** A list longer than this is searched rather than read. */
const MANY = 6;

function Choice({ processes, wanted }: { processes: Process[]; wanted: string }) {
  const t = useText("start");
  const [q, setQ] = useState("");
  const office = useMe()?.grants.some((grant) => grant.role === "town_org_office");
  const mine = processes.filter((process) => process.startable);
  const others = processes.filter((process) => !process.startable);
  const refused = others.find((process) => process.key === wanted);
  const fits = mine.filter((process) => `${process.name}${process.description}`.toLowerCase().includes(q.trim().toLowerCase()));
  return (
    <>
      <Head title={t("title")}>
        <p>{t("lead")}</p>
        {office && <p className="small"><Link to="/releases">{t("releases")}</Link></p>}
      </Head>
      {wanted && (
        <div className="start-refused">
          <Note tone="seal" role="status" title={refused ? t("refused", { name: refused.name }) : t("unknown")}>
            {refused && t("by", { roles: refused.start_role_names.join(t("or")) })}
          </Note>
        </div>
      )}
      {mine.length > MANY && <input className="input start-find" type="search" value={q} placeholder={t("find")} aria-label={t("find")} onChange={(event) => setQ(event.target.value)} />}
      {mine.length === 0 && <section className="card"><Blank art="nothing" title={t("none.title")}>{t("none.text")}</Blank></section>}
      {mine.length > 0 && fits.length === 0 && <section className="card"><Blank art="nothing" title={t("no_hit", { q })} /></section>}
      {SUBJECTS.map((subject) => {
        const group = fits.filter((process) => process.subject === subject);
        return group.length > 0 && (
          <section key={subject} className="start-group" aria-labelledby={`start-${subject}`}>
            <h2 id={`start-${subject}`}>{t(`about.${subject}`)}</h2>
            <ul className="start-list">
              {group.map((process) => <Card key={process.key} process={process} />)}
            </ul>
          </section>
        );
      })}
      {others.length > 0 && (
        <details className="card start-others">
          <summary>{t("others")}</summary>
          <ul className="do-list pad">
            {others.map((process) => (
              <li key={process.key}>
                {process.name}
                <small>{t("by", { roles: process.start_role_names.join(t("or")) })}</small>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Card({ process }: { process: Process }) {
  const t = useText("start");
  const { text, template } = unmark(process.description);
  return (
    <li className="card">
      <h3>
        <Link to={`/start?process=${process.key}`}>{process.name}</Link>
        {template && <Tag tone="tpl">{t("template")}</Tag>}
      </h3>
      <p className="soft start-text">{text}</p>
      <p className="small muted start-foot">
        <span>{t("by", { roles: process.start_role_names.join(t("or")) })}</span>
        <Icon name="right" />
      </p>
    </li>
  );
}
