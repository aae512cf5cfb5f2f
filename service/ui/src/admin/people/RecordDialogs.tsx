// Record somebody, mend a record, transfer somebody: each refusal stands at its field.
import { useState } from "react";
import { today } from "../../dates";
import { Combobox } from "../../forms/Combobox";
import { useText } from "../../i18n";
import { Ask, Day, Line, Pick, Words, YesNo } from "../../standing/Ask";
import type { Field } from "../../standing/Ask";
import { calls } from "./calls";
import type { NewRecord, Person } from "./calls";

type Stage = NewRecord["stage"];
// the day that a stage is counted from; who is further has the earlier days, too
const DAYS: Record<string, ("applied_on" | "activist_on" | "member_on")[]> = {
  applicant: ["applied_on"],
  activist: ["applied_on", "activist_on"],
  development_candidate: ["applied_on", "activist_on"],
  probationary_member: ["applied_on", "activist_on", "member_on"],
  full_member: ["applied_on", "activist_on", "member_on"],
};
const MUST: Record<string, string> = { applicant: "applied_on", activist: "activist_on", probationary_member: "member_on", full_member: "member_on" };

export function Record({ stages, done, onClose }: { stages: { key: string; name: string }[]; done: (made: Person) => void; onClose: () => void }) {
  const t = useText("admin/people");
  const [said, setSaid] = useState({ name: "", id_number: "", phone: "", stage: "applicant", education: "", occupation: "", floating: false, reason: "" });
  const [days, setDays] = useState({ applied_on: "", activist_on: "", member_on: "" });
  const [branch, setBranch] = useState<string[]>([]);
  const line = (name: "name" | "id_number" | "phone" | "education" | "occupation", needed = false, hint?: string): Field => ({
    name, label: t(name), needed, hint, filled: Boolean(said[name].trim()),
    control: (place) => <Line place={place} value={said[name]} onChange={(value) => setSaid({ ...said, [name]: value })} />,
  });
  const day = (name: keyof typeof days) => (DAYS[said.stage]?.includes(name) && days[name]) || null;
  const body = () => ({
    ...said,
    stage: said.stage as Stage,
    branch_id: branch[0] ?? "",
    reason: said.reason.trim(),
    applied_on: day("applied_on"),
    activist_on: day("activist_on"),
    member_on: day("member_on"),
  });
  return (
    <Ask
      title={t("verb.record")}
      lead={t("record_lead")}
      verb={t("verb.record")}
      onClose={onClose}
      act={async () => done(await calls.add(body()))}
      fields={[
        line("name", true),
        line("id_number", true, t("id_hint")),
        line("phone"),
        { name: "branch_id", label: t("branch"), needed: true, filled: branch.length > 0, control: (place) => <Combobox id={place.id} name="branch" label={t("branch")} value={branch} onChange={setBranch} load={calls.branches} invalid={place.invalid} describedBy={place.describedBy} /> },
        { name: "stage", label: t("stage"), hint: t("stage_hint"), needed: true, filled: true, control: (place) => <Pick place={place} options={stages.map((each) => ({ value: each.key, label: each.name }))} value={said.stage} onChange={(stage) => setSaid({ ...said, stage })} /> },
        ...(DAYS[said.stage] ?? []).map((name): Field => ({ name, label: t(name), needed: MUST[said.stage] === name, filled: Boolean(days[name]), control: (place) => <Day place={place} max={today()} value={days[name]} onChange={(value) => setDays({ ...days, [name]: value })} /> })),
        line("education"),
        line("occupation"),
        { name: "floating", label: t("floating"), control: (place) => <YesNo place={place} value={said.floating} text={t("floating_yes")} onChange={(floating) => setSaid({ ...said, floating })} /> },
        { name: "reason", label: t("reason"), hint: t("reason_hint"), needed: true, filled: said.reason.trim().length > 3, control: (place) => <Words place={place} value={said.reason} onChange={(reason) => setSaid({ ...said, reason })} /> },
      ]}
    />
  );
}

export function Mend({ person, done, onClose }: { person: Person; done: () => Promise<void>; onClose: () => void }) {
  const t = useText("admin/people");
  const [said, setSaid] = useState({ name: person.name, education: person.education, occupation: person.occupation, id_number: "", phone: "" });
  const [floating, setFloating] = useState(person.floating);
  const [reason, setReason] = useState("");
  const line = (name: keyof typeof said, needed = false, hint?: string): Field => ({
    name, label: t(name), needed, hint, filled: Boolean(said[name].trim()),
    control: (place) => <Line place={place} value={said[name]} onChange={(value) => setSaid({ ...said, [name]: value })} />,
  });
  const mask = (label: string) => person.sealed.find((each) => each.label === label)?.masked ?? t("nothing");
  const act = async () => {
    const { id_number, phone, ...plain } = said;
    const numbers = { ...(id_number.trim() && { id_number: id_number.trim() }), ...(phone.trim() && { phone: phone.trim() }) };
    await calls.mend(person.id, { version: person.version, ...plain, floating, ...numbers, reason: reason.trim() });
    await done();
  };
  return (
    <Ask
      title={t("mend_title", { name: person.name })}
      lead={t("mend_lead")}
      verb={t("verb.save")}
      onClose={onClose}
      act={act}
      fields={[
        line("name", true),
        line("education"),
        line("occupation"),
        { name: "floating", label: t("floating"), control: (place) => <YesNo place={place} value={floating} text={t("floating_yes")} onChange={setFloating} /> },
        line("phone", false, t("sealed_hint", { now: mask(t("phone_label")) })),
        line("id_number", false, t("sealed_hint", { now: mask(t("id_label")) })),
        { name: "reason", label: t("reason"), hint: t("reason_hint"), needed: true, filled: reason.trim().length > 3, control: (place) => <Words place={place} value={reason} onChange={setReason} /> },
      ]}
    />
  );
}

export function Move({ person, done, onClose }: { person: Person; done: () => Promise<void>; onClose: () => void }) {
  const t = useText("admin/people");
  const [branch, setBranch] = useState<string[]>([]);
  const [reason, setReason] = useState("");
  return (
    <Ask
      title={t("move_title", { name: person.name })}
      lead={
        <>
          <p>{t("move_from", { branch: person.branch ?? "—" })}</p>
          <ul>
            <li>{person.open.cases > 0 ? t("move_cases", person.open) : t("move_no_cases")}</li>
            <li>{t("move_posts")}</li>
          </ul>
        </>
      }
      verb={t("verb.move")}
      onClose={onClose}
      act={async (intent) => (await calls.transfer(person.id, { version: person.version, branch_id: branch[0] ?? "", reason: reason.trim() }, intent), done())}
      fields={[
        { name: "branch_id", label: t("new_branch"), needed: true, filled: branch.length > 0, control: (place) => <Combobox id={place.id} name="branch" label={t("new_branch")} value={branch} onChange={setBranch} load={calls.branches} invalid={place.invalid} describedBy={place.describedBy} /> },
        { name: "reason", label: t("reason"), hint: t("reason_hint"), needed: true, filled: reason.trim().length > 3, control: (place) => <Words place={place} value={reason} onChange={setReason} /> },
      ]}
    />
  );
}
