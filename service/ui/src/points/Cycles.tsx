// Which year: kept in the address, so that it can be sent and printed.
import { useText } from "../i18n";
import { useSearch } from "../router";
import "../case/case.css";

export function Cycles({ cycles, cycle }: { cycles: number[]; cycle: number }) {
  const t = useText("points");
  const search = useSearch();
  if (cycles.length < 2) return <span className="muted">{t("year", { cycle })}</span>;
  return (
    <span className="pills" role="group" aria-label={t("cycles")}>
      {cycles.map((year) => (
        <button key={year} type="button" aria-pressed={year === cycle} onClick={() => search.set({ cycle: year === cycles[0] ? "" : String(year) })}>{t("year", { cycle: year })}</button>
      ))}
    </span>
  );
}
