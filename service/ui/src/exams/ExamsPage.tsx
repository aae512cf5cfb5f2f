// /exams: what one sits, and what one looks after.
import { useQuery } from "@tanstack/react-query";
import { Blank, Failure, Head, Skeleton, Table, Tag, usePlace } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";
import { useMe } from "../session";
import { calls } from "./calls";
import type { ExamRow } from "./calls";
import "./exams.css";

export default function ExamsPage() {
  const t = useText("exams");
  const me = useMe();
  usePlace({ label: t("title") });
  const query = useQuery({ queryKey: ["exams"], queryFn: calls.exams });
  const banks = me?.grants.some((grant) => grant.role === "training_admin" || grant.role === "exam_invigilator");
  return (
    <>
      <Head title={t("title")} actions={banks && <Link className="btn" to="/exams/banks">{t("banks.title")}</Link>}>
        <p>{t("lead")}</p>
      </Head>
      {query.isPending ? <Skeleton card lines={3} /> : query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Lists rows={query.data.items} keeper={banks} />}
    </>
  );
}

function Lists({ rows, keeper = false }: { rows: ExamRow[]; keeper?: boolean }) {
  const t = useText("exams");
  const start = useMe()?.can.start;
  const mine = rows.filter((row) => row.mode && row.status !== "planned");
  const kept = rows.filter((row) => row.keeper);
  if (mine.length + kept.length === 0) return <section className="card"><Blank art="nothing" title={t("none")} action={keeper && start && <Link className="btn" to="/start">{t("none_start")}</Link>}>{t(keeper ? "none_keeper" : "none_text")}</Blank></section>;
  return (
    <div className="stack">
      {mine.map((row) => <Mine key={row.id} row={row} />)}
      {kept.length > 0 && (
        <section className="card" aria-labelledby="exams-kept">
          <div className="card-head"><h2 id="exams-kept">{t("kept")}</h2></div>
          <Table<ExamRow>
            label={t("kept")}
            rows={kept}
            rowKey={(row) => row.id}
            columns={[
              { key: "name", label: t("th.name"), lead: true, cell: (row) => <Link to={`/exams/${row.id}/board`}>{row.name}</Link> },
              { key: "opens_at", label: t("th.opens"), cell: (row) => <span className="nowrap">{moment(row.opens_at)}</span> },
              { key: "closes_at", label: t("th.closes"), cell: (row) => <span className="nowrap">{moment(row.closes_at)}</span> },
              { key: "status", label: t("th.status"), cell: (row) => <Tag tone={row.status === "open" ? "now" : row.status === "closed" ? "done" : "plain"}>{t(`status.${row.status}`)}</Tag> },
            ]}
          />
        </section>
      )}
    </div>
  );
}

function Mine({ row }: { row: ExamRow }) {
  const t = useText("exams");
  const head = `exam-${row.id}`;
  return (
    <section className="card" aria-labelledby={head}>
      <div className="card-head"><h2 id={head}>{row.name}</h2></div>
      <div className="pad stack-s">
        <p className="line line-wide">
          <span>{t("window", { from: moment(row.opens_at), to: moment(row.closes_at) })}</span>
          <span className="muted">{t("minutes", { n: row.minutes })}</span>
          {row.score !== null && <Tag tone={row.passed ? "done" : "info"}>{t(row.passed ? "passed" : "not_passed", { n: row.score })}</Tag>}
        </p>
        {row.may_sit ? (
          <>
            <p className="soft">{t(row.attempts > 0 && !row.running ? "rules_again" : "rules", { mark: row.pass_mark, n: row.resits })}</p>
            <p className="actions-in"><Link className="btn btn-primary" to={`/exams/${row.id}/sit`}>{t(row.running ? "go_on" : row.attempts > 0 ? "again" : "begin")}</Link></p>
          </>
        ) : (
          <p className="soft">{t(row.mode === "computer" ? (row.passed ? "why.passed" : row.status === "closed" ? "why.closed" : row.attempts > row.resits ? "why.used" : "why.not_yet") : `why.${row.mode}`)}</p>
        )}
      </div>
    </section>
  );
}
