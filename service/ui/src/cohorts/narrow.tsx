// The two filters that the board and its lists share: whose people, and of which year.
import { useText } from "../i18n";
import { useScopes } from "../organizations/scopes";
import { useSearch } from "../router";
import { today } from "../dates";

const YEARS = 6;

export function NarrowFields() {
  const t = useText("cohorts");
  const search = useSearch();
  const scopes = useScopes();
  const [organization, year] = [search.get("organization"), search.get("year")];
  const newest = Number(today().slice(0, 4));
  const years = Array.from({ length: YEARS }, (_, i) => String(newest - i));
  return (
    <>
      {scopes.length > 0 && (
        <div className="mid">
          <label htmlFor="cohort-organization">{t("organization")}</label>
          <select className="input" id="cohort-organization" value={organization} onChange={(event) => search.set({ organization: event.target.value })}>
            <option value="">{t("organization_all")}</option>
            {scopes.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
          </select>
        </div>
      )}
      <div className="mid">
        <label htmlFor="cohort-year">{t("year")}</label>
        <select className="input" id="cohort-year" value={year} onChange={(event) => search.set({ year: event.target.value })}>
          <option value="">{t("year_all")}</option>
          {years.map((each) => <option key={each} value={each}>{t("year_of", { year: each })}</option>)}
        </select>
      </div>
    </>
  );
}
