// One change of the tree: what it needs, from which day, why. Refusals stand at the top, in the service's words.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { ReactNode } from "react";
import { Button, Dialog, Note, toast } from "../../components";
import { today } from "../../dates";
import { useText } from "../../i18n";
import { navigate } from "../../router";
import { useAttempt } from "../attempt";
import { calls } from "./calls";
import type { Detail, TreeRow } from "./calls";

export type Verb = "found" | "rename" | "move" | "dissolve";
type Level = Detail["level"];
const LEVELS: Level[] = ["county", "town", "area", "base", "branch", "group"];

export function ChangeDialog({ verb, org, onClose }: { verb: Verb; org: Detail; onClose: () => void }) {
  const t = useText("admin/organizations");
  const client = useQueryClient();
  const { key, busy, bad, attempt } = useAttempt(t("silent"));
  const tree = useQuery({ queryKey: ["org-tree"], queryFn: calls.tree });
  const below = LEVELS.slice(LEVELS.indexOf(org.level) + 1);
  const [name, setName] = useState(verb === "rename" ? org.name : "");
  const [kind, setKind] = useState("branch");
  const [level, setLevel] = useState<Level>(below.includes("branch") ? "branch" : (below[0] ?? "group"));
  const [parent, setParent] = useState("");
  const [on, setOn] = useState(today());
  const [reason, setReason] = useState("");
  const rows = tree.data?.items ?? [];
  const missing = (verb === "found" || verb === "rename" ? !name.trim() : verb === "move" && !parent) || !reason.trim() || !on;

  const act = () => {
    const change = { version: org.version, on, reason: reason.trim() };
    if (verb === "found") return calls.found({ parent_id: org.id, level, kind, name, on, reason: reason.trim() }, key.current);
    if (verb === "rename") return calls.rename(org.id, { ...change, name }, key.current);
    if (verb === "move") return calls.move(org.id, { ...change, parent_id: parent }, key.current);
    return calls.dissolve(org.id, change, key.current);
  };
  const go = () =>
    attempt(async () => {
      const next = await act();
      await client.invalidateQueries();
      onClose();
      toast(t(`done.${verb}`));
      if (verb === "found") navigate(`/admin/organizations/${next.id}`);
    });
  return (
    <Dialog
      title={t(`ask.${verb}`, { name: org.name })}
      onClose={onClose}
      foot={<Button tone={verb === "dissolve" ? "seal-full" : "primary"} busy={busy} why={missing ? t("missing") : null} onClick={() => void go()}>{t(`verb.${verb}`)}</Button>}
    >
      {bad && <Note tone="seal" role="alert">{bad}</Note>}
      {(verb === "found" || verb === "rename") && (
        <Field label={t("field.name")}>{(id) => <input className="input" id={id} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}</Field>
      )}
      {verb === "found" && (
        <>
          <Field label={t("field.kind")}>
            {(id) => <select className="input" id={id} value={kind} onChange={(event) => setKind(event.target.value)}>{tree.data?.kinds.map((each) => <option key={each.key} value={each.key}>{each.name}</option>)}</select>}
          </Field>
          <Field label={t("field.level")}>
            {(id) => <select className="input" id={id} value={level} onChange={(event) => setLevel(event.target.value as Level)}>{below.map((each) => <option key={each} value={each}>{t(`level.${each}`)}</option>)}</select>}
          </Field>
        </>
      )}
      {verb === "move" && (
        <Field label={t("field.parent")} hint={t("field.parent_hint")}>
          {(id) => (
            <select className="input" id={id} value={parent} onChange={(event) => setParent(event.target.value)}>
              <option value="">{t("choose")}</option>
              {parents(rows, org).map((row) => <option key={row.id} value={row.id}>{`${"\u3000".repeat(row.depth)}${row.name}`}</option>)}
            </select>
          )}
        </Field>
      )}
      <Field label={t("field.on")}>{(id) => <input className="input" id={id} type="date" max={today()} value={on} onChange={(event) => setOn(event.target.value)} />}</Field>
      <Field label={t("field.reason")} hint={t("field.reason_hint")}>{(id) => <textarea className="input" id={id} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
    </Dialog>
  );
}

/** Where an organization may stand: higher ones that live, not its own parent. */
function parents(rows: TreeRow[], org: Detail): TreeRow[] {
  return rows.filter((row) => !row.dissolved_on && LEVELS.indexOf(row.level) < LEVELS.indexOf(org.level) && row.id !== org.parent_id);
}

export function Field({ label, hint, children }: { label: string; hint?: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="field">
      <label className="label" htmlFor={id}>{label}</label>
      {hint && <span className="hint">{hint}</span>}
      {children(id)}
    </div>
  );
}
