// A new version of a pack: a correction of what is in force, or a pack that follows it from a day on.
import { useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { ApiProblem, intentKey, wasRefused } from "../api";
import { Button, Dialog, Note } from "../components";
import { useText } from "../i18n";
import { navigate } from "../router";
import { calls } from "./calls";
import type { Pack } from "./calls";

export default function Start({ pack, onClose }: { pack: Pack; onClose: () => void }) {
  const t = useText("rules");
  const cache = useQueryClient();
  const id = useId();
  const intent = useRef(intentKey());
  const [kind, setKind] = useState<"correction" | "successor">(pack.state === "past" ? "correction" : "successor");
  const [day, setDay] = useState("");
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const coming = pack.state === "coming";
  const go = async () => {
    setBusy(true);
    setBad("");
    try {
      const made = await calls.begin(pack.id, { kind, effective_from: kind === "successor" ? day : null }, intent.current);
      void cache.invalidateQueries({ queryKey: ["rule-drafts"] });
      navigate(`/rules/${made.pack}/draft`);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (wasRefused(problem)) intent.current = intentKey();
      setBad(problem.errors.map((each) => each.message).join(" ") || problem.detail || t("draft.silent"));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("draft.begin")}
      className="ask"
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t("draft.cancel")}</Button>
          <Button tone="primary" busy={busy} why={kind === "successor" && !day ? t("draft.start.day_missing") : null} onClick={() => void go()}>{t("draft.start.verb")}</Button>
        </>
      }
    >
      <div className="stack">
        {bad && <Note tone="seal" role="alert"><p>{bad}</p></Note>}
        <div className="choice choice-long" role="radiogroup" aria-label={t("draft.start.how")}>
          {(["successor", "correction"] as const).map((each) => (
            <label key={each} className={kind === each ? "check is-on" : "check"}>
              <input type="radio" name={`${id}-kind`} checked={kind === each} onChange={() => setKind(each)} />
              <span><b>{t(`draft.start.${coming && each === "correction" ? "mend" : each}`)}</b><small>{t(`draft.start.${coming && each === "correction" ? "mend" : each}_when`)}</small></span>
            </label>
          ))}
        </div>
        {kind === "successor" && (
          <div className="field">
            <label className="label" htmlFor={`${id}-day`}>{t("draft.start.day")}</label>
            <span className="hint" id={`${id}-hint`}>{t("draft.start.day_hint", { name: pack.instrument })}</span>
            <input className="input input-date" id={`${id}-day`} type="date" min="1921-01-01" max="2200-12-31" aria-describedby={`${id}-hint`} value={day} onChange={(event) => setDay(event.target.value)} />
          </div>
        )}
      </div>
    </Dialog>
  );
}
