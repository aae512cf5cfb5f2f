// /exams/:id/sit: one's own paper. Every change is kept at once; the page says so, and says when it cannot.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { ApiProblem } from "../api";
import { Blank, Button, Dialog, Failure, Head, Icon, Note, Skeleton, usePlace } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { Link, useParams } from "../router";
import { calls } from "./calls";
import type { Question, Sitting } from "./calls";
import { Sheet, clock, left } from "./sheet";
import type { Stopped } from "./sheet";
import "./exams.css";

const HEARTBEAT = 30_000;
const HURRY = 300; // seconds left when the clock changes its colour

export default function SitPage() {
  const { id = "" } = useParams();
  const t = useText("exams");
  const [sitting, setSitting] = useState<Sitting | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [stopped, setStopped] = useState<Stopped | null>(null);
  usePlace({ label: t("title"), to: "/exams" }, { label: sitting?.name ?? t("sit") });
  const begin = useCallback(() => {
    setFailed(null);
    setStopped(null);
    setSitting(null); // the sheet of before must not go on beside the new one
    calls.begin(id).then(setSitting, setFailed);
  }, [id]);
  const look = useCallback(() => {
    setStopped(null);
    calls.sitting(id).then(setSitting, setFailed);
  }, [id]);
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return; // development runs effects twice; each start takes the sheet over from the other
    asked.current = true;
    begin();
  }, [begin]);

  if (failed instanceof ApiProblem && failed.status === 409) {
    return <Blank art="nothing" level={1} title={failed.detail} action={<Link className="btn" to="/exams">{t("back")}</Link>} />;
  }
  if (failed) return <Failure error={failed} retry={begin} level={1} />;
  if (!sitting) return <Skeleton card lines={6} />;
  if (sitting.submitted_at) return <Done sitting={sitting} again={begin} />;
  if (stopped === "elsewhere") {
    return (
      <Blank art="locked" level={1} title={t("elsewhere.title")} action={<Button tone="primary" onClick={begin}>{t("elsewhere.here")}</Button>}>
        {t("elsewhere.text")}
      </Blank>
    );
  }
  return <Paper key={`${sitting.attempt}-${sitting.device}`} sitting={sitting} stopped={(why) => (why === "handed_in" ? look() : setStopped(why))} over={stopped === "over"} done={setSitting} />;
}

