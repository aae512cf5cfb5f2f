// Take back one's own decision, as long as nothing has come of it: offered where the decision is seen, with what follows.
import { useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useEffect, useState } from "react";
import { calls } from "../calls";
import type { Task } from "../api-types";
import { Button } from "../components/Button";
import { toast } from "../components/Toast";
import { clockTime } from "../dates";
import { loadTexts, useText } from "../i18n";
import { useSearch } from "../router";
import { TASK, useRefresh } from "./query";

const ReasonDialog = lazy(async () => (await loadTexts(["moves"]), import("../moves/ReasonDialog")));

export function Withdraw({ task }: { task: Task }) {
  const t = useText("task");
  const client = useQueryClient();
  const refresh = useRefresh();
  const search = useSearch();
  const [asked, setAsked] = useState(false);
  const { withdraw, withdraw_until: until, withdraw_why_not: why } = task.can;

  // from the message after completing: straight to the question, or to the reason why it is too late
  useEffect(() => {
    if (search.get("do") !== "withdraw") return;
    search.set({ do: null });
    if (withdraw) setAsked(true);
    else if (why) toast({ icon: "info", text: why });
    // once, as the page opens: what the address asked for is done
  }, []);

  const act = async (reason: string, key: string) => {
    await calls.withdraw(task.id, { reason }, task.version, key);
    setAsked(false);
    toast(t("withdraw.done"));
    await client.invalidateQueries({ queryKey: [TASK, task.id] });
    refresh();
  };
  if (!withdraw) return why ? <p className="small muted">{why}</p> : null;
  return (
    <>
      <p className="actions-in">
        <Button icon="undo" onClick={() => setAsked(true)}>{t("withdraw.verb")}</Button>
      </p>
      {until && <p className="small muted">{t("withdraw.until", { time: clockTime(until) })}</p>}
      {asked && (
        <Suspense fallback={null}>
          <ReasonDialog title={t("withdraw.title", { title: task.title })} verb={t("withdraw.verb")} act={act} onClose={() => setAsked(false)}>
            {t("withdraw.text")}
          </ReasonDialog>
        </Suspense>
      )}
    </>
  );
}
