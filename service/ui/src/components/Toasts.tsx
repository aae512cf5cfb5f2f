// Short messages at the bottom; one with an Undo stays as long as the undo can.
import { useEffect, useState } from "react";
import { useText } from "../i18n";
import { Icon } from "./Icon";
import { dismiss, useToasts } from "./Toast";
import type { Shown } from "./Toast";

function One({ entry }: { entry: Shown }) {
  const t = useText();
  const [left, setLeft] = useState(entry.undo?.seconds ?? entry.seconds ?? 8);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setInterval(() => setLeft((seconds) => seconds - 1), 1000);
    return () => clearInterval(timer);
  }, [held]);
  useEffect(() => {
    if (left <= 0) dismiss(entry.id);
  }, [left, entry.id]);
  return (
    <div className="toast" onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      <Icon name={entry.icon ?? "check"} />
      <span>{entry.text}</span>
      {entry.undo ? (
        <button
          type="button"
          className="push"
          onClick={() => {
            entry.undo?.act();
            dismiss(entry.id);
          }}
        >
          {t("toast.undo", { label: entry.undo.label ?? t("toast.back"), seconds: left })}
        </button>
      ) : (
        <button type="button" className="push toast-x" aria-label={t("close")} onClick={() => dismiss(entry.id)}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

export default function Toasts() {
  return (
    <div className="toasts" role="status" aria-live="polite">
      {useToasts().map((entry) => (
        <One key={entry.id} entry={entry} />
      ))}
    </div>
  );
}
