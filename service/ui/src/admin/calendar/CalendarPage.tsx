// /admin/calendar: one year at a glance; a year whose notice is not there yet is provisional and says so.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Failure, Head, Note, Skeleton, Tag, usePlace } from "../../components";
import { list, useText } from "../../i18n";
import { useSearch } from "../../router";
import { NoticeDialog } from "./NoticeDialog";
import { calls } from "./calls";
import type { Year } from "./calls";
import { month, runs } from "./grid";
import type { Cell } from "./grid";
import "./calendar.css";

export default function CalendarPage() {
  const t = useText("admin/calendar");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("title") });
  const search = useSearch();
  const chosen = Number(search.get("year")) || null;
  const [open, setOpen] = useState(false);
  const query = useQuery({ queryKey: ["office-calendar", chosen], queryFn: () => calls.year(chosen), placeholderData: (before) => before });
  if (query.isPending) return <Skeleton card lines={8} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  const shown = query.data;
  return (
    <>
      <Head title={t("title")} actions={shown.editable && <Button tone="primary" icon="pen" onClick={() => setOpen(true)}>{t(shown.status === "published" ? "change" : "enter")}</Button>}>
        <p>{t("lead")}</p>
      </Head>
      <div className="line apart list-line">
        <div className="seg" role="group" aria-label={t("year")}>
          {shown.years.map((each) => (
            <button key={each.year} type="button" aria-pressed={each.year === shown.year} onClick={() => search.set({ year: String(each.year) })}>
              {each.year}{each.status === "provisional" && <small className="muted">{t("provisional")}</small>}
            </button>
          ))}
        </div>
        <ul className="cal-key line small" aria-label={t("key")}>
          <li><i className="cal-off" />{t("off")}</li>
          <li><i className="cal-makeup" />{t("makeup")}</li>
          <li><i className="cal-rest" />{t("rest")}</li>
        </ul>
      </div>
      {shown.status === "provisional" && <div className="list-line"><Note tone="sun" title={t("unknown", { year: shown.year })}>{t("unknown_text")}</Note></div>}
      <Months shown={shown} />
      {shown.days.length > 0 && <Periods shown={shown} />}
      {open && <NoticeDialog key={shown.year} shown={shown} onClose={() => setOpen(false)} />}
    </>
  );
}

function Months({ shown }: { shown: Year }) {
  const t = useText("admin/calendar");
  const special = new Map(shown.days.map((day) => [day.day, day]));
  const weekdays = list("admin/calendar", "weekdays");
  const words = (cell: Cell) => [cell.name, cell.kind === "makeup" && !cell.name && t("makeup"), cell.day === shown.today && t("today")].filter(Boolean).join(t("comma"));
  return (
    <div className="cal-year">
      {Array.from({ length: 12 }, (_, at) => (
        <div key={at} className="card cal-month"><table>
          <caption>{t("month", { n: at + 1 })}</caption>
          <thead><tr>{weekdays.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
          <tbody>
            {weeks(month(shown.year, at, special)).map((week, n) => (
              <tr key={n}>
                {week.map((cell, i) => (cell ? (
                  <td key={i} className={`cal-${cell.kind}${cell.day === shown.today ? " cal-today" : ""}`} title={words(cell) || undefined}>
                    {cell.n}
                    {words(cell) && <span className="sr">{words(cell)}</span>}
                    {cell.kind === "off" && <b aria-hidden="true">{t("off_mark")}</b>}
                    {cell.kind === "makeup" && <b aria-hidden="true">{t("makeup_mark")}</b>}
                  </td>
                ) : <td key={i} />))}
              </tr>
            ))}
          </tbody>
        </table></div>
      ))}
    </div>
  );
}

function weeks(cells: (Cell | null)[]): (Cell | null)[][] {
  return Array.from({ length: Math.ceil(cells.length / 7) }, (_, at) => Array.from({ length: 7 }, (_, i) => cells[at * 7 + i] ?? null));
}

function Periods({ shown }: { shown: Year }) {
  const t = useText("admin/calendar");
  const names = [...new Set(shown.days.filter((day) => !day.working).map((day) => day.name))];
  const short = (day: string) => t("day", { m: Number(day.slice(5, 7)), d: Number(day.slice(8)) });
  return (
    <section className="card list-line" aria-labelledby="periods">
      <div className="card-head"><h2 id="periods">{t("periods", { year: shown.year })}</h2></div>
      <ul className="cal-periods">
        {names.map((name) => {
          const off = shown.days.filter((day) => day.name === name && !day.working);
          const work = shown.days.filter((day) => day.working && day.name.startsWith(name));
          return (
            <li key={name}>
              <b>{name}</b>
              <span>{runs(off.map((day) => day.day)).map(([first, last]) => (first === last ? short(first) : t("span", { from: short(first), to: short(last) }))).join(t("pause"))}{t("comma")}{t("count", { n: off.length })}</span>
              {work.length > 0 && <Tag tone="now">{t("work_on", { days: work.map((day) => short(day.day)).join(t("pause")) })}</Tag>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
