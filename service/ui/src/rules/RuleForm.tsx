// One rule as a form: what its kind asks, whatever else it says, what is wrong beside the field, and the steps that follow it.
import { useState } from "react";
import type { ReactNode } from "react";
import { Button, Note, Tag } from "../components";
import { useText } from "../i18n";
import type { Draft } from "./calls";
import { Choice, Line, Lines, Span } from "./inputs";
import { Uses } from "./parts";
import { change as became, isTerm, put, readText, readWords, shown, writeNumber, writeText, writeWords } from "./fields";
import type { Row, Text } from "./fields";

type Props = { id: string; draft: Draft; text: Text; problems: Draft["problems"]; writes: boolean; change: (text: Text) => void; back: () => void; pick: (rule: string) => void };

export function RuleForm({ id, draft, text, problems, writes, change, back, pick }: Props) {
  const t = useText("rules");
  const row = text.rules?.[id] ?? null;
  const was = (draft.released as Text).rules?.[id] ?? null;
  const uses = draft.uses.find((each) => each.rule === id)?.uses ?? [];
  const set = (next: Row | null | undefined) => change(put(text, "rules", put((text.rules ?? {}) as Row, id, next)) as Text);
  const state = became(id, text, draft.released as Text);
  // what is put back shows itself anew in every field
  const [turn, setTurn] = useState(0);
  const restore = () => (set(was), setTurn(turn + 1));
  const end = () => {
    if (id in ((draft.released as Text).rules ?? {})) return set(null);
    set(undefined);
    pick("");
  };
  return (
    <section className="card draft-fields" aria-labelledby="draft-rule">
      <div className="card-head">
        <Button className="draft-back" tone="quiet" icon="left" onClick={back}>{t("draft.to_list")}</Button>
        <h2 id="draft-rule">{readText((row ?? was)?.title) || draft.names.find((each) => each.rule === id)?.title || id}</h2>
        {state !== "same" && <Tag tone="now" icon={null}>{t(`draft.became.${state}`)}</Tag>}
        {writes && row && <span className="push line">{state === "changed" && <Button tone="quiet" onClick={restore}>{t("draft.restore")}</Button>}<Button tone="quiet" onClick={end}>{t(was ? "draft.end" : "draft.remove")}</Button></span>}
      </div>
      <div className="pad draft-body">
        {!row && problems.filter((each) => each.pointer === `/rules/${id}`).map((each) => <Note key={each.message} tone="seal" role="alert"><p>{each.message}</p></Note>)}
        {!row && (
          <Note tone="sun" title={t(was ? "draft.ended" : "draft.absent")}>
            {uses.length > 0 && <p>{t("draft.ended_uses", { n: uses.length })}</p>}
            {writes && (
              <p className="line draft-late">
                {was ? <Button onClick={restore}>{t("draft.restore")}</Button> : <Button onClick={() => set({ title: draft.names.find((each) => each.rule === id)?.title ?? "", stage: draft.form.stages[0]!.code, kind: draft.form.kinds[0]!.code, article: "", text: "" })}>{t("draft.write_rule")}</Button>}
              </p>
            )}
          </Note>
        )}
        {row && <Fields key={turn} id={id} row={row} was={was} draft={draft} problems={problems} writes={writes} set={set} />}
        {uses.length > 0 && (
          <div className="rule-uses draft-uses">
            <h3>{t("uses", { n: uses.length })}</h3>
            <Uses uses={uses} />
          </div>
        )}
        {uses.length === 0 && row && <p className="muted small">{t("draft.no_uses", { id })}</p>}
      </div>
    </section>
  );
}

