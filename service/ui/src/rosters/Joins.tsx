// Where somebody on the register goes on.
import { useText } from "../i18n";
import type { Line } from "./calls";

/** Where the case goes on, and when something comes next. */
export function Joins({ line }: { line: Line }) {
  const t = useText("rosters");
  return <>{line.joins}{line.next_on && <span className="small muted roster-next">{t(`next.${line.at === "probation" ? "until" : "review"}`, { on: line.next_on })}</span>}</>;
}
