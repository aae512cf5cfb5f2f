// /rules: the law and the office's own terms as the processes follow them. Which pack holds on a day, and any rule by a word.
import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Blank, Failure, Head, Icon, Skeleton, Tag, usePlace } from "../components";
import { fullDate, today } from "../dates";
import { useText } from "../i18n";
import { Link, useSearch } from "../router";
import { calls } from "./calls";
import type { PackHead, Rules } from "./calls";
import Drafts from "./Drafts";
import { matches } from "./find";
import { Days, Marks, Releases, RuleRows } from "./parts";
import "./rules.css";

export default function RulesPage() {
  const t = useText("rules");
  const search = useSearch();
  const [on, q] = [search.get("on"), search.get("q")];
  usePlace({ label: t("title") });
  const query = useQuery({ queryKey: ["rules", on], queryFn: () => calls.rules(on), placeholderData: (before) => before });
  if (query.isPending) return <Skeleton card lines={6} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  const page = query.data;
  const holding = page.families.flatMap((family) => family.packs.filter((pack) => pack.holds));
  return (
    <>
      <Head title={t("title")}>
        <p className="soft">{t("lead")}</p>
      </Head>
      <section className="card rules-ask" role="search" aria-label={t("ask")}>
        <div className="field">
          <label htmlFor="rules-on">{t("on")}</label>
          <span className="line">
            <input className="input" id="rules-on" type="date" value={on || page.today} max="2200-12-31" min="1921-01-01" onChange={(event) => search.set({ on: event.target.value === today() ? "" : event.target.value })} />
            {on && <button type="button" className="btn btn-quiet" onClick={() => search.set({ on: "" })}>{t("today")}</button>}
          </span>
        </div>
        <Seek q={q} set={(words) => search.set({ q: words })} />
      </section>
      {!q && <Drafts />}
      {q ? <Found packs={holding} q={q} on={page.on} /> : <Families page={page} />}
      {!q && (
        <section className="card" aria-labelledby="rules-history">
          <div className="card-head"><h2 id="rules-history">{t("history")}</h2></div>
          <p className="pad small muted rules-note">{t("history_lead")}</p>
          <Releases releases={page.history} named cases />
        </section>
      )}
    </>
  );
}

/** The search field: what is typed becomes the address a moment later. */
export function Seek({ q, set }: { q: string; set: (words: string) => void }) {
  const t = useText("rules");
  const [words, setWords] = useState(q);
  useEffect(() => setWords(q), [q]);
  useEffect(() => {
    if (words === q) return;
    const timer = setTimeout(() => set(words.trim()), 250);
    return () => clearTimeout(timer);
    // only typing starts the wait; q is what comes of it
  }, [words]);
  return (
    <div className="field rules-seek">
      <label htmlFor="rules-q">{t("seek")}</label>
      <input className="input" id="rules-q" type="search" value={words} placeholder={t("seek_hint")} onChange={(event) => setWords(event.target.value)} />
    </div>
  );
}

function Families({ page }: { page: Rules }) {
  const t = useText("rules");
  return (
    <>
      {page.families.map((family) => (
        <section key={family.key} className="card" aria-labelledby={`family-${family.key}`}>
          <div className="card-head">
            <h2 id={`family-${family.key}`}>{family.name}</h2>
            {family.packs.length > 1 && (
              <Link className="push" to={`/rules/${family.packs[1]!.id}/compare/${family.packs[0]!.id}`}>{t("compare_two")}</Link>
            )}
          </div>
          <ul className="pack-rows">
            {family.packs.map((pack) => <PackRow key={pack.id} pack={pack} on={page.on} today={page.today} />)}
          </ul>
          {!family.packs.some((pack) => pack.holds) && <p className="pad muted">{t("none_holds", { on: fullDate(page.on) })}</p>}
        </section>
      ))}
      {page.families.length === 0 && <Blank art="nothing" title={t("none")} />}
    </>
  );
}

function PackRow({ pack, on, today: now }: { pack: PackHead; on: string; today: string }) {
  const t = useText("rules");
  return (
    <li className={pack.holds ? "pack-row is-holding" : "pack-row"}>
      <Link className="pack-link" to={`/rules/${pack.id}`}>
        <b>{pack.instrument}</b>
        <span className="muted small"><Days pack={pack} />{t("dot")}{t("n_rules", { n: pack.rules })}</span>
      </Link>
      <span className="pack-marks">
        {pack.holds && <Tag tone="now">{on === now ? t("holds_today") : t("holds_on", { on: fullDate(on) })}</Tag>}
        <Marks pack={pack} />
        <Icon name="right" small />
      </span>
    </li>
  );
}

/** Rules of all packs that hold on the day. */
function Found({ packs, q, on }: { packs: PackHead[]; q: string; on: string }) {
  const t = useText("rules");
  const queries = useQueries({ queries: packs.map((pack) => ({ queryKey: ["rules", "pack", pack.id, ""], queryFn: () => calls.pack(pack.id) })) });
  if (queries.some((query) => query.isPending)) return <Skeleton card lines={6} />;
  const failed = queries.find((query) => query.isError);
  if (failed) return <Failure error={failed.error} retry={() => void failed.refetch()} />;
  const found = queries.flatMap(({ data }) => {
    const rules = data?.groups.flatMap((group) => group.rules).filter((rule) => matches(rule, q)) ?? [];
    return data && rules.length > 0 ? [{ pack: data, rules }] : [];
  });
  if (found.length === 0) return <Blank art="nothing" title={t("not_found", { q, on: fullDate(on) })} />;
  return (
    <>
      {found.map(({ pack, rules }) => (
        <section key={pack.id} className="card" aria-labelledby={`found-${pack.id}`}>
          <div className="card-head">
            <h2 id={`found-${pack.id}`}>{pack.instrument}</h2>
            <span className="muted small">{t("n_found", { n: rules.length })}</span>
            <Link className="push" to={`/rules/${pack.id}`}>{t("whole")}</Link>
          </div>
          <RuleRows rules={rules} />
        </section>
      ))}
    </>
  );
}
