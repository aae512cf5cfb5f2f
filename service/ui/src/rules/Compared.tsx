// What a draft changes, as the service puts it into words: against the newest text of the pack that it began from.
import { Blank, Note } from "../components";
import { useText } from "../i18n";
import type { Draft } from "./calls";
import { Changes } from "./parts";

export function Compared({ draft, dirty }: { draft: Draft; dirty: boolean }) {
  const t = useText("rules");
  const uses = (id: string) => draft.uses.find((each) => each.rule === id)?.uses ?? [];
  return (
    <>
      {dirty && <Note tone="sun"><p>{t("draft.compare_later")}</p></Note>}
      {draft.counts === null && <Note tone="seal"><p>{t("draft.compare_wrong")}</p></Note>}
      {draft.counts !== null && draft.groups.length === 0 && <Blank art="nothing" title={t("draft.no_change")} />}
      {draft.groups.map((group) => (
        <section key={group.stage} className="card" aria-label={group.stage}>
          <div className="card-head"><h2>{group.stage}</h2></div>
          <Changes changes={group.changes} uses={uses} />
        </section>
      ))}
      {draft.counts && <p className="muted small compare-same">{t("same", { n: draft.counts.same })}</p>}
    </>
  );
}