function Paper({ sitting, stopped, over, done }: { sitting: Sitting; stopped: (why: Stopped) => void; over: boolean; done: (sitting: Sitting) => void }) {
  const t = useText("exams");
  const client = useQueryClient();
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [offset] = useState(() => Date.parse(sitting.now) - Date.now());
  const [rest, setRest] = useState(() => left(sitting.ends_at, offset, Date.now()));
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const calling = useRef(stopped);
  calling.current = stopped;
  const [sheet] = useState(
    () => new Sheet(sitting, { send: (body) => calls.save(sitting.exam_id, body), store: storage(), changed: redraw, stopped: (why) => calling.current(why) }),
  );

  const handIn = useCallback(async () => {
    setBusy(true);
    setBad("");
    try {
      await sheet.flush();
      if (sheet.unsent > 0 && sheet.state === "waiting") throw new ApiProblem({ status: 0 });
      const result = await calls.submit(sitting.exam_id, sitting.device);
      sheet.forget();
      void client.invalidateQueries({ queryKey: ["exams"] });
      done(result);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.code === "exam_handed_in" || problem.code === "exam_elsewhere") return calling.current(problem.code === "exam_elsewhere" ? "elsewhere" : "handed_in");
      setAsking(false);
      setBad(problem.status === 0 ? t("offline") : problem.detail);
    } finally {
      setBusy(false);
    }
  }, [client, done, sheet, sitting, t]);

  useEffect(() => {
    const tick = setInterval(() => setRest(left(sitting.ends_at, offset, Date.now())), 500);
    const beat = setInterval(() => void sheet.flush(), HEARTBEAT);
    const now = () => void sheet.flush();
    addEventListener("online", now);
    document.addEventListener("visibilitychange", now);
    return () => {
      clearInterval(tick);
      clearInterval(beat);
      removeEventListener("online", now);
      document.removeEventListener("visibilitychange", now);
      sheet.stop();
    };
  }, [offset, sheet, sitting.ends_at]);

  const ended = over || rest === 0;
  const handed = useRef(false);
  useEffect(() => {
    if (!ended || handed.current) return;
    handed.current = true; // the time is over: hand in what there is
    void handIn();
  }, [ended, handIn]);

  const open = sitting.questions.length - sheet.answered();
  const next = sitting.questions.find((question) => !(sheet.chosen.get(question.place)?.length ?? 0));
  return (
    <>
      <Head title={sitting.name} />
      <div className="exam-bar card" role="group" aria-label={t("progress")}>
        <span className={rest <= HURRY ? "exam-clock exam-hurry" : "exam-clock"} role="timer" aria-label={t("left")}>{clock(rest)}</span>
        <span className="exam-count">{t("answered", { n: sheet.answered(), all: sitting.questions.length })}</span>
        <span className={`exam-saved exam-${sheet.state}`} role="status">
          <Icon name={sheet.state === "saved" ? "check" : sheet.state === "waiting" ? "warn" : "save"} />
          {t(`save.${sheet.state}`)}
        </span>
        <Button tone="primary" busy={busy} onClick={() => setAsking(true)}>{t("hand_in")}</Button>
      </div>
      {rest <= HURRY && !ended && <p className="sr" role="alert">{t("hurry")}</p>}
      {bad && <Note tone="seal" role="alert">{bad}</Note>}
      {ended && <Note tone="sun" role="status">{t("time_over")}</Note>}
      <ol className="exam-questions">
        {sitting.questions.map((question) => (
          <Item key={question.place} question={question} chosen={sheet.chosen.get(question.place) ?? []} locked={ended} choose={(keys) => sheet.choose(question.place, keys)} />
        ))}
      </ol>
      <p className="actions-in">
        <Button tone="primary" busy={busy} onClick={() => setAsking(true)}>{t("hand_in")}</Button>
      </p>
      {asking && (
        <Dialog
          title={t("ask.title")}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button onClick={() => (setAsking(false), next && document.getElementById(`q${next.place}`)?.scrollIntoView({ block: "center" }))}>{t(open > 0 ? "ask.look" : "ask.keep")}</Button>
              <Button tone="primary" busy={busy} onClick={() => void handIn()}>{t("hand_in")}</Button>
            </>
          }
        >
          <p>{t(open > 0 ? "ask.open" : "ask.full", { n: open })}</p>
        </Dialog>
      )}
    </>
  );
}

function Item({ question, chosen, locked, choose }: { question: Question; chosen: string[]; locked: boolean; choose: (keys: string[]) => void }) {
  const t = useText("exams");
  const many = question.kind === "multiple";
  const toggle = (key: string) => choose(many ? (chosen.includes(key) ? chosen.filter((each) => each !== key) : [...chosen, key].sort()) : [key]);
  return (
    <li className="card" id={`q${question.place}`}>
      <fieldset className="exam-question" disabled={locked}>
        <legend>
          <span className="exam-n">{question.place}</span>
          <span className="muted small">{t(`kind.${question.kind}`)} {t("worth", { n: question.worth })}</span>
          <span className="exam-stem">{question.stem}</span>
        </legend>
        {question.options.map((option, at) => (
          <label className={chosen.includes(option.key) ? "exam-option is-picked" : "exam-option"} key={option.key}>
            <input type={many ? "checkbox" : "radio"} name={`q${question.place}`} checked={chosen.includes(option.key)} onChange={() => toggle(option.key)} />
            {question.kind !== "judgement" && <b aria-hidden="true">{String.fromCharCode(65 + at)}</b>}
            <span>{option.text}</span>
          </label>
        ))}
      </fieldset>
    </li>
  );
}

function Done({ sitting, again }: { sitting: Sitting; again: () => void }) {
  const t = useText("exams");
  return (
    <>
      <Head title={sitting.name} />
      <section className="card">
        <Blank
          art={sitting.passed ? "done" : undefined}
          title={t(sitting.passed ? "done.passed" : "done.not_passed", { n: sitting.score })}
          action={
            <p className="actions-in line">
              {sitting.may_resit && <Button tone="primary" onClick={again}>{t("again")}</Button>}
              <Link className="btn" to="/exams">{t("back")}</Link>
            </p>
          }
        >
          {t(sitting.passed ? "done.passed_text" : sitting.may_resit ? "done.resit_text" : "done.not_passed_text", { mark: sitting.pass_mark, at: moment(sitting.submitted_at) })}
        </Blank>
      </section>
    </>
  );
}

function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null; // blocked by the browser: the service has everything that it acknowledged
  }
}
