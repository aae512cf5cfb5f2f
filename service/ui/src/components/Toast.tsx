// Short messages at the bottom, at most three; one with an Undo stays as long as the undo can.
import { useEffect, useState, useSyncExternalStore } from "react";
import { useText } from "../i18n";
import { Icon } from "./Icon";
import type { IconName } from "./Icon";

export type Toast = { text: string; icon?: IconName; undo?: { label?: string; seconds: number; act: () => void }; seconds?: number };
type Shown = Toast & { id: number };

let toasts: Shown[] = [];
let serial = 0;
const listeners = new Set<() => void>();

function publish(next: Shown[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function toast(message: Toast | string): void {
  const entry = typeof message === "string" ? { text: message } : message;
  publish([...toasts.slice(-2), { ...entry, id: ++serial }]);
}

function dismiss(id: number): void {
  publish(toasts.filter((entry) => entry.id !== id));
}

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

export function Toasts() {
  const entries = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {entries.map((entry) => (
        <One key={entry.id} entry={entry} />
      ))}
    </div>
  );
}
