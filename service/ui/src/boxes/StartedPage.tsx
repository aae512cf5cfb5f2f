import { useInfiniteQuery } from "@tanstack/react-query";
import { calls } from "../calls";
import type { InstanceRow } from "../api-types";
import { Tag } from "../components/marks";
import type { TagTone } from "../components/marks";
import { Blank } from "../components/states";
import { shortDate } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";
import { useMe } from "../session";
import { BoxPage } from "./Boxes";

export const STATUS_TONE: Record<InstanceRow["status"], TagTone> = { running: "now", ended: "done", faulted: "late", suspended: "hold", cancelled: "plain" };

export default function StartedPage() {
  const t = useText("boxes");
  const me = useMe();
  const query = useInfiniteQuery({
    queryKey: ["instances", "started"],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => calls.instances({ box: "started", cursor: pageParam || undefined, limit: 20 }, signal),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const start = me?.can.start ? (
    <Link className="btn" to="/start">
      {t("started.start")}
    </Link>
  ) : undefined;
  return (
    <BoxPage<InstanceRow>
      title={t("started.title")}
      intro={t("started.intro")}
      query={query}
      actions={start}
      rowKey={(row) => row.id}
      empty={
        <Blank art="nothing" title={t("started.empty")} action={start}>
          {t("started.emptyWay")}
        </Blank>
      }
      columns={[
        {
          key: "title",
          label: t("started.item"),
          lead: true,
          cell: (row) => (
            <>
              <Link to={`/cases/${row.id}`}>
                <b>{row.title}</b>
              </Link>
              <small>{[row.process.name, row.business_key].filter(Boolean).join(t("dot"))}</small>
            </>
          ),
        },
        { key: "status", label: t("started.status"), cell: (row) => <Tag tone={STATUS_TONE[row.status]}>{t(`status.${row.status}`)}</Tag> },
        { key: "waiting", label: t("started.waiting"), cell: (row) => row.waiting ?? row.milestone ?? "—" },
        { key: "organization", label: t("started.organization"), cell: (row) => row.organization.name },
        { key: "at", label: t("started.at"), cell: (row) => <span className="nowrap">{shortDate(row.started_at)}</span> },
      ]}
    />
  );
}
