// Where somebody on the register goes on: the first step that was not done, and why it is that one.
import { useText } from "../i18n";
import type { Line } from "./calls";

/** Where the case goes on, when something comes next, and after what. */
export function Joins({ line }: { line: Line }) {
  const t = useText("rosters");
  return (
    <>
      {line.at ? t("enters", { step: line.joins }) : line.joins}
      {line.next_on && <span className="small muted roster-next">{t(`next.${REVIEWED.includes(line.at) ? "review" : "until"}`, { on: line.next_on })}</span>}
      {line.why && <span className="small muted roster-next">{line.why}</span>}
    </>
  );
}

const REVIEWED = ["filing", "contacts", "cultivation"];
