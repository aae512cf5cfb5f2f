import { useEffect, useRef, useState } from "react";
import type { TaskRow } from "../api-types";
import { useText } from "../i18n";
import { useMe } from "../session";
import type { Filters as Values } from "./query";

type Props = {
  /** grows when the search field shall take the focus */
  seek: number;
  filters: Values;
  rows: TaskRow[];
  facets: { key: string; name: string; n: number }[];
  set: (patch: Record<string, string | null>) => void;
  clear?: () => void;
};

export default function Filters({ seek, filters, rows, facets, set, clear }: Props) {
  const t = useText("inbox");
  const me = useMe();
  const [q, setQ] = useState(filters.q);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (seek > 0) field.current?.focus();
  }, [seek]);
  // organizations met so far stay on offer while a filter narrows the list
  const [seen, setSeen] = useState<Map<string, string>>(new Map());
  useEffect(() => {
    setSeen((before) => {
      const next = new Map(before);
      for (const grant of me?.grants ?? []) next.set(grant.organization.id, grant.organization.name);
      for (const row of rows) next.set(row.organization.id, row.organization.name);
      return next.size === before.size ? before : next;
    });
  }, [rows, me]);
  useEffect(() => setQ(filters.q), [filters.q]);
  useEffect(() => {
    if (q === filters.q) return;
    const timer = setTimeout(() => set({ q }), 250);
    return () => clearTimeout(timer);
    // only typing starts the wait; the filters are what comes of it
  }, [q]);

  return (
    <div className="list-filters" role="search">
      <input ref={field} className="input" type="search" value={q} placeholder={t("search")} aria-label={t("search")} onChange={(event) => setQ(event.target.value)} onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()} />
      <select className="input" aria-label={t("process")} value={filters.process} onChange={(event) => set({ process: event.target.value })}>
        <option value="">{t("anyProcess")}</option>
        {facets.map((facet) => (
          <option key={facet.key} value={facet.key}>
            {facet.name} {facet.n}
          </option>
        ))}
      </select>
      <select className="input" aria-label={t("organization")} value={filters.organization} onChange={(event) => set({ organization: event.target.value })}>
        <option value="">{t("anyOrganization")}</option>
        {[...seen].map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      {clear && (
        <button className="btn btn-quiet" type="button" onClick={clear}>
          {t("clear")}
        </button>
      )}
    </div>
  );
}
