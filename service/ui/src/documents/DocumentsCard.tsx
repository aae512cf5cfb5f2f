// The documents of a case: take one as PDF or Word, open what is sealed in it, bring the signed sheet back.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { ApiProblem } from "../api";
import { Button, Icon, Note, shortHash } from "../components";
import { fullDate, moment } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";
import { calls, save } from "./calls";
import type { Opening, Paper, Scan, Taking } from "./calls";
import "./documents.css";

const OpenDialog = lazy(() => import("./OpenDialog"));
const ScanDialog = lazy(() => import("./ScanDialog"));

// A case of years has thirty papers; the latest are at hand, the rest a click away.
const MANY = 6;
const LATEST = 4;

type Asked = { kind: "sealed"; paper: Paper } | { kind: "scan"; paper: Paper } | { kind: "see"; scan: Scan };

export default function DocumentsCard({ instance }: { instance: string }) {
  const t = useText("documents");
  const cache = useQueryClient();
  const key = ["documents", instance];
  const query = useQuery({ queryKey: key, queryFn: () => calls.ofCase(instance) });
  const [asked, setAsked] = useState<Asked | null>(null);
  const [all, setAll] = useState(false);
  const fetch = useMutation({ mutationFn: ({ paper, body }: { paper: Paper; body: Taking }) => calls.file(paper.id, body), onSuccess: save });
  const see = useMutation({ mutationFn: ({ scan, why }: { scan: Scan; why: Opening }) => calls.scan(scan.id, why), onSuccess: save });
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  const hidden = all || items.length <= MANY ? 0 : items.length - LATEST;
  const purposes = query.data?.purposes ?? [];
  const busy = (paper: Paper, format: Taking["format"]) => fetch.isPending && fetch.variables.paper.id === paper.id && fetch.variables.body.format === format;
  return (
    <section className="card" aria-labelledby="case-papers">
      <div className="card-head">
        <h2 id="case-papers">{t("title")}</h2>
        <span className="push muted">{query.data?.keeps_templates ? <Link to="/documents/templates">{t("templates")}</Link> : items.length}</span>
      </div>
      {fetch.error && !asked && <div className="pad"><Note tone="seal" role="alert">{fetch.error instanceof ApiProblem ? fetch.error.detail : t("silent")}</Note></div>}
      {hidden > 0 && (
        <p className="pad">
          <button type="button" className="link" onClick={() => setAll(true)}>
            {t("earlier", { n: hidden })}
          </button>
        </p>
      )}
      <ul className="papers">
        {items.slice(hidden).map((paper) => (
          <li key={paper.id} className="paper">
            <p className="paper-name">
              <Icon name="file" />
              <span className="strong">{paper.title}</span>
              <span className="muted paper-number">{paper.number}</span>
            </p>
            <p className="small muted">
              {t("line", { on: fullDate(paper.issued_on), to: paper.goes_to })}
              {paper.version > 1 && ` · ${t("version", { n: paper.version })}`}
              {" · "}
              <span className="chain" title={paper.digest}>{t("digest", { hash: shortHash(paper.digest) })}</span>
            </p>
            {paper.why_not && <p className="small muted">{paper.why_not}</p>}
            {paper.may_read && (
              <div className="line paper-acts">
                <Button busy={busy(paper, "pdf")} onClick={() => fetch.mutate({ paper, body: { format: "pdf" } })}>{t(paper.original ? "pdf" : "pdf_copy")}</Button>
                <Button busy={busy(paper, "docx")} onClick={() => fetch.mutate({ paper, body: { format: "docx" } })}>{t("word")}</Button>
                {paper.sealed && <Button tone="quiet" icon="lock" onClick={() => setAsked({ kind: "sealed", paper })}>{t("sealed")}</Button>}
                {paper.may_scan && <Button tone="quiet" onClick={() => setAsked({ kind: "scan", paper })}>{t("scan")}</Button>}
              </div>
            )}
            {paper.scans.length > 0 && (
              <ul className="files">
                {paper.scans.map((scan) => (
                  <li key={scan.id}>
                    <span>{t("scanned", { name: scan.name, who: scan.who, at: moment(scan.at) })}</span>
                    {scan.may_read && <Button tone="quiet" icon="lock" className="push" onClick={() => setAsked({ kind: "see", scan })}>{t("see")}</Button>}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      <Suspense fallback={null}>
        {asked?.kind === "sealed" && <OpenDialog title={t("sealed_title", { title: asked.paper.title })} purposes={purposes} open={(why) => fetch.mutateAsync({ paper: asked.paper, body: { format: "pdf", sealed: true, ...why } })} onClose={() => setAsked(null)} />}
        {asked?.kind === "see" && <OpenDialog title={asked.scan.name} purposes={purposes} open={(why) => see.mutateAsync({ scan: asked.scan, why })} onClose={() => setAsked(null)} />}
        {asked?.kind === "scan" && <ScanDialog paper={asked.paper} onDone={() => void cache.invalidateQueries({ queryKey: key })} onClose={() => setAsked(null)} />}
      </Suspense>
    </section>
  );
}
