// /rules/:old/compare/:new: what one text says that the other does not. `pack@3` is the third release of a pack.
import { useQuery } from "@tanstack/react-query";
import { Blank, Failure, Head, Skeleton, usePlace } from "../components";
import { useText } from "../i18n";
import { Link, useParams, useSearch } from "../router";
import { calls } from "./calls";
import type { Comparison } from "./calls";
import { Changes, Days } from "./parts";
import "./rules.css";

const KINDS = ["added", "changed", "dropped", "moved"] as const;

export default function ComparePage() {
  const { old = "", new: after = "" } = useParams();
  const t = useText("rules");
  usePlace({ label: t("title"), to: "/rules" }, { label: t("compare") });
  const query = useQuery({ queryKey: ["rules", "compare", old, after], queryFn: () => calls.compare(old, after) });
  if (query.isPending) return <Skeleton card lines={8} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return <Content found={query.data} />;
}

function Content({ found }: { found: Comparison }) {
  const t = useText("rules");
  const search = useSearch();
  const only = search.get("kind");
  const groups = found.groups.map((group) => ({ ...group, changes: only ? group.changes.filter((change) => change.kind === only) : group.changes })).filter((group) => group.changes.length > 0);
  const same = found.before.id === found.after.id;
  return (
    <>
      <Head title={t("compare")} />
      <section className="card compare-sides" aria-label={t("compare")}>
        {[found.before, found.after].map((pack, i) => (
          <div key={i}>
            <p className="muted small">{t(i ? "after" : "before")}</p>
            <p><Link to={`/rules/${pack.id}${same ? `?release=${pack.number}` : ""}`}><b>{pack.instrument}</b></Link></p>
            <p className="small"><Days pack={pack} />{same && <>{t("dot")}{t("nth", { n: pack.number })}</>}</p>
          </div>
        ))}
      </section>
      <div className="seg compare-kinds" role="group" aria-label={t("show")}>
        <button type="button" aria-pressed={!only} onClick={() => search.set({ kind: "" })}>{t("all")}</button>
        {KINDS.filter((kind) => found.counts[kind] > 0).map((kind) => (
          <button key={kind} type="button" aria-pressed={only === kind} onClick={() => search.set({ kind })}>{t(`kind.${kind}`)} {found.counts[kind]}</button>
        ))}
      </div>
      {groups.length === 0 && <Blank art="nothing" title={t("no_change")} />}
      {groups.map((group) => (
        <section key={group.stage} className="card" aria-label={group.stage}>
          <div className="card-head"><h2>{group.stage}</h2></div>
          <Changes changes={group.changes} />
        </section>
      ))}
      <p className="muted small compare-same">{t("same", { n: found.counts.same })}</p>
    </>
  );
}
