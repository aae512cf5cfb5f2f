// /people/:id: where a person stands, the dates of law, the ledger, the cases, who accompanies and who looked.
import { useQuery } from "@tanstack/react-query";
import { calls } from "../calls";
import type { Person } from "../api-types";
import { CaseTable } from "../case/CaseTable";
import { printWhole } from "../case/print";
import { StagePath } from "../case/StagePath";
import { Button, FactList, Failure, Head, Note, Skeleton, Tag, usePlace } from "../components";
import { fullDate, moment } from "../dates";
import { useText } from "../i18n";
import { Link, useParams } from "../router";
import { useMe } from "../session";
import { LedgerCard } from "./LedgerCard";
import { AccessCard, ContactsCard, DatesCard } from "./parts";
import { SealedFacts } from "./Sealed";
import "../case/case.css";

export default function PersonPage() {
  const { id = "" } = useParams();
  const t = useText("person");
  const query = useQuery({ queryKey: ["people", id], queryFn: () => calls.person(id) });
  usePlace({ label: t("people"), to: "/people" }, { label: query.data?.name ?? (query.isError ? t("state.unread") : "…") });
  if (query.isPending) return <Skeleton card lines={5} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return <Content person={query.data} />;
}

function Content({ person }: { person: Person }) {
  const t = useText("person");
  const me = useMe();
  const organization = (org: { id: string; name: string }) => (me?.can.organizations ? <Link to={`/organizations/${org.id}`}>{org.name}</Link> : <span>{org.name}</span>);
  return (
    <>
      <Head title={person.name} actions={<Button icon="print" onClick={printWhole}>{t("print")}</Button>}>
        <p className="line line-wide">
          {organization(person.branch)}
          {organization(person.base)}
          <Tag tone="now">{person.stage_name}</Tag>
          {person.since && <span className="muted">{t("since", { on: fullDate(person.since) })}</span>}
        </p>
      </Head>
      <StagePath stages={person.path} label={t("stages")} />
      <div className="cols">
        <div className="stack">
          <LedgerCard ledger={person.ledger} person={person.id} />
          <section className="card" aria-labelledby="person-cases">
            <div className="card-head">
              <h2 id="person-cases">{t("cases")}</h2>
              {person.cases.length > 0 && <Link className="push" to={`/cases?person=${person.id}`}>{t("cases_all")}</Link>}
            </div>
            {person.cases.length > 0 ? <CaseTable rows={person.cases} label={t("cases")} brief /> : <p className="pad muted">{t("cases_none")}</p>}
          </section>
          {person.notices.length > 0 && (
            <section className="card" aria-labelledby="person-notices">
              <div className="card-head"><h2 id="person-notices">{t("notices")}</h2></div>
              <ul className="notice-list">
                {person.notices.map((notice) => (
                  <li key={notice.id}>
                    <p className="line apart"><b>{notice.title}</b><time dateTime={notice.at}>{moment(notice.at)}</time></p>
                    <p className="soft">{notice.text}</p>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
        <aside className="stack" aria-label={t("facts")}>
          <section className="card" aria-labelledby="person-facts">
            <div className="card-head"><h2 id="person-facts">{t("facts")}</h2></div>
            <div className="pad stack">
              {person.facts.kind === "facts" && <FactList facts={person.facts.facts} />}
              <SealedFacts person={person} sealed={person.sealed} own={person.id === me?.person?.id} />
            </div>
          </section>
          <DatesCard person={person} />
          <ContactsCard person={person} title={t("contacts")} />
          {person.access && <AccessCard access={person.access} title={t("access")} />}
          {person.id !== me?.person?.id && (person.ledger || person.sealed.may_reveal) && <Note tone="sun" icon="eye"><p className="small">{t("viewed", { name: person.name })}</p></Note>}
        </aside>
      </div>
    </>
  );
}
