// Theme, text size and language of this computer; a private window may refuse storage, then they last for the page.
import { useSyncExternalStore } from "react";
import type { Lang } from "./api-types";
import { setLanguage } from "./i18n";

export type Theme = "auto" | "light" | "dark" | "contrast";
export type TextSize = "normal" | "large" | "larger";
export type Prefs = { theme: Theme; text: TextSize; lang: Lang | null };

const KEY = "yg.prefs";
let prefs: Prefs = { theme: "auto", text: "normal", lang: null };
const listeners = new Set<() => void>();

export const store = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      // full or refused: the page works without it
    }
  },
};

function apply(): void {
  const { dataset } = document.documentElement;
  if (prefs.theme === "auto") delete dataset.theme;
  else dataset.theme = prefs.theme;
  if (prefs.text === "normal") delete dataset.text;
  else dataset.text = prefs.text;
}

/** Read the choices before the first paint. */
export async function readPrefs(): Promise<void> {
  try {
    prefs = { ...prefs, ...(JSON.parse(store.get(KEY) ?? "{}") as Partial<Prefs>) };
  } catch {
    // a broken entry counts as none
  }
  apply();
  if (prefs.lang === "en") await setLanguage("en").catch(() => undefined);
}

export function setPrefs(patch: Partial<Prefs>): void {
  prefs = { ...prefs, ...patch };
  store.set(KEY, JSON.stringify(prefs));
  apply();
  if (patch.lang) void setLanguage(patch.lang);
  for (const listener of listeners) listener();
}

export function usePrefs(): Prefs {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => prefs,
  );
}
