import type { TaskRow } from "../api-types";
import { Blank } from "../components/states";
import { moment } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";
import { BoxPage } from "./Boxes";
import { useTasks } from "../inbox/query";

export default function DonePage() {
  const t = useText("boxes");
  const query = useTasks("done", { q: "", process: "", organization: "", scope: "" });
  return (
    <BoxPage<TaskRow>
      title={t("done.title")}
      intro={t("done.intro")}
      query={query}
      rowKey={(row) => row.id}
      empty={
        <Blank art="done" title={t("done.empty")}>
          {t("done.emptyWay")}
        </Blank>
      }
      columns={[
        {
          key: "item",
          label: t("done.item"),
          lead: true,
          cell: (row) => (
            <>
              <Link to={`/cases/${row.instance_id}`}>
                <b>{row.subject}</b> {row.title}
              </Link>
              <small>{row.signing ? t("opinion") : row.process.name}</small>
            </>
          ),
        },
        { key: "decision", label: t("done.decision"), cell: (row) => row.decision ?? "—" },
        { key: "organization", label: t("done.organization"), cell: (row) => row.organization.name },
        { key: "at", label: t("done.at"), cell: (row) => <span className="nowrap">{moment(row.completed_at)}</span> },
      ]}
    />
  );
}
