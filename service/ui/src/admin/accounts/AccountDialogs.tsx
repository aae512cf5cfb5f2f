// What is asked back before an account changes, and the temporary password, which is shown once.
import { useState } from "react";
import { Button, Dialog, Note } from "../../components";
import { Combobox } from "../../forms/Combobox";
import { useText } from "../../i18n";
import { Ask, Line, Pick, Words } from "../../standing/Ask";
import type { Field } from "../../standing/Ask";
import { calls } from "./calls";
import type { Row, Verb } from "./calls";

function useReason(t: (key: string) => string): [string, Field] {
  const [reason, setReason] = useState("");
  return [reason.trim(), { name: "reason", label: t("reason"), hint: t("reason_hint"), needed: true, filled: reason.trim().length > 3, control: (place) => <Words place={place} value={reason} onChange={setReason} /> }];
}

export function Open({ whom, done, onClose }: { whom: { id: string; name: string } | null; done: (made: Awaited<ReturnType<typeof calls.open>>) => Promise<void>; onClose: () => void }) {
  const t = useText("admin/accounts");
  const [person, setPerson] = useState<string[]>(whom ? [whom.id] : []);
  const [login, setLogin] = useState("");
  const [reason, why] = useReason(t);
  const load = (q: string, signal: AbortSignal) => calls.without(q || (whom?.name ?? ""), signal);
  return (
    <Ask
      title={t("verb.open")}
      lead={t("open_lead")}
      verb={t("verb.open")}
      onClose={onClose}
      act={async () => done(await calls.open({ person_id: person[0] ?? "", login: login.trim(), reason }))}
      fields={[
        { name: "person_id", label: t("person"), hint: t("person_hint"), needed: true, filled: person.length > 0, control: (place) => <Combobox id={place.id} name="person" label={t("person")} value={person} onChange={setPerson} load={load} invalid={place.invalid} describedBy={place.describedBy} /> },
        { name: "login", label: t("login"), hint: t("login_hint"), needed: true, filled: Boolean(login.trim()), control: (place) => <Line place={place} value={login} onChange={setLogin} /> },
        why,
      ]}
    />
  );
}

/** By what the town's identity provider will name somebody: the account is linked by the first log-in that shows it. */
export function Await({ row, done, onClose }: { row: Row; done: () => Promise<void>; onClose: () => void }) {
  const t = useText("admin/accounts");
  const [what, setWhat] = useState("subject");
  const [value, setValue] = useState("");
  const [reason, why] = useReason(t);
  const options = (["subject", "email"] as const).map((each) => ({ value: each, label: t(`identity.${each}`) }));
  return (
    <Ask
      title={t("change_title", { verb: t("verb.identity"), name: row.name })}
      lead={t("text.identity")}
      verb={t("verb.identity")}
      onClose={onClose}
      act={async (key) => {
        await calls.identity(row.id, { what: what === "email" ? "email" : "subject", named: value.trim(), reason }, key);
        await done();
      }}
      fields={[
        { name: "what", label: t("identity.what"), needed: true, filled: true, control: (place) => <Pick place={place} value={what} onChange={setWhat} options={options} /> },
        { name: "named", label: t("identity.value"), hint: t("identity.value_hint"), needed: true, filled: Boolean(value.trim()), control: (place) => <Line place={place} value={value} onChange={setValue} /> },
        why,
      ]}
    />
  );
}

export function Change({ verb, row, done, onClose }: { verb: Exclude<Verb, "identity">; row: Row; done: (password: string) => Promise<void>; onClose: () => void }) {
  const t = useText("admin/accounts");
  const [reason, why] = useReason(t);
  const act = async (key: string) => {
    if (verb === "password") return done(await calls.password(row.id, reason));
    await calls.act[verb](row.id, reason, key);
    return done("");
  };
  return (
    <Ask
      title={t("change_title", { verb: t(`verb.${verb}`), name: row.name })}
      lead={t(`text.${verb}`, { n: row.sessions, tokens: row.tokens })}
      verb={t(`verb.${verb}`)}
      onClose={onClose}
      act={act}
      fields={[why]}
    />
  );
}

export function Once({ login, name, password, onClose }: { login: string; name: string; password: string; onClose: () => void }) {
  const t = useText("admin/accounts");
  return (
    <Dialog title={t("once.title")} onClose={onClose} foot={<Button tone="primary" onClick={onClose}>{t("once.shut")}</Button>}>
      <div className="stack">
        <p>{t("once.for", { name })} <code className="account-name">{login}</code></p>
        <Note tone="sun" title={t("once.note")}><code className="account-once">{password}</code></Note>
        <p className="soft">{t("once.text")}</p>
      </div>
    </Dialog>
  );
}
