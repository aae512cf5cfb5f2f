import type { InstanceRow } from "../api-types";

type Named = Pick<InstanceRow, "title" | "subject">;

/** Whom or what a case is about; where the process stands beside it, the whole title would say it twice. */
export function caseName(row: Named): string {
  return row.subject?.name ?? row.title;
}

/** The heading of a case: a person's name, else the whole title. */
export function caseHeading(row: Named): string {
  return row.subject?.kind === "person" ? row.subject.name : row.title;
}

/** A business key is a number of the office (FZ-2015-0317), or words that name the case by themselves. */
export function isNumber(key: string): boolean {
  return /^[\p{Lu}\d][\p{Lu}\d()\-_/.]*$/u.test(key);
}
