// /cases/:id: what happened, where it stands, who comes next; the drawing beside its text twin; the proof.
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useCallback, useState } from "react";
import { calls } from "../calls";
import type { Instance } from "../api-types";
import { Button, Failure, Head, Icon, Note, Skeleton, usePlace } from "../components";
import { fullDate } from "../dates";
import { DiagramCard } from "../diagram/DiagramCard";
import { loadTexts, useText } from "../i18n";
import { Link, useParams } from "../router";
import { useMe } from "../session";
import { ChildrenCard } from "./ChildrenCard";
import { CourseCard } from "./CourseCard";
import { DeliveriesCard } from "./DeliveriesCard";
import { OutlineCard } from "./OutlineCard";
import { caseHeading, isNumber } from "./name";
import { type Pick, samePick } from "./pick";
import { ProofCard } from "./ProofCard";
import { StagePath } from "./StagePath";
import { StatusTag } from "./StatusTag";
import { Steering } from "./Steering";
import "./case.css";

const DocumentsCard = lazy(async () => (await loadTexts(["documents"]), import("../documents/DocumentsCard")));
const PrintDialog = lazy(() => import("./PrintDialog"));

export default function CasePage() {
  const { id = "" } = useParams();
  const t = useText("case");
  const query = useQuery({ queryKey: ["instances", id], queryFn: () => calls.instance(id) });
  const instance = query.data;
  usePlace({ label: t("title"), to: "/cases" }, ...(instance ? [{ label: instance.process.name, to: `/cases?process=${instance.process.key}` }, { label: caseHeading(instance) }] : [{ label: t(query.isError ? "state.unread" : "loading") }]));
  if (query.isPending) return <Skeleton card lines={5} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return <Case key={id} instance={query.data} />;
}

function Case({ instance }: { instance: Instance }) {
  const t = useText("case");
  const me = useMe();
  const [picked, setPicked] = useState<Pick | null>(null);
  const [printing, setPrinting] = useState(false);
  const pick = useCallback((next: Pick) => setPicked((before) => (samePick(before, next) ? before : next)), []);
  const { subject, organization, status } = instance;
  return (
    <>
      <Head
        title={caseHeading(instance)}
        actions={
          <>
            {subject?.kind === "person" && subject.id !== me?.person?.id && (
              <Link className="btn" to={`/people/${subject.id}`}>
                <Icon name="person" />
                {t("open_person")}
              </Link>
            )}
            <Button icon="print" onClick={() => setPrinting(true)}>{t("print")}</Button>
            <Steering instance={instance} />
          </>
        }
      >
        <p className="line line-wide case-line">
          {!caseHeading(instance).includes(instance.process.name) && <span>{instance.process.name}</span>}
          {!caseHeading(instance).includes(organization.name) && (me?.can.organizations ? <Link to={`/organizations/${organization.id}`}>{organization.name}</Link> : <span>{organization.name}</span>)}
          <StatusTag row={instance} />
          {instance.business_key && <span className="muted">{isNumber(instance.business_key) ? t("number", { key: instance.business_key }) : instance.business_key}</span>}
          {instance.parent && <Link to={`/cases/${instance.parent.id}`}>{t("parent", { name: instance.parent.title })}</Link>}
          {instance.starter && <span className="muted">{t("started_by", { who: instance.starter, on: fullDate(instance.started_at) })}</span>}
          {instance.ended_at && <span className="muted">{t("ended_on", { on: fullDate(instance.ended_at) })}</span>}
        </p>
      </Head>
      {status === "faulted" && <div className="case-note"><Note tone="seal">{t("wait.faulted")}</Note></div>}
      {status === "suspended" && <div className="case-note"><Note tone="plum">{t("wait.suspended")}</Note></div>}
      {status === "cancelled" && <div className="case-note"><Note tone="dai">{t("wait.cancelled")}</Note></div>}
      {printing && <Suspense fallback={null}><PrintDialog id={instance.id} onClose={() => setPrinting(false)} /></Suspense>}
      <StagePath stages={instance.path} label={t("stages")} />
      <div className="cols cols-even">
        <div className="stack">
          <CourseCard instance={instance} />
          <ProofCard instance={instance.id} chain={instance.chain} />
          <Suspense fallback={null}><DocumentsCard instance={instance.id} /></Suspense>
          {instance.deliveries.length > 0 && <DeliveriesCard rows={instance.deliveries} />}
          {instance.children.length > 0 && <ChildrenCard rows={instance.children} />}
        </div>
        <div className="stack">
          <DiagramCard instance={instance.id} process={instance.process} picked={picked} onPick={pick} />
          <OutlineCard lines={instance.outline} process={instance.process.key} ended={status === "ended" || status === "cancelled"} picked={picked} onPick={pick} />
        </div>
      </div>
    </>
  );
}

