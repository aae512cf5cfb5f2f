// /start: choose a process, say for whom and where, fill in its form, check, start.
import { useQuery } from "@tanstack/react-query";
import { calls } from "../calls";
import type { Process } from "../api-types";
import { Blank, Failure, Head, Icon, Skeleton, Tag, usePlace } from "../components";
import { useText } from "../i18n";
import { Link, useSearch } from "../router";
import { useMe } from "../session";
import { unmark } from "./answers";
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
  return process ? <Desk key={process.key} process={process} /> : <Choice processes={query.data.items} />;
}

function Choice({ processes }: { processes: Process[] }) {
  const t = useText("start");
  const office = useMe()?.grants.some((grant) => grant.role === "town_org_office");
  const mine = processes.filter((process) => process.startable);
  const others = processes.filter((process) => !process.startable);
  return (
    <>
      <Head title={t("title")}>
        <p>{t("lead")}</p>
        {office && <p className="small"><Link to="/releases">{t("releases")}</Link></p>}
      </Head>
      {mine.length === 0 ? (
        <section className="card"><Blank art="nothing" title={t("none.title")}>{t("none.text")}</Blank></section>
      ) : (
        <ul className="start-list" aria-label={t("mine")}>
          {mine.map((process) => <Card key={process.key} process={process} />)}
        </ul>
      )}
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
      <h2>
        <Link to={`/start?process=${process.key}`}>{process.name}</Link>
        {template && <Tag tone="tpl">{t("template")}</Tag>}
      </h2>
      <p className="soft start-text">{text}</p>
      <p className="small muted start-foot">
        <span>{t("by", { roles: process.start_role_names.join(t("or")) })}</span>
        <Icon name="right" />
      </p>
    </li>
  );
}
