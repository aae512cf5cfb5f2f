// /rules/:id: one pack in plain words, stage by stage, with the steps that follow each rule and the record of its releases.
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Blank, Failure, Head, Note, Skeleton, usePlace } from "../components";
import { useText } from "../i18n";
import { Link, navigate, useParams, useSearch } from "../router";
import { calls } from "./calls";
import type { Pack } from "./calls";
import { Begin, PackDrafts } from "./Drafts";
import { matches } from "./find";
import { Days, Marks, Releases, RuleRows } from "./parts";
import { Seek } from "./RulesPage";
import "./rules.css";

export default function PackPage() {
  const { id = "" } = useParams();
  const t = useText("rules");
  const release = useSearch().get("release");
  const query = useQuery({ queryKey: ["rules", "pack", id, release], queryFn: () => calls.pack(id, release) });
  usePlace({ label: t("title"), to: "/rules" }, { label: query.data?.instrument ?? "…" });
  if (query.isPending) return <Skeleton card lines={8} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return <Content pack={query.data} />;
}

function Content({ pack }: { pack: Pack }) {
  const t = useText("rules");
  const search = useSearch();
  const [q, marked] = [search.get("q"), search.get("rule")];
  useEffect(() => {
    const row = marked ? document.getElementById(`rule-${marked}`) : null;
    row?.scrollIntoView({ block: "center" });
    row?.focus({ preventScroll: true });
  }, [marked, pack]);
  const newest = pack.releases[0]!;
  const elsewhere = pack.releases.filter((each) => !each.current).reduce((sum, each) => sum + each.cases, 0);
  const groups = pack.groups.map((group) => ({ ...group, rules: q ? group.rules.filter((rule) => matches(rule, q)) : group.rules })).filter((group) => group.rules.length > 0);
  return (
    <>
      <Head title={pack.instrument} actions={pack.groups[0]?.rules[0]?.kind !== "points" && <Begin pack={pack} />}>
        <p className="line line-wide">
          <span><Days pack={pack} /></span>
          <Marks pack={pack} />
        </p>
      </Head>
      {pack.number !== newest.number && (
        <Note tone="sun">
          <p>{t("old_text", { n: pack.number })} <Link to={`/rules/${pack.id}`}>{t("to_newest")}</Link></p>
        </Note>
      )}
      <PackDrafts pack={pack} />
      {pack.template && <Note><p>{t("template_note")}</p></Note>}
      {pack.unchecked > 0 && <Note tone="sun"><p>{t("unchecked_note", { n: pack.unchecked })}</p></Note>}
      <section className="card rules-ask" role="search" aria-label={t("ask")}>
        <Seek q={q} set={(words) => search.set({ q: words, rule: "" })} />
        {pack.others.length > 0 && (
          <div className="field">
            <label htmlFor="rules-other">{t("compare_with")}</label>
            <select className="input" id="rules-other" value="" onChange={(event) => pack.others.filter((other) => other.id === event.target.value).forEach((other) => navigate(compared(pack, other)))}>
              <option value="">{t("choose")}</option>
              {pack.others.map((other) => <option key={other.id} value={other.id}>{other.instrument}</option>)}
            </select>
          </div>
        )}
      </section>
      {groups.length === 0 && <Blank art="nothing" title={t("not_here", { q })} />}
      {groups.map((group) => (
        <section key={group.key} className="card" aria-labelledby={`stage-${group.key}`}>
          <div className="card-head">
            <h2 id={`stage-${group.key}`}>{group.name}</h2>
            <span className="muted small">{t("n_rules", { n: group.rules.length })}</span>
          </div>
          <RuleRows rules={group.rules} marked={marked} />
        </section>
      ))}
      <section className="card" aria-labelledby="pack-history">
        <div className="card-head">
          <h2 id="pack-history">{t("history")}</h2>
          {pack.releases.length > 1 && (
            <Link className="push" to={`/rules/${pack.id}@${newest.number - 1}/compare/${pack.id}@${newest.number}`}>{t("compare_last")}</Link>
          )}
        </div>
        {elsewhere > 0 && <p className="pad small muted rules-note">{t("elsewhere", { n: elsewhere })}</p>}
        <Releases releases={pack.releases} named={false} cases />
      </section>
    </>
  );
}

/** From the older text to the newer one, whichever of the two is looked at. */
function compared(pack: Pack, other: Pack["others"][number]): string {
  const [old, after] = other.effective_from < pack.effective_from ? [other, pack] : [pack, other];
  return `/rules/${old.id}/compare/${after.id}`;
}
