// Twelve months of days: which weekday each begins on, and what is special about a day.
import { daysBetween } from "../../dates";
import type { SpecialDay } from "./calls";

export type Cell = { day: string; n: number; kind: "work" | "rest" | "off" | "makeup"; name: string };

/** The cells of a month, Monday first; null where the month has not begun. */
export function month(year: number, index: number, special: ReadonlyMap<string, SpecialDay>): (Cell | null)[] {
  const first = new Date(Date.UTC(year, index, 1));
  const count = new Date(Date.UTC(year, index + 1, 0)).getUTCDate();
  const blank: null[] = Array.from({ length: (first.getUTCDay() + 6) % 7 }, () => null);
  return [
    ...blank,
    ...Array.from({ length: count }, (_, at): Cell => {
      const day = `${year}-${String(index + 1).padStart(2, "0")}-${String(at + 1).padStart(2, "0")}`;
      const found = special.get(day);
      const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
      const kind = found ? (found.working ? (weekend ? "makeup" : "work") : "off") : weekend ? "rest" : "work";
      return { day, n: at + 1, kind, name: found?.name ?? "" };
    }),
  ];
}

/** Days that follow one another, as first and last: another holiday may lie between. */
export function runs(days: string[]): [string, string][] {
  const found: [string, string][] = [];
  for (const day of days) {
    const last = found.at(-1);
    if (last && daysBetween(last[1], day) === 1) last[1] = day;
    else found.push([day, day]);
  }
  return found;
}
