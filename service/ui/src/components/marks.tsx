// Small marks: every state is an icon and a word; colour comes third.
import type { ReactNode } from "react";
import { due } from "../dates";
import { useText } from "../i18n";
import type { T } from "../i18n";
import { Icon } from "./Icon";
import type { IconName } from "./Icon";

export type TagTone = "plain" | "now" | "done" | "late" | "info" | "hold" | "tpl";

const TAG_ICON: Partial<Record<TagTone, IconName>> = { now: "ring", done: "check", late: "warn" };

export function Tag({ tone = "plain", icon, children }: { tone?: TagTone; icon?: IconName | null; children: ReactNode }) {
  const name = icon === null ? undefined : (icon ?? TAG_ICON[tone]);
  return (
    <span className={tone === "plain" ? "tag" : `tag tag-${tone}`}>
      {name && <Icon name={name} small />}
      {children}
    </span>
  );
}

/** The due day in words. */
export function Due({ at, icon = true, long = false }: { at: string | null; icon?: boolean; long?: boolean }) {
  const t = useText();
  const { tone, words } = due(at);
  if (!at && !long) return null;
  const name: IconName = tone === "late" ? "warn" : "clock";
  return (
    <span className={tone ? `due due-${tone}` : "due"}>
      {icon && (tone || long) && <Icon name={name} small />}
      {long && at && tone !== "late" ? dueLong(t, words) : words}
    </span>
  );
}

/** "Due today", with the space that Chinese sets only after a digit. */
export function dueLong(t: T, words: string): string {
  return t("due.long", { when: words, gap: /\d$/.test(words) ? " " : "" });
}

/** A person's surname in a circle; one's own in gold. */
export function Face({ name, mine = false, small = false }: { name: string; mine?: boolean; small?: boolean }) {
  return (
    <i className={`face${mine ? " face-me" : ""}${small ? " face-s" : ""}`} aria-hidden="true">
      {initial(name)}
    </i>
  );
}

export function initial(name: string): string {
  return [...name.trim()][0] ?? "";
}

/** A meter with its value in words beside it. */
export function Meter({ value, max, label }: { value: number; max: number; label: string }) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <svg className="bar-meter" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect width={share * 100} height="8" rx="4" />
    </svg>
  );
}
