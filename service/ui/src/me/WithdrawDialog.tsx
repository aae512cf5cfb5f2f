// Withdrawing an application is asked back once: what ends, what stays, that it is final. No reason is asked for.
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiProblem, intentKey, wasRefused } from "../api";
import { Button, Dialog, Note, toast } from "../components";
import { useText } from "../i18n";
import { withdraw } from "./calls";
import "./copy.css";

const POINTS = ["at_once", "again", "kept", "no_reason"];

export default function WithdrawDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useText("me");
  const client = useQueryClient();
  const intent = useRef(intentKey());
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const go = async () => {
    setBusy(true);
    setRefused(null);
    try {
      await withdraw(intent.current);
      onClose();
      toast(t("withdraw.done"));
      await client.invalidateQueries();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.status !== 401) setRefused(problem.detail || t("withdraw.silent"));
      if (wasRefused(problem)) intent.current = intentKey();
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={t("withdraw.title")}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t("withdraw.keep")}</Button>
          <Button tone="seal-full" busy={busy} onClick={() => void go()}>{t("withdraw.go")}</Button>
        </>
      }
    >
      <div className="stack">
        {refused && <Note tone="seal" role="alert">{refused}</Note>}
        <ul className="bullets">
          {POINTS.map((point) => <li key={point}>{t(`withdraw.${point}`, { key: name })}</li>)}
        </ul>
        <p className="strong">{t("withdraw.final")}</p>
      </div>
    </Dialog>
  );
}
