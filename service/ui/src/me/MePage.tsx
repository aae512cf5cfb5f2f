// /me: the person's own page. What comes next, what the organization owes by when, every record, and one's rights.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { calls } from "../calls";
import type { MyPage, Notice } from "../api-types";
import { CaseTable } from "../case/CaseTable";
import { printWhole } from "../case/print";
import { StagePath } from "../case/StagePath";
import { Blank, Button, Due, Failure, Head, Note, Skeleton, Tag, usePlace } from "../components";
import { fullDate, moment } from "../dates";
import { useText } from "../i18n";
import { LedgerCard } from "../person/LedgerCard";
import { AccessCard, ContactsCard, DatesCard } from "../person/parts";
import { Link } from "../router";
import { ME, useMe } from "../session";
import { noticesInOrder } from "./notices";
import "../case/case.css";

const WithdrawDialog = lazy(() => import("./WithdrawDialog"));

// where each right is exercised: a process about oneself, or a page
const RIGHTS: Record<string, string> = {
  object: "/start?process=proc_objection",
  correct: "/start?process=proc_data_subject_request&right=correct",
  copy: "/account/data",
  ask: "/start?process=proc_data_subject_request",
  notice: "/account/privacy",
};

export default function MePage() {
  const t = useText("me");
  const me = useMe();
  usePlace({ label: t("title") });
  const query = useQuery({ queryKey: ["me"], queryFn: calls.me, enabled: Boolean(me?.person) });
  if (me && !me.person) {
    return <Blank art="lost" level={1} title={t("no_person.title")} action={<Link className="btn" to="/tasks">{t("no_person.go")}</Link>}>{t("no_person.text")}</Blank>;
  }
  if (query.isPending) return <Skeleton card lines={5} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return <Content page={query.data} todo={me?.counts.todo ?? 0} />;
}

function Content({ page, todo }: { page: MyPage; todo: number }) {
  const t = useText("me");
  return (
    <>
      <Head title={t("hello", { name: page.name })} actions={<Button icon="print" onClick={printWhole}>{t("print")}</Button>}>
        <p className="hello">
          {t("stage")}
          <b>{page.stage_name}</b>
          {page.since && t("since", { on: fullDate(page.since) })}
        </p>
      </Head>
      <StagePath stages={page.path} label={t("stages")} />
      <div className="cols">
        <div className="stack">
          {todo > 0 && (
            <Note tone="sun" title={t("todo.title", { n: todo })}>
              <p>{t("todo.text")}</p>
              <p className="actions-in"><Link className="btn btn-primary" to="/tasks">{t("todo.go")}</Link></p>
            </Note>
          )}
          <NextCard page={page} />
          <NoticesCard notices={page.notices} />
          <LedgerCard ledger={page.ledger} person={page.id} mine />
          {page.cases.length > 0 && (
            <section className="card" aria-labelledby="my-cases">
              <div className="card-head"><h2 id="my-cases">{t("cases")}</h2></div>
              <CaseTable rows={page.cases} label={t("cases")} brief />
            </section>
          )}
        </div>
        <aside className="stack" aria-label={t("rights.title")}>
          <ObjectionsCard objections={page.objections} />
          <RightsCard application={page.application} />
          <DatesCard person={page} />
          <ContactsCard person={page} title={t("contacts")} />
          {page.access && <AccessCard access={page.access} title={t("access")} />}
        </aside>
      </div>
    </>
  );
}

function RightsCard({ application }: { application: MyPage["application"] }) {
  const t = useText("me");
  const [asked, setAsked] = useState(false);
  const open = application && !application.withdrawn;
  return (
    <section className="card" aria-labelledby="my-rights">
      <div className="card-head"><h2 id="my-rights">{t("rights.title")}</h2></div>
      <ul className="do-list pad">
        {Object.entries(RIGHTS).map(([right, to]) => (
          <li key={right}>
            <Link to={to}>{t(`rights.${right}`)}</Link>
            <small>{t(`rights.${right}_text`)}</small>
          </li>
        ))}
        <li>
          {open ? <button type="button" className="link-button" onClick={() => setAsked(true)}>{t("rights.withdraw")}</button> : t("rights.withdraw")}
          <small>{t(open ? "rights.withdraw_text" : application ? "rights.withdrawn" : "rights.withdraw_none")}</small>
        </li>
      </ul>
      {asked && application && (
        <Suspense fallback={null}>
          <WithdrawDialog name={application.key ?? application.process} onClose={() => setAsked(false)} />
        </Suspense>
      )}
    </section>
  );
}

