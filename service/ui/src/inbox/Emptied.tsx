import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { Button } from "../components/Button";
import { Blank } from "../components/states";
import { local, today } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";

/** The empty inbox: everything done, or nothing fits. */
export default function Emptied({ q, filtered, clear }: { q: string; filtered: boolean; clear: () => void }) {
  const t = useText("inbox");
  const done = useQuery({ queryKey: ["tasks", "done", "today"], queryFn: () => api.tasks({ box: "done", limit: 50 }), enabled: !filtered });
  const count = done.data?.items.filter((task) => task.completed_at && local(task.completed_at).date === today()).length ?? 0;
  if (filtered) {
    return (
      <Blank art="nothing" title={q ? t("nothing", { what: q }) : t("nothingFilter")} action={<Button onClick={clear}>{t("clear")}</Button>}>
        {t("nothingWay")}
      </Blank>
    );
  }
  return (
    <Blank art="done" title={t("empty")} action={<Link className="btn" to="/done">{t("seeDone")}</Link>}>
      {count > 0 ? t("emptyToday", { count }) : t("emptyNone")}
    </Blank>
  );
}
