// Dates as the office says them: +08:00 whatever the computer's zone, 11-27 周五, 逾期 1 天. "Now" is the business clock.
import { language, list, text } from "./i18n";

const ZONE = "Asia/Shanghai";
const DAY = 86_400_000;
let offset = 0;

/** Set the business clock by what the service said; the demo town lives in another year. */
export function setClock(now: string): void {
  const at = Date.parse(now);
  if (!Number.isNaN(at)) offset = at - Date.now();
}

export function now(): Date {
  return new Date(Date.now() + offset);
}

const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

type Local = { date: string; time: string };

/** The local date and time of an instant; a plain date (2017-04-10) stays as it is. */
export function local(value: string | Date): Local {
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) return { date: value, time: "" };
  const at = typeof value === "string" ? new Date(value) : value;
  if (Number.isNaN(at.getTime())) return { date: "", time: "" };
  const found = Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]));
  return { date: `${found.year}-${found.month}-${found.day}`, time: `${found.hour}:${found.minute}` };
}

export function today(): string {
  return local(now()).date;
}

function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY);
}

/** Calendar days from `from` to `to`, both local dates. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** 0 = Monday. */
export function weekday(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

function weekdayName(date: string): string {
  return list("components", "date.weekdays")[weekday(date)] ?? "";
}

function monthDay(date: string): string {
  if (language() !== "en") return date.slice(5);
  return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" }).format(new Date(`${date}T00:00:00Z`));
}

/** 11-27 this year, 2016-11-27 else; for lists and timelines. */
export function shortDate(value: string | null | undefined): string {
  if (!value) return "";
  const { date } = local(value);
  if (!date) return "";
  return date.slice(0, 4) === today().slice(0, 4) ? monthDay(date) : date;
}

/** 2017-04-10, for records. */
export function fullDate(value: string | null | undefined): string {
  return value ? local(value).date : "";
}

/** 11-27 周五, where one plans. */
export function planDate(value: string | null | undefined): string {
  if (!value) return "";
  const { date } = local(value);
  return date ? text("components", "date.plan", { date: shortDate(date), weekday: weekdayName(date) }) : "";
}

/** 11-12 15:20; a plain date has no time. */
export function moment(value: string | null | undefined): string {
  if (!value) return "";
  const { time } = local(value);
  return time ? `${shortDate(value)} ${time}` : shortDate(value);
}

/** 14:06 */
export function clockTime(value: string | null | undefined): string {
  return value ? local(value).time : "";
}

/** 4月10日 周一 for the top bar. */
export function barDate(): string {
  const date = today();
  return text("components", "date.bar", {
    month: Number(date.slice(5, 7)),
    day: Number(date.slice(8)),
    date: monthDay(date),
    weekday: weekdayName(date),
  });
}

export type Due = { tone: "" | "soon" | "late"; words: string };

/** The due day in words: 逾期 1 天, 今天 17:30, 明天, 周三 11-25. */
export function due(value: string | null | undefined): Due {
  if (!value) return { tone: "", words: text("components", "due.none") };
  const at = local(value);
  const days = daysBetween(today(), at.date);
  const time = at.time && at.time !== "23:59" && at.time !== "00:00" ? at.time : "";
  if (days < 0) return { tone: "late", words: text("components", "due.late", { count: -days }) };
  if (days === 0 && time && new Date(value).getTime() < now().getTime()) return { tone: "late", words: text("components", "due.lateToday") };
  if (days === 0) return { tone: "soon", words: text("components", time ? "due.todayAt" : "due.today", { time }) };
  if (days === 1) return { tone: "", words: text("components", "due.tomorrow") };
  if (days < 7) return { tone: "", words: text("components", "due.week", { weekday: weekdayName(at.date), date: shortDate(at.date) }) };
  return { tone: "", words: shortDate(at.date) };
}

export type DueGroup = "late" | "today" | "week" | "next" | "later" | "none";

/** Under which heading of the inbox a task stands. */
export function dueGroup(value: string | null | undefined, overdue = false): DueGroup {
  if (!value) return "none";
  const { date } = local(value);
  const days = daysBetween(today(), date);
  if (overdue || days < 0) return "late";
  if (days === 0) return "today";
  const left = 6 - weekday(today()); // days until Sunday
  if (days <= left) return "week";
  return days <= left + 7 ? "next" : "later";
}

/** How far away a day is: 还有 17 天, 今天, 已过 3 天. */
export function distance(value: string): string {
  const days = daysBetween(today(), local(value).date);
  if (days === 0) return text("components", "date.today");
  return days > 0 ? text("components", "date.in", { count: days }) : text("components", "date.ago", { count: -days });
}
