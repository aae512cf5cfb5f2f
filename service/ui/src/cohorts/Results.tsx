// What became, or would become, of each person of a batch.
import { useState } from "react";
import { Button, Tag } from "../components";
import type { TagTone } from "../components";
import { useText } from "../i18n";
import { Link } from "../router";
import type { Run } from "./calls";

type Item = Run["items"][number];
const TONE: Record<Item["status"], TagTone> = { waiting: "plain", would: "done", done: "done", refused: "late" };
const FIRST = 50;

export function Results({ items, total, label, trial }: { items: Item[]; total: number; label: string; trial?: boolean }) {
  const t = useText("cohorts");
  const [limit, setLimit] = useState(FIRST);
  const rest = total - items.length;
  return (
    <>
      <ul className="cohort-results" aria-label={label}>
        {items.slice(0, limit).map((item) => (
          <li key={item.person.id}>
            <Tag tone={TONE[item.status]}>{t(trial && item.status === "refused" ? "item.cannot" : `item.${item.status}`)}</Tag>
            <b className="nowrap">{item.instance_id ? <Link to={`/cases/${item.instance_id}`}>{item.person.name}</Link> : item.person.name}</b>
            <span className="cohort-said">{item.text}</span>
          </li>
        ))}
      </ul>
      {items.length > limit && <Button wide onClick={() => setLimit(limit + FIRST * 2)}>{t("show_more", { n: items.length - limit })}</Button>}
      {items.length <= limit && rest > 0 && <p className="small muted">{t("rest", { n: rest })}</p>}
    </>
  );
}
