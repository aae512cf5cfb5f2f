// The button that asks colleagues to sign first; the dialog comes when it is pressed.
import { Suspense, lazy, useState } from "react";
import type { Task } from "../api-types";
import { Button } from "../components/Button";
import { loadTexts, useText } from "../i18n";

const AskDialog = lazy(async () => (await loadTexts(["sign", "forms"]), import("./AskDialog")));

export function Ask({ task, disabled }: { task: Task; disabled?: boolean }) {
  const t = useText("task");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button disabled={disabled} onClick={() => setOpen(true)}>
        {t("ask")}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <AskDialog task={task} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
