// The rules of a draft by stage: which of them are new, changed, ended, or wrong; and a new one.
import { useId, useState } from "react";
import { Button, Dialog, Icon, Tag } from "../components";
import type { TagTone } from "../components";
import { useText } from "../i18n";
import type { Draft } from "./calls";
import { byStage, change, put, readText } from "./fields";
import type { Change, Text } from "./fields";

const TONE: Record<Change, TagTone> = { same: "plain", new: "done", changed: "now", ended: "late" };

type Props = { draft: Draft; text: Text; problems: Draft["problems"]; picked: string; writes: boolean; pick: (id: string) => void; change: (text: Text) => void };

export function RuleList({ draft, text, problems, picked, writes, pick, change: set }: Props) {
  const t = useText("rules");
  const [q, setQ] = useState("");
  const [adding, setAdding] = useState(false);
  const released = draft.released as Text;
  const wrong = (start: string) => problems.filter((each) => each.pointer === start || each.pointer.startsWith(`${start}/`)).length;
  const own = problems.filter((each) => !each.pointer.startsWith("/rules/")).length;
  const title = (id: string) => readText((text.rules?.[id] ?? released.rules?.[id])?.title) || draft.names.find((each) => each.rule === id)?.title || id;
  const hit = (id: string) => `${title(id)} ${id} ${readText(text.rules?.[id]?.text)} ${readText(text.rules?.[id]?.article)}`.toLowerCase().includes(q.trim().toLowerCase());
  const groups = byStage(text, released, draft.form.stages).map((group) => ({ ...group, ids: group.ids.filter(hit) })).filter((group) => group.ids.length > 0);
  return (
    <nav className="card draft-list" aria-label={t("draft.list")}>
      <div className="draft-tools">
        <input className="input" type="search" aria-label={t("seek")} placeholder={t("draft.seek")} value={q} onChange={(event) => setQ(event.target.value)} />
        {writes && <Button icon="plus" onClick={() => setAdding(true)}>{t("draft.add")}</Button>}
      </div>
      <ul>
        <li>
          <button type="button" aria-current={picked === "head" || !picked ? "true" : undefined} className={picked ? "" : "is-first"} onClick={() => pick("head")}>
            <span>{t("draft.head.title")}</span>
            {own > 0 && <Tag tone="late">{t("draft.n_wrong", { n: own })}</Tag>}
          </button>
        </li>
      </ul>
      {groups.map((group) => (
        <section key={group.stage.code} aria-label={group.stage.name}>
          <h3>{group.stage.name}</h3>
          <ul>
            {group.ids.map((id) => {
              const became = change(id, text, released);
              const n = wrong(`/rules/${id}`);
              return (
                <li key={id}>
                  <button type="button" aria-current={picked === id ? "true" : undefined} onClick={() => pick(id)}>
                    <span className={text.rules?.[id] ? "" : "draft-gone"}>{title(id)}</span>
                    {n > 0 ? <Tag tone="late">{t("draft.n_wrong", { n })}</Tag> : became !== "same" ? <Tag tone={TONE[became]} icon={null}>{t(`draft.became.${became}`)}</Tag> : !text.rules?.[id] && <Tag icon={null}>{t("draft.became.absent")}</Tag>}
                    <Icon name="right" small />
                  </button>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
      {groups.length === 0 && <p className="pad muted">{t("not_here", { q })}</p>}
      {adding && <Add draft={draft} text={text} onClose={() => setAdding(false)} add={(id, row) => (set(put(text, "rules", { ...text.rules, [id]: row }) as Text), setAdding(false), pick(id))} />}
    </nav>
  );
}

function Add({ draft, text, onClose, add }: { draft: Draft; text: Text; onClose: () => void; add: (id: string, row: Record<string, unknown>) => void }) {
  const t = useText("rules");
  const id = useId();
  const [title, setTitle] = useState("");
  const [code, setCode] = useState("");
  const [stage, setStage] = useState(draft.form.stages[0]!.code);
  const [kind, setKind] = useState(draft.form.kinds[0]!.code);
  const why = !title.trim() ? t("draft.new.title_missing") : !/^[a-z][a-z0-9_]*$/.test(code) ? t("draft.new.code_wrong") : code in (text.rules ?? {}) ? t("draft.new.code_taken") : null;
  return (
    <Dialog
      title={t("draft.add")}
      className="ask"
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t("draft.cancel")}</Button>
          <Button tone="primary" why={why} onClick={() => add(code, { title: title.trim(), stage, kind, article: "", text: "" })}>{t("draft.new.verb")}</Button>
        </>
      }
    >
      <div className="stack">
        <div className="field">
          <label className="label" htmlFor={`${id}-title`}>{t("draft.label.title")}</label>
          <input className="input" id={`${id}-title`} value={title} maxLength={60} onChange={(event) => setTitle(event.target.value)} />
        </div>
        <div className="field">
          <label className="label" htmlFor={`${id}-code`}>{t("draft.new.code")}</label>
          <span className="hint" id={`${id}-hint`}>{t("draft.new.code_hint")}</span>
          <input className="input" id={`${id}-code`} aria-describedby={`${id}-hint`} value={code} maxLength={60} autoCapitalize="none" spellCheck={false} onChange={(event) => setCode(event.target.value)} />
        </div>
        <div className="grid-2">
          {([["stage", stage, setStage, draft.form.stages], ["kind", kind, setKind, draft.form.kinds]] as const).map(([name, value, set, options]) => (
            <div key={name} className="field">
              <label className="label" htmlFor={`${id}-${name}`}>{t(`draft.label.${name}`)}</label>
              <select className="input" id={`${id}-${name}`} value={value} onChange={(event) => set(event.target.value)}>
                {options.map((each) => <option key={each.code} value={each.code}>{each.name}</option>)}
              </select>
            </div>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