function NextCard({ page }: { page: MyPage }) {
  const t = useText("me");
  return (
    <section className="card" aria-labelledby="my-next">
      <div className="card-head"><h2 id="my-next">{t("next.title")}</h2></div>
      <p className="next-step">{page.next_step}</p>
      <div className="pad"><p><b>{t("deadlines.title")}</b></p><p className="small muted">{page.deadlines.length > 0 ? t("deadlines.lead") : t("deadlines.none")}</p></div>
      {page.deadlines.length > 0 && (
        <ul className="owed">
          {page.deadlines.map((owed) => (
            <li key={owed.what + owed.due}>
              <span>{owed.what}</span>
              <Due at={owed.due} long />
              <small>{owed.who}</small>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function NoticesCard({ notices }: { notices: Notice[] }) {
  const t = useText("me");
  const client = useQueryClient();
  const read = useMutation({
    mutationFn: (id: string) => calls.readNotice(id),
    // the mark changes at once; what the service holds comes after
    onMutate: (id) => client.setQueryData<MyPage>(["me"], (page) => page && { ...page, notices: page.notices.map((notice) => (notice.id === id ? { ...notice, read_at: new Date().toISOString() } : notice)) }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ["me"] }), client.invalidateQueries({ queryKey: ME }), client.invalidateQueries({ queryKey: ["notices"] })]),
  });
  const unread = notices.filter((notice) => !notice.read_at).length;
  return (
    <section className="card" aria-labelledby="my-notices">
      <div className="card-head">
        <h2 id="my-notices">{t("notices.title")}</h2>
        {notices.length > 0 && <span className="push">{unread > 0 ? <Tag tone="now">{t("notices.unread", { n: unread })}</Tag> : <span className="muted">{t("notices.all_read")}</span>}</span>}
      </div>
      {notices.length === 0 ? (
        <p className="pad muted">{t("notices.none")}</p>
      ) : (
        <ul className="notice-list">
          {noticesInOrder(notices).map((notice) => (
            <li key={notice.id} className={notice.read_at ? undefined : "is-new"}>
              <p className="line apart">
                <span className="line">
                  <b>{notice.title}</b>
                  {!notice.read_at && <Tag tone="now">{t("notices.new")}</Tag>}
                </span>
                <time dateTime={notice.at}>{moment(notice.at)}</time>
              </p>
              <p className="soft">{notice.text}</p>
              <p className="line">
                {notice.instance_id && <Link to={`/cases/${notice.instance_id}`}>{t("notices.open")}</Link>}
                {!notice.read_at && (
                  <Button tone="quiet" icon="check" onClick={() => read.mutate(notice.id)}>
                    {t("notices.read")}
                    <span className="sr">{notice.title}</span>
                  </Button>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ObjectionsCard({ objections }: { objections: MyPage["objections"] }) {
  const t = useText("me");
  return (
    <section className="card" aria-labelledby="my-objections">
      <div className="card-head">
        <h2 id="my-objections">{t("objections.title")}</h2>
        {objections.length > 0 && <span className="push"><Tag tone="hold">{t("objections.open", { n: objections.length })}</Tag></span>}
      </div>
      {objections.length === 0 ? (
        <p className="pad muted">{t("objections.none")}</p>
      ) : (
        <ul className="do-list pad">
          {objections.map((objection) => (
            <li key={objection.id}>
              <p className="strong">{objection.title}</p>
              <p className="line"><Tag tone="hold" icon="say">{objection.status}</Tag><span className="small muted">{moment(objection.at)}</span>{objection.instance_id && <Link className="small" to={`/cases/${objection.instance_id}`}>{t("objections.follow")}</Link>}</p>
              {objection.note && <p className="small soft">{objection.note}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
