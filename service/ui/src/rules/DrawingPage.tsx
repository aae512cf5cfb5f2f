// /processes/:key: a process as it is drawn now, without any case; `node` is the step that a rule led here for.
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useMemo } from "react";
import type { Diagram as Drawn } from "../api-types";
import { Failure, Head, Skeleton, usePlace } from "../components";
import { loadTexts, useText } from "../i18n";
import { Link, navigate, useParams, useSearch } from "../router";
import { calls } from "./calls";
import "./rules.css";

const Diagram = lazy(async () => {
  const [module] = await Promise.all([import("../diagram/Diagram"), loadTexts(["diagram", "case"])]);
  return module;
});

export default function DrawingPage() {
  const { key = "" } = useParams();
  const t = useText("rules");
  const search = useSearch();
  const query = useQuery({ queryKey: ["processes", key, "drawing"], queryFn: () => calls.drawing(key) });
  const found = query.data;
  usePlace({ label: t("title"), to: "/rules" }, { label: found?.process.name ?? "…" });
  // no case has come along here: nothing is done, nothing waits
  const drawn = useMemo<Drawn | null>(() => (found ? { process: found.process, xml: found.xml, called: found.called, markers: [], flows: [], release: "", releases: [] } : null), [found]);
  if (query.isPending) return <Skeleton card lines={8} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return (
    <>
      <Head title={query.data.process.name}>
        <p className="soft drawing-said">{query.data.documentation}</p>
      </Head>
      <section className="card drawing-card" aria-labelledby="drawing-title">
        <div className="card-head">
          <h2 id="drawing-title">{t("drawing")}</h2>
          <span className="tag">{t("drawing_version", { n: query.data.version })}</span>
        </div>
        <Suspense fallback={<div className="stage" aria-busy="true" />}>
          {drawn && <Diagram drawn={drawn} name={query.data.process.name} picked={search.get("node") || null} onPick={(node) => search.set({ node })} onOpen={(process) => navigate(`/processes/${process}`)} />}
        </Suspense>
        {query.data.called.length > 0 && (
          <p className="pad drawing-calls">
            <span className="muted">{t("drawing_calls")}</span>
            {query.data.called.map((call) => <Link key={call.process} to={`/processes/${call.process}`}>{call.name}</Link>)}
          </p>
        )}
      </section>
    </>
  );
}
