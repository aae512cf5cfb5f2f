// What is being written of the rules, for those who write and those who release; nobody else asks.
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { Button, Icon, Note, Tag } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";
import { useMe } from "../session";
import { calls } from "./calls";
import type { DraftHead, Pack } from "./calls";

const Start = lazy(() => import("./Start"));

/** Whether somebody writes rules, releases them, or neither; and what is being written. */
function useDrafts(): { writes: boolean; items: DraftHead[] } {
  const roles = (useMe()?.grants ?? []).map((grant) => grant.role);
  const [writes, decides] = [roles.includes("process_editor"), roles.includes("process_releaser")];
  const query = useQuery({ queryKey: ["rule-drafts"], queryFn: calls.drafts, enabled: writes || decides });
  return { writes, items: (writes || decides ? query.data?.items : undefined) ?? [] };
}

/** The drafts on the page of all rules; nothing where there are none. */
export default function Drafts() {
  const t = useText("rules");
  const { items } = useDrafts();
  if (items.length === 0) return null;
  return (
    <section className="card" aria-labelledby="rule-drafts">
      <div className="card-head"><h2 id="rule-drafts">{t("draft.cards")}</h2></div>
      <ul className="pack-rows">
        {items.map((each) => (
          <li key={each.pack} className="pack-row">
            <Link className="pack-link" to={`/rules/${each.pack}/draft`}>
              <b>{each.instrument || each.pack}</b>
              <span className="muted small">{t(`draft.kind.${each.kind}`)}{t("dot")}{t("draft.by", { who: each.saved_by.name, at: moment(each.saved_at) })}</span>
            </Link>
            <span className="pack-marks"><State draft={each} /><Icon name="right" small /></span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function State({ draft }: { draft: DraftHead }) {
  const t = useText("rules");
  const state = draft.handed_in?.status ?? "writing";
  return <Tag tone={state === "open" ? "now" : state === "sent_back" ? "late" : "info"}>{t(`draft.state.${state}`)}</Tag>;
}

const of = (items: DraftHead[], pack: Pack) => items.filter((each) => each.base.id === pack.id || each.pack === pack.id);

/** On the page of one pack: what is being written of it. */
export function PackDrafts({ pack }: { pack: Pack }) {
  const t = useText("rules");
  const { items } = useDrafts();
  return of(items, pack).map((each) => (
    <Note key={each.pack} tone="sun">
      <p className="line"><State draft={each} /> {t(`draft.kind.${each.kind}`)}{t("dot")}{t("draft.by", { who: each.saved_by.name, at: moment(each.saved_at) })} <Link className="draft-open" to={`/rules/${each.pack}/draft`}>{t("draft.open")}</Link></p>
    </Note>
  ));
}

/** A new version, for whoever may write one, while none is being written. */
export function Begin({ pack }: { pack: Pack }) {
  const t = useText("rules");
  const { writes, items } = useDrafts();
  const [open, setOpen] = useState(false);
  if (!writes || of(items, pack).length > 0) return null;
  return (
    <>
      <Button tone="primary" icon="pen" onClick={() => setOpen(true)}>{t("draft.begin")}</Button>
      {open && <Suspense fallback={null}><Start pack={pack} onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}
