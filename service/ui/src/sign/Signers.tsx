// Those asked to sign a step: who, what they said, who is still waited for; and the way to take a request back.
import { Suspense, lazy, useState } from "react";
import type { Signer, Task } from "../api-types";
import { Button } from "../components/Button";
import { Face, Tag } from "../components/marks";
import type { TagTone } from "../components/marks";
import { toast } from "../components/Toast";
import { moment, planDate } from "../dates";
import { loadTexts, useText } from "../i18n";
import { useAfter } from "./after";
import { calls } from "./calls";
import "./sign.css";

const ReasonDialog = lazy(async () => (await loadTexts(["moves"]), import("../moves/ReasonDialog")));

function toneOf(signer: Signer): TagTone {
  if (signer.status === "open") return signer.overdue ? "late" : "now";
  return signer.status === "signed" ? "done" : "plain";
}

export default function Signers({ task, me }: { task: Task; me?: string }) {
  const t = useText("sign");
  const after = useAfter(task.id);
  const [going, setGoing] = useState<Signer | null>(null);
  const asked = task.signers;
  const counted = asked.filter((signer) => signer.status !== "removed" && signer.status !== "closed");
  const remove = async (reason: string, key: string) => {
    if (!going) return;
    await calls.remove(task.id, going.id, { reason }, task.version, key);
    setGoing(null);
    toast(t("removed"));
    await after();
  };
  return (
    <section className="card" aria-labelledby="signers-title">
      <div className="card-head">
        <h2 id="signers-title">{t("others")}</h2>
        <span className="push muted">{t("count", { done: counted.filter((signer) => signer.status !== "open").length, total: counted.length })}</span>
      </div>
      <ul className="signers pad">
        {asked.map((signer) => (
          <li key={signer.id}>
            <Face name={signer.who.name} mine={signer.who.id === me} small />
            <div>
              <p className="line">
                <b>{signer.who.name}</b>
                <Tag tone={toneOf(signer)}>{signer.status_name}</Tag>
              </p>
              <p className="small muted">{facts(signer, t)}</p>
            </div>
            {signer.status === "open" && (signer.asked_by ? task.can.ask : task.can.remove_signer) && (
              <Button tone="quiet" aria-label={t("removeOne", { who: signer.who.name })} onClick={() => setGoing(signer)}>
                {t("remove")}
              </Button>
            )}
            {(signer.reply ?? (signer.status === "open" ? signer.text : null)) && <p className="said">{signer.reply ?? signer.text}</p>}
          </li>
        ))}
      </ul>
      {going && (
        <Suspense fallback={null}>
          <ReasonDialog title={t("removeTitle", { who: going.who.name })} verb={t("remove")} act={remove} onClose={() => setGoing(null)}>
            {t(going.asked_by ? "removeText" : "removeEqual")}
          </ReasonDialog>
        </Suspense>
      )}
    </section>
  );
}

function facts(signer: Signer, t: ReturnType<typeof useText>): string {
  const parts = [
    signer.asked_by && t("asked", { who: signer.asked_by }),
    signer.status === "open" && t("due", { date: planDate(signer.due_at) }),
    signer.removed_by && t("removedBy", { who: signer.removed_by }),
    signer.answered_at && moment(signer.answered_at),
  ];
  return parts.filter(Boolean).join(t("dot"));
}