function Fields({ id, row, was, draft, problems, writes, set }: { id: string; row: Row; was: Row | null; draft: Draft; problems: Draft["problems"]; writes: boolean; set: (row: Row) => void }) {
  const t = useText("rules");
  const { form } = draft;
  const kind = form.kinds.find((each) => each.code === row.kind);
  const keys = shown(row, kind);
  const [added, setAdded] = useState<string[]>([]);
  const known = new Map(form.keys.map((each) => [each.key, each]));
  const bad = (key: string) => problems.find((each) => each.pointer === `/rules/${id}/${key}`)?.message;
  const whole = problems.filter((each) => each.pointer === `/rules/${id}` || (each.pointer.startsWith(`/rules/${id}/`) && ![...keys, ...added, "title", "title_en", "stage", "kind", "strength", "article", "text", "text_en", "check", "start_name"].includes(each.pointer.split("/")[3]!)));
  const base = (key: string, label: string) => ({
    id: `rule-${key}`,
    label,
    bad: bad(key),
    off: !writes,
    value: readText(row[key]),
    // the released wording, beside what was changed
    hint: was && JSON.stringify(was[key]) !== JSON.stringify(row[key]) ? t("draft.was", { what: spoken(was[key], key) }) : undefined,
  });
  const spoken = (value: unknown, key: string): string => {
    if (value === undefined || value === null || value === "") return t("nothing");
    if (typeof value === "boolean") return t(value ? "draft.yes" : "draft.no");
    const options = key === "stage" ? form.stages : key === "kind" ? form.kinds : key === "strength" ? form.strengths : key === "check" ? form.checks : key === "start" || key === "from" ? form.starts : form.words;
    if (typeof value === "string" && /^P\d+(WD|[YMWD])$/.test(value)) return t(`draft.span.${/[A-Z]+$/.exec(value.slice(1))![0]}`, { n: /\d+/.exec(value)![0] });
    return readWords(value, options).split("\n").join(t("comma"));
  };
  const text = (key: string, empty: string | undefined = undefined) => ({ ...base(key, t(`draft.label.${key}`)), set: (value: string) => set(put(row, key, value || empty)) });
  const drop = (key: string) => writes && !(kind?.keys ?? []).includes(key) && key !== "start" && key !== "from" && (
    <button type="button" className="btn btn-quiet draft-drop" onClick={() => (set(put(row, key, undefined)), setAdded(added.filter((each) => each !== key)))}>{t("draft.take_out")}<span className="sr">{known.get(key)?.label ?? key}</span></button>
  );
  const field = (key: string) => {
    const { label, type } = known.get(key) ?? { label: key, type: "text" as const };
    const all = { ...base(key, label), extra: drop(key) };
    const value = row[key];
    if (typeof value === "boolean") return <Choice key={key} {...all} value={String(value)} options={[{ code: "true", name: t("draft.yes") }, { code: "false", name: t("draft.no") }]} set={(said) => set(put(row, key, said === "true"))} />;
    if (isTerm(row, key, type, kind?.timed ?? false)) return <Span key={key} {...all} value={value} prompt={key === "value"} set={(said) => set(put(row, key, said))} />;
    if (type === "number" || type === "amount") return <Line key={key} {...all} numeric label={row.unit === "working_day" && type === "amount" ? t("draft.in_working_days", { label }) : label} set={(said) => set(put(row, key, writeNumber(said)))} />;
    if (type === "start") return <Start key={key} row={row} field={key} all={all} name={text("start_name")} options={form.starts} set={set} />;
    if (key === "op" && ["", ">", ">="].includes(all.value)) return <Choice key={key} {...all} options={[">", ">="].map((code) => ({ code, name: t(`draft.op.${code}`) }))} none={t("choose")} set={(said) => set(put(row, key, said || undefined))} />;
    if (type === "text" && !Array.isArray(value)) return <Line key={key} {...all} set={(said) => set(put(row, key, writeText(key, said)))} />;
    return <Words key={key} all={all} value={value} words={form.words} set={(said) => set(put(row, key, said))} />;
  };
  const more = form.keys.filter((each) => !keys.includes(each.key) && !added.includes(each.key) && !["start", "from", "start_name", "unit"].includes(each.key)).sort((a, b) => a.label.localeCompare(b.label, "zh"));
  return (
    <>
      {whole.length > 0 && <Note tone="seal" role="alert"><ul>{whole.map((each) => <li key={each.pointer}>{each.message}</li>)}</ul></Note>}
      <div className="grid-2">
        <Line {...text("title", "")} />
        <Line {...text("article", "")} hint={text("article").hint ?? t("draft.article_hint")} />
      </div>
      <div className="grid-2">
        <Choice {...text("kind")} options={form.kinds} />
        <Choice {...text("strength")} options={form.strengths} none={t("draft.strength_none")} />
      </div>
      <fieldset className="draft-said">
        <legend>{t("draft.says", { kind: kind?.name ?? readText(row.kind) })}</legend>
        {[...keys, ...added.filter((key) => !keys.includes(key))].map(field)}
        {writes && (
          <div className="field">
            <label className="label" htmlFor="rule-more">{t("draft.more")}</label>
            <select className="input input-s" id="rule-more" value="" onChange={(event) => event.target.value && setAdded([...added, event.target.value])}>
              <option value="">{t("choose")}</option>
              {more.map((each) => <option key={each.key} value={each.key}>{each.label}</option>)}
            </select>
          </div>
        )}
      </fieldset>
      <Lines {...text("text", "")} rows={3} />
      <Lines {...text("text_en")} rows={3} />
      <div className="grid-2">
        <Line {...text("title_en")} />
        <Choice {...text("stage")} options={form.stages} />
        <Choice {...text("check")} options={form.checks} none={t("draft.check_as_pack")} />
      </div>
    </>
  );
}

type Shown = { id: string; label: string; bad?: string | undefined; off: boolean; value: string; hint?: string | undefined };

/** From which day a term counts; a day that the vocabulary does not know has a name of its own. */
function Start({ row, field, all, name, options, set }: { row: Row; field: string; all: Shown & { extra?: ReactNode }; name: Shown & { set: (value: string) => void }; options: { code: string; name: string }[]; set: (row: Row) => void }) {
  const t = useText("rules");
  const own = all.value !== "" && !options.some((each) => each.code === all.value);
  return (
    <>
      <Choice {...all} options={[...options, ...(own ? [{ code: all.value, name: readText(row.start_name) || all.value }] : [])]} none={t("draft.start_none")} set={(said) => set(put(own && said !== all.value ? put(row, "start_name", undefined) : row, field, said || undefined))} />
      {(own || "start_name" in row) && <Line {...name} />}
    </>
  );
}

/** Words one below the other; what is typed stays as it is typed, and becomes codes beside it. */
function Words({ all, value, words, set }: { all: Shown & { extra?: ReactNode }; value: unknown; words: { code: string; name: string }[]; set: (value: unknown) => void }) {
  const t = useText("rules");
  const [first] = useState(value);
  const [typed, setTyped] = useState(readWords(value, words));
  const list = Array.isArray(first) || typed.includes("\n");
  return <Lines {...all} rows={list ? Math.max(3, typed.split("\n").length) : 1} hint={all.hint ?? (list ? t("draft.one_a_line") : undefined)} value={typed} set={(said) => (setTyped(said), set(writeWords(said, first, words)))} />;
}
