// What a pack says of itself: its name, its days, and for a correction what was wrong.
import { Button, Note } from "../components";
import { useText } from "../i18n";
import type { Draft } from "./calls";
import { Box, Choice, Day, Line, Lines } from "./inputs";
import { put, readText } from "./fields";
import type { Text } from "./fields";

type Props = { draft: Draft; text: Text; problems: Draft["problems"]; writes: boolean; change: (text: Text) => void; back: () => void; pick: (rule: string) => void };

export function HeadForm({ draft, text, problems, writes, change, back, pick }: Props) {
  const t = useText("rules");
  const bad = (key: string) => problems.find((each) => each.pointer === `/${key}`)?.message;
  const field = (key: string) => ({ id: `pack-${key}`, label: t(`draft.head.${key}`), bad: bad(key), off: !writes, value: readText(text[key]), set: (value: string) => change(put(text, key, value || undefined) as Text) });
  const keyed = ["instrument", "effective_from", "effective_to", "correction", "issued", "revised", "check"];
  const rest = problems.filter((each) => !each.pointer.startsWith("/rules/") && !keyed.includes(each.pointer.slice(1)));
  const wrong = [...new Set(problems.map((each) => /^\/rules\/([^/]+)/.exec(each.pointer)?.[1]).filter(Boolean))] as string[];
  return (
    <section className="card draft-fields" aria-labelledby="draft-head">
      <div className="card-head">
        <Button className="draft-back" tone="quiet" icon="left" onClick={back}>{t("draft.to_list")}</Button>
        <h2 id="draft-head">{t("draft.head.title")}</h2>
      </div>
      <div className="pad draft-body">
        {rest.length > 0 && <Note tone="seal" role="alert"><ul>{rest.map((each) => <li key={each.pointer + each.message}>{each.message}</li>)}</ul></Note>}
        {wrong.length > 0 && (
          <Note tone="seal" title={t("draft.wrong_rules", { n: wrong.length })}>
            <p className="draft-wrong">{wrong.map((id) => <button key={id} type="button" className="btn" onClick={() => pick(id)}>{readText(text.rules?.[id]?.title) || id}</button>)}</p>
          </Note>
        )}
        {("correction" in text || draft.kind === "correction") && <Lines {...field("correction")} hint={t("draft.head.correction_hint")} set={(value) => change(put(text, "correction", value) as Text)} />}
        <Line {...field("instrument")} set={(value) => change(put(text, "instrument", value) as Text)} />
        <div className="grid-2">
          <Day {...field("effective_from")} />
          <Day {...field("effective_to")} hint={t("draft.head.effective_to_hint")} />
          <Day {...field("issued")} />
          <Day {...field("revised")} />
        </div>
        <Choice {...field("check")} options={draft.form.checks} none={t("draft.head.check_none")} hint={t("draft.head.check_hint")} />
        <Box id="pack-template" label={t("draft.head.template")} off={!writes} value={text.template === true} set={(value) => change(put(text, "template", value ? true : undefined) as Text)} />
      </div>
    </section>
  );
}
