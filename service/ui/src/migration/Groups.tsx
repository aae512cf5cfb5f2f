// What was found about the cases of a migration, by reason: what stands in the way first, each with what to do about it.
import { useState } from "react";
import { Tag } from "../components";
import type { TagTone } from "../components";
import { useText } from "../i18n";
import { Link } from "../router";
import type { Group } from "./calls";

const TONE: Record<Group["grade"], TagTone> = { refuse: "late", warn: "now", note: "info" };
const FIRST = 10;

export function Groups({ groups, title, none }: { groups: Group[]; title: string; none: string }) {
  return (
    <section className="card" aria-labelledby="groups">
      <div className="card-head"><h2 id="groups">{title}</h2></div>
      {groups.length === 0 && <p className="pad muted">{none}</p>}
      <ul className="finding-list">
        {groups.map((group) => <One key={group.code + group.text} group={group} />)}
      </ul>
    </section>
  );
}

function One({ group }: { group: Group }) {
  const t = useText("migration");
  const [limit, setLimit] = useState(FIRST);
  const shown = group.cases.slice(0, limit);
  return (
    <li>
      <div className="line finding-head">
        <Tag tone={TONE[group.grade]}>{t(`grade.${group.grade}`)}</Tag>
        <b className="nowrap">{t("n", { n: group.n })}</b>
        <p>{group.text}</p>
      </div>
      {group.advice && <p className="soft small finding-advice">{t("advice", { text: group.advice })}</p>}
      <details>
        <summary>{t("which", { n: group.n })}</summary>
        <ul className="finding-cases">
          {shown.map((item) => (
            <li key={item.id}>
              <Link to={`/cases/${item.id}`}>{item.title}</Link>
              {item.part && <span className="small muted">{t("part")}</span>}
              {item.status !== "running" && <span className="small muted">{t(`status.${item.status}`)}</span>}
            </li>
          ))}
          {group.n > group.cases.length && limit >= group.cases.length && <li className="small muted">{t("rest", { n: group.n - group.cases.length })}</li>}
        </ul>
        {group.cases.length > limit && <button type="button" className="link-button" onClick={() => setLimit(group.cases.length)}>{t("more", { n: group.cases.length - limit })}</button>}
      </details>
    </li>
  );
}
