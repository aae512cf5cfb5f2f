// One process about to start: where, for whom, the form; then everything said back before it counts.
import { useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiProblem, intentKey } from "../api";
import { calls } from "../calls";
import type { Answers, FieldProblem, Option, Process } from "../api-types";
import { Button, Head, Note, Skeleton, Tag, toast, unmark } from "../components";
import { loadTexts, useText } from "../i18n";
import { Link, navigate, useSearch } from "../router";
import { facts } from "./answers";

const AnswerForm = lazy(async () => (await loadTexts(["forms"]), import("../forms/AnswerForm")));
const Combobox = lazy(async () => (await loadTexts(["forms"]), { default: (await import("../forms/Combobox")).Combobox }));

const FORM = "start-form";
// answers that a link may bring: what an objection is about, which right is asked for
const PREFILLED = ["subject_type", "entry_id", "case_id", "right"];

export function Desk({ process }: { process: Process }) {
  const t = useText("start");
  const client = useQueryClient();
  const given = useSearch();
  const [organization, setOrganization] = useState(process.organizations[0]?.id ?? "");
  const [person, setPerson] = useState("");
  const [about, setAbout] = useState<Option | null>(null);
  const origin = given.get("about");
  const places = useRef(process.organizations);
  const [answers, setAnswers] = useState<Answers>(() => Object.fromEntries(PREFILLED.flatMap((name) => (given.get(name) ? [[name, given.get(name)]] : []))));
  const [checked, setChecked] = useState<Answers | null>(null);
  const [problems, setProblems] = useState<FieldProblem[]>([]);
  const [refusal, setRefusal] = useState("");
  const [need, setNeed] = useState(false);
  const [busy, setBusy] = useState(false);
  const intent = useRef<{ key: string; body: string } | null>(null);
  const labels = useRef(new Map<string, string>());
  const top = useRef<HTMLDivElement>(null);
  const { text, template } = unmark(process.description);
  const needsPerson = process.subject === "person";
  // about oneself: it comes from the own page, and that is where it is followed
  const own = process.subject === "self";

  const remember = useCallback((items: Option[]) => {
    for (const item of items) labels.current.set(item.value, item.label);
    return items;
  }, []);
  const findPeople = useCallback(
    async (q: string, signal: AbortSignal) => {
      // where somebody else's post is borrowed, the people there may not be among those whom one sees
      if (places.current.some((place) => place.id === organization && place.in_stead_of))
        return remember((await calls.startOptions(process.key, "person_id", organization, q, signal)).items);
      const page = await calls.people({ q, organization, limit: 20 }, signal);
      const found = page.items.map((row) => ({ value: row.id, label: row.name, note: [row.stage_name, row.branch.name].join(t("dot")) }));
      // whom the case at hand is about stands first, however many people there are
      return remember(about && !q && !found.some((item) => item.value === about.value) ? [about, ...found] : found);
    },
    [about, organization, process.key, remember, t],
  );
  // begun from the page of a case: its person, at its organisation
  useEffect(() => {
    if (!origin || !needsPerson) return;
    void client.fetchQuery({ queryKey: ["instances", origin], queryFn: () => calls.instance(origin), staleTime: 60_000 }).then(
      ({ subject, organization: home }) => {
        if (subject?.kind !== "person" || !places.current.some((place) => place.id === home.id)) return;
        labels.current.set(subject.id, subject.name);
        setAbout({ value: subject.id, label: subject.name });
        setOrganization(home.id);
        setPerson(subject.id);
      },
      () => undefined, // no such case, or not for these eyes: the person is chosen by hand
    );
  }, [client, needsPerson, origin]);
  const options = useCallback(
    async (field: string, q: string, signal: AbortSignal) => remember((await calls.startOptions(process.key, field, organization, q, signal)).items),
    [process.key, organization, remember],
  );

  // the check is a page of its own: begin to read at its top
  const stage = checked !== null;
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    scrollTo(0, 0);
    top.current?.focus({ preventScroll: true });
  }, [stage]);

  const toCheck = (given: Answers) => {
    if (needsPerson && !person) {
      setNeed(true);
      document.getElementById("start-person")?.focus();
      return;
    }
    setProblems([]);
    setRefusal("");
    setChecked(given);
  };

  const start = async () => {
    if (busy || checked === null) return;
    const body = { process: process.key, organization_id: organization, ...(needsPerson ? { person_id: person } : {}), answers: checked };
    const fingerprint = JSON.stringify(body);
    // the same words again are the same intent: the service answers a repeated request once
    if (intent.current?.body !== fingerprint) intent.current = { key: intentKey(), body: fingerprint };
    setBusy(true);
    setRefusal("");
    try {
      const started = await calls.start(body, intent.current.key);
      toast(started.instance.business_key ? t("done", { key: started.instance.business_key }) : t("done_plain"));
      void client.invalidateQueries();
      const next = started.next[0];
      navigate(own ? "/me" : next ? `/tasks/${next.id}` : `/cases/${started.instance.id}`, { replace: true });
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.status === 401) return;
      const fields = problem.errors.filter((error) => error.pointer.startsWith("/answers/"));
      if (fields.length > 0) {
        setProblems(fields);
        setChecked(null);
      }
      const rest = problem.errors.filter((error) => !error.pointer.startsWith("/answers/")).map((error) => error.message);
      setRefusal(problem.status === 0 || problem.status >= 500 ? t("failed") : [problem.detail, ...rest].filter(Boolean).join(t("space")) || t("failed"));
    } finally {
      setBusy(false);
    }
  };

  const said = useMemo(
    () => (checked && process.form ? facts(process.form.schema, process.form.ui, checked, { yes: t("yes"), no: t("no"), join: t("comma"), label: (value) => labels.current.get(value) }) : []),
    [checked, process.form, t],
  );
  const place = process.organizations.find((each) => each.id === organization);
  const stead = place?.in_stead_of ?? "";
  const where = place ? t(stead ? "where_in_stead" : "where_plain", { name: place.name, who: stead }) : "";
  const whom = labels.current.get(person) ?? "";

  return (
    <div className="start-desk" ref={top} tabIndex={-1}>
      <Head title={stage ? t("check_title") : process.name} actions={!stage && <Link className="btn btn-quiet" to={own ? "/me" : "/start"}>{t(own ? "back_me" : "back")}</Link>}>
        {!stage && (
          <p className="measure">
            {text} {template && <Tag tone="tpl">{t("template")}</Tag>}
          </p>
        )}
      </Head>
      {refusal && <div className="case-note"><Note tone="seal" role="alert">{refusal}</Note></div>}
      {stage ? (
        <>
          <section className="card pad">
            <dl className="facts">
              <dt>{t("fact.process")}</dt>
              <dd>{process.name}</dd>
              <dt>{t("fact.organization")}</dt>
              <dd>{where}</dd>
              {needsPerson && (
                <>
                  <dt>{t("fact.person")}</dt>
                  <dd><b>{whom}</b></dd>
                </>
              )}
              {said.map((fact) => (
                <div className="facts-pair" key={fact.label}>
                  <dt>{fact.label}</dt>
                  <dd>{fact.rows ? <ol className="start-rows">{fact.rows.map((row, i) => <li key={i}>{row}</li>)}</ol> : fact.value}</dd>
                </div>
              ))}
            </dl>
          </section>
          <section className="card" aria-labelledby="start-will">
            <div className="card-head"><h2 id="start-will">{t("will")}</h2></div>
            <ul className="do-list pad">
              <li>{t("will_1")}</li>
              <li>{t("will_2")}</li>
              {stead && <li>{t("will_stead", { who: stead })}</li>}
              {needsPerson && <li>{t("will_person", { name: whom })}</li>}
            </ul>
          </section>
          <p className="actions start-actions">
            <Button tone="primary" busy={busy} onClick={() => void start()}>{busy ? t("going") : t("go", { name: process.name })}</Button>
            <Button onClick={() => setChecked(null)}>{t("edit")}</Button>
          </p>
        </>
      ) : (
        <>
          <section className="card pad">
            <div className="field">
              <label className="label" htmlFor="start-where">{t("where")}</label>
              <span className="hint" id="start-where-hint">{t("where_hint")}</span>
              {process.organizations.length > 1 ? (
                <select
                  className="input"
                  id="start-where"
                  aria-describedby="start-where-hint"
                  value={organization}
                  onChange={(event) => {
                    setOrganization(event.target.value);
                    setPerson("");
                  }}
                >
                  {process.organizations.map((each) => (
                    <option key={each.id} value={each.id}>{t(each.in_stead_of ? "where_in_stead" : "where_plain", { name: each.name, who: each.in_stead_of ?? "" })}</option>
                  ))}
                </select>
              ) : (
                <input className="input" id="start-where" aria-describedby="start-where-hint" readOnly value={where} />
              )}
            </div>
            {needsPerson && (
              <div className={need ? "field field-bad" : "field"}>
                <label className="label" htmlFor="start-person">{t("whom")}</label>
                <span className="hint" id="start-person-hint">{t("whom_hint")}</span>
                {need && <p className="bad" id="start-person-bad" role="alert">{t("whom_need")}</p>}
                <Suspense fallback={<input className="input" id="start-person" readOnly />}>
                  <Combobox
                    key={organization}
                    id="start-person"
                    name="person_id"
                    label={t("whom")}
                    value={person ? [person] : []}
                    onChange={(value) => {
                      setPerson(value[0] ?? "");
                      setNeed(false);
                    }}
                    load={findPeople}
                    invalid={need}
                    describedBy={need ? "start-person-bad start-person-hint" : "start-person-hint"}
                  />
                </Suspense>
              </div>
            )}
          </section>
          {process.form ? (
            <section className="card" aria-labelledby="start-form-title">
              <div className="card-head"><h2 id="start-form-title">{t("form")}</h2></div>
              <div className="pad">
                <Suspense fallback={<Skeleton lines={3} label={t("form_loading")} />}>
                  <AnswerForm key={organization} id={FORM} form={process.form} value={answers} onChange={setAnswers} onSubmit={toCheck} problems={problems} options={options} />
                </Suspense>
              </div>
            </section>
          ) : (
            <p className="muted start-actions">{t("no_form")}</p>
          )}
          <p className="actions start-actions">
            {process.form ? <Button tone="primary" type="submit" form={FORM}>{t("check")}</Button> : <Button tone="primary" onClick={() => toCheck({})}>{t("check")}</Button>}
          </p>
        </>
      )}
    </div>
  );
}
