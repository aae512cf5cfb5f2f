// The dialog that returns a task, fetched when it is wanted; and the note on a task that has come back.
import { Suspense, lazy } from "react";
import type { Task } from "../api-types";
import { Note } from "../components/states";
import { moment } from "../dates";
import { loadTexts, useText } from "../i18n";

const ReturnDialog = lazy(async () => (await loadTexts(["returns"]), import("./ReturnDialog")));

export function GiveBack({ task, onClose }: { task: Task; onClose: () => void }) {
  return (
    <Suspense fallback={null}>
      <ReturnDialog task={task} onClose={onClose} />
    </Suspense>
  );
}

export function CameBack({ task }: { task: Task }) {
  const t = useText("task");
  const back = task.returned;
  if (!back) return null;
  return (
    <div className="desk-note">
      <Note tone="sun" title={t("cameBack.title", { who: back.who, title: back.title })}>
        <p>{back.reason}</p>
        <p className="small muted">{t("cameBack.when", { when: moment(back.at) })}</p>
      </Note>
    </div>
  );
}
