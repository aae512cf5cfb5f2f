// Words that say themselves that their measure is a sample: the mark in the text becomes a tag.
import { useText } from "../i18n";
import { Tag } from "./marks";

/** The words without the mark, and whether it was there. */
export function unmark(text: string): { text: string; template: boolean } {
  const clean = text.replace(/\[(?:模板|TEMPLATE)\]\s*/g, "");
  return { text: clean, template: clean !== text };
}

export function Marked({ said }: { said: string }) {
  const t = useText();
  const { text, template } = unmark(said);
  return (
    <>
      {text} {template && <Tag tone="tpl">{t("template")}</Tag>}
    </>
  );
}
