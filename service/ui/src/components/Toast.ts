// Short messages at the bottom, at most three: what is to be said. How it is shown: Toasts.tsx, right after the first paint.
import { useSyncExternalStore } from "react";
import type { IconName } from "./Icon";

export type Toast = { text: string; icon?: IconName; undo?: { label?: string; seconds: number; act: () => void }; seconds?: number };
export type Shown = Toast & { id: number };

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

export function dismiss(id: number): void {
  publish(toasts.filter((entry) => entry.id !== id));
}

/** What is being said just now. */
export function useToasts(): Shown[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}
