// Texts: one json a language and feature, src/<feature>/zh.json and en.json, in i18next's own file format
// ({{name}}, key_one / key_other). The library itself is 15 KB gzip, which the first-paint budget does not have:
// these hundred lines are the part of it that we use. What the first page needs in Chinese is in the shell chunk;
// every other feature's texts come with its page.
import { useSyncExternalStore } from "react";
import components from "./components/zh.json";
import inbox from "./inbox/zh.json";
import shell from "./shell/zh.json";
import type { Lang } from "./api-types";

export type Texts = { [key: string]: string | string[] | Texts };
export type Params = Record<string, string | number | null | undefined>;
export type T = (key: string, params?: Params) => string;

type Files = Record<string, () => Promise<{ default: Texts }>>;
const files: Files = import.meta.glob<{ default: Texts }>(["./*/zh.json", "!./{components,inbox,shell,parts}/zh.json"]);
const loaded: Record<Lang, Record<string, Texts>> = { "zh-CN": { shell, components, inbox }, en: {} };
const COMMON = ["components", "shell", "parts"];

/** Let pages below another page bring their own texts: `./admin/imports/zh.json` is the feature "admin/imports". */
export function addTexts(more: Files): void {
  Object.assign(files, more);
}

/** Let a module bring Chinese texts in itself. */
export function giveTexts(feature: string, texts: Texts): void {
  loaded["zh-CN"][feature] = texts;
}

let current: Lang = "zh-CN";
let version = 0;
const listeners = new Set<() => void>();

export function language(): Lang {
  return current;
}

/** Load the texts of these features in the current language; a missing file is no error (a feature may have none). */
export async function loadTexts(features: string[], lang: Lang = current): Promise<void> {
  if (lang === "en") Object.assign(files, (await import("./english")).english);
  await Promise.all(
    features.map(async (feature) => {
      if (loaded[lang][feature]) return;
      const load = files[`./${feature}/${lang === "en" ? "en" : "zh"}.json`];
      if (load) loaded[lang][feature] = (await load()).default;
    }),
  );
}

/** Switch the language of every text on the page, after its files are here. */
export async function setLanguage(lang: Lang): Promise<void> {
  await loadTexts([...new Set([...COMMON, "inbox", ...Object.keys(loaded["zh-CN"]), ...Object.keys(loaded.en)])], lang);
  current = lang;
  document.documentElement.lang = lang;
  version += 1;
  for (const listener of listeners) listener();
}

function find(texts: Texts | undefined, key: string): string | string[] | undefined {
  let at: string | string[] | Texts | undefined = texts;
  for (const part of key.split(".")) {
    if (typeof at !== "object" || Array.isArray(at)) return undefined;
    at = at[part];
  }
  return typeof at === "object" && !Array.isArray(at) ? undefined : at;
}

function lookUp(feature: string, key: string, lang: Lang): string | string[] | undefined {
  for (const name of [feature, ...COMMON]) {
    const text = find(loaded[lang][name], key);
    if (text !== undefined) return text;
  }
  return undefined;
}

function fill(text: string, params: Params): string {
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(params[name] ?? ""));
}

/** The text of `key` in `feature`, else in the components or the shell; an unknown key shows itself. */
export function text(feature: string, key: string, params: Params = {}, lang: Lang = current): string {
  let found: string | string[] | undefined;
  if (typeof params.count === "number") {
    const form = new Intl.PluralRules(lang).select(params.count);
    found = lookUp(feature, `${key}_${form}`, lang) ?? lookUp(feature, `${key}_other`, lang);
  }
  found ??= lookUp(feature, key, lang);
  return typeof found === "string" ? fill(found, params) : key;
}

/** A list of texts, e.g. the names of the weekdays. */
export function list(feature: string, key: string): string[] {
  const found = lookUp(feature, key, current);
  return Array.isArray(found) ? found : [];
}

const cache = new Map<string, T>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `const t = useText("case")`: texts of this feature, and the component re-renders when the language changes. */
export function useText(feature = "components"): T {
  useSyncExternalStore(subscribe, () => version);
  const id = `${feature}@${version}`;
  let t = cache.get(id);
  if (!t) cache.set(id, (t = (key, params) => text(feature, key, params)));
  return t;
}
