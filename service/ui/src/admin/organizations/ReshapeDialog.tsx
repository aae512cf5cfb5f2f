// Merge an organization into another, or split one: first who and what, then what follows from it, then the deed.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Button, Dialog, Note, Skeleton, Tag, toast } from "../../components";
import { today } from "../../dates";
import { useText } from "../../i18n";
import { navigate } from "../../router";
import { useAttempt } from "../attempt";
import { calls as register } from "../people/calls";
import { Field } from "./ChangeDialog";
import { calls } from "./calls";
import type { Detail, Plan } from "./calls";

const MOST = 100;

export function ReshapeDialog({ verb, org, onClose }: { verb: "merge" | "split"; org: Detail; onClose: () => void }) {
  const t = useText("admin/organizations");
  const client = useQueryClient();
  const { key, busy, bad, attempt } = useAttempt(t("silent"));
  const [into, setInto] = useState("");
  const [name, setName] = useState("");
  const [people, setPeople] = useState<string[]>([]);
  const [children, setChildren] = useState<string[]>([]);
  const [on, setOn] = useState(today());
  const [reason, setReason] = useState("");
  const [plan, setPlan] = useState<Plan | null>(null);
  const chosen = verb === "merge" ? Boolean(into) : Boolean(name.trim()) && people.length + children.length > 0;
  const stopped = plan !== null && (plan.own > 0 || plan.taken.length > 0);
  const look = () => attempt(async () => setPlan(verb === "merge" ? await calls.planMerge(org.id, into) : await calls.planSplit(org.id, { people, children })));
  const act = () =>
    attempt(async () => {
      const change = { version: org.version, on, reason: reason.trim() };
      const next = verb === "merge" ? await calls.merge(org.id, { ...change, into_id: into }, key.current) : await calls.split(org.id, { ...change, name, people, children }, key.current);
      await client.invalidateQueries();
      onClose();
      toast(t(`done.${verb}`));
      navigate(`/admin/organizations/${verb === "merge" ? into : next.id}`);
    });
  return (
    <Dialog
      wide
      className="ask"
      title={t(`ask.${verb}`, { name: org.name })}
      onClose={onClose}
      foot={
        plan ? (
          <>
            <Button onClick={() => setPlan(null)}>{t("back")}</Button>
            <Button tone={verb === "merge" ? "seal-full" : "primary"} busy={busy} why={stopped ? t("plan.stopped") : reason.trim().length > 3 && on ? null : t("missing")} onClick={() => void act()}>{t(`verb.${verb}`)}</Button>
          </>
        ) : (
          <Button tone="primary" busy={busy} why={chosen ? null : t(`choose_${verb}`)} onClick={() => void look()}>{t("plan.look")}</Button>
        )
      }
    >
      <div className="stack">
        {bad && <Note tone="seal" role="alert">{bad}</Note>}
        {!plan && verb === "merge" && <Into org={org} value={into} onChange={setInto} />}
        {!plan && verb === "split" && (
          <>
            <Field label={t("field.new_name")}>{(id) => <input className="input" id={id} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}</Field>
            <Going org={org} people={people} children={children} setPeople={setPeople} setChildren={setChildren} />
          </>
        )}
        {plan && (
          <>
            <Shown plan={plan} verb={verb} />
            <Field label={t("field.on")}>{(id) => <input className="input input-date" id={id} type="date" max={today()} value={on} onChange={(event) => setOn(event.target.value)} />}</Field>
            <Field label={t("field.reason")} hint={t("field.reason_hint")}>{(id) => <textarea className="input" id={id} rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
          </>
        )}
      </div>
    </Dialog>
  );
}

function Into({ org, value, onChange }: { org: Detail; value: string; onChange: (id: string) => void }) {
  const t = useText("admin/organizations");
  const rows = useQuery({ queryKey: ["org-tree"], queryFn: calls.tree }).data?.items ?? [];
  const names = new Map(rows.map((row) => [row.id, row.name]));
  const matches = rows.filter((row) => row.level === org.level && row.id !== org.id && !row.dissolved_on);
  // those under the same parent first: nearly always it is one of them
  const sorted = [...matches].sort((a, b) => Number(b.parent_id === org.parent_id) - Number(a.parent_id === org.parent_id));
  return (
    <Field label={t("field.into")} hint={t("field.into_hint")}>
      {(id) => (
        <select className="input" id={id} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{t("choose")}</option>
          {sorted.map((row) => <option key={row.id} value={row.id}>{[row.name, row.parent_id !== org.parent_id && names.get(row.parent_id ?? "")].filter(Boolean).join(" · ")}</option>)}
        </select>
      )}
    </Field>
  );
}

type Choice = { org: Detail; people: string[]; children: string[]; setPeople: (ids: string[]) => void; setChildren: (ids: string[]) => void };

function Going({ org, people, children, setPeople, setChildren }: Choice) {
  const t = useText("admin/organizations");
  const id = useId();
  const members = useQuery({ queryKey: ["register", "of", org.id], queryFn: () => register.page({ organization: org.id, limit: MOST }) });
  const below = useQuery({ queryKey: ["org-tree"], queryFn: calls.tree }).data?.items.filter((row) => row.parent_id === org.id && !row.dissolved_on) ?? [];
  const flip = (ids: string[], one: string) => (ids.includes(one) ? ids.filter((each) => each !== one) : [...ids, one]);
  if (members.isPending) return <Skeleton lines={4} />;
  const rows = org.level === "branch" ? (members.data?.items ?? []) : [];
  return (
    <>
      {below.length > 0 && (
        <fieldset className="field org-going">
          <legend className="label">{t("field.children")}</legend>
          {below.map((row) => <label className="check" key={row.id}><input type="checkbox" checked={children.includes(row.id)} onChange={() => setChildren(flip(children, row.id))} /><span>{row.name}</span></label>)}
        </fieldset>
      )}
      {rows.length > 0 && (
        <fieldset className="field org-going" aria-describedby={id}>
          <legend className="label">{t("field.people")}</legend>
          <p className="hint" id={id}>{t("field.people_hint", { n: people.length })}</p>
          <div className="org-people">
            {rows.map((row) => <label className="check" key={row.id}><input type="checkbox" checked={people.includes(row.id)} onChange={() => setPeople(flip(people, row.id))} /><span>{row.name}<small>{[row.sex, row.birth_year].filter(Boolean).join(" · ")}</small></span></label>)}
          </div>
        </fieldset>
      )}
    </>
  );
}

function Shown({ plan, verb }: { plan: Plan; verb: "merge" | "split" }) {
  const t = useText("admin/organizations");
  return (
    <>
      {plan.own > 0 && <Note tone="seal" role="alert">{t("plan.own", { n: plan.own })}</Note>}
      {plan.taken.length > 0 && <Note tone="seal" role="alert">{t("plan.taken", { names: plan.taken.join(t("pause")) })}</Note>}
      <section aria-label={t("plan.title")}>
        <h3>{t("plan.title")}</h3>
        <ul className="org-plan">
          <li>{t("plan.people", { n: plan.people })}</li>
          <li>{plan.cases > 0 ? t("plan.cases", { n: plan.cases, tasks: plan.tasks }) : t("plan.no_cases")}</li>
          {plan.children.length > 0 && <li>{t("plan.children", { names: plan.children.join(t("pause")) })}</li>}
          {plan.posts.map((post) => (
            <li key={post.person + post.role_name} className="line">
              <span>{t("plan.post", { person: post.person, role: post.role_name })}</span>
              {post.ends ? <Tag tone="late">{t(`plan.ends.${post.ends}`)}</Tag> : <Tag tone="done">{t("plan.follows")}</Tag>}
            </li>
          ))}
          {verb === "merge" && <li>{t("plan.dissolves")}</li>}
        </ul>
      </section>
      {!plan.led && <Note tone="sun">{t("plan.unled")}</Note>}
    </>
  );
}
