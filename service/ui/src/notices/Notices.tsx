// What the service told this person; reading one marks it, and leads to its case.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { calls } from "../calls";
import type { Notice } from "../api-types";
import { Dialog } from "../components/Dialog";
import { Tag } from "../components/marks";
import { Blank, Failure, Skeleton } from "../components/states";
import { moment } from "../dates";
import { useText } from "../i18n";
import { navigate } from "../router";
import { ME } from "../session";

export const NOTICES = ["notices"];

export default function Notices({ onClose }: { onClose: () => void }) {
  const t = useText("notices");
  const client = useQueryClient();
  const query = useQuery({ queryKey: NOTICES, queryFn: calls.notices });
  const read = useMutation({
    mutationFn: (id: string) => calls.readNotice(id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: NOTICES });
      void client.invalidateQueries({ queryKey: ME });
    },
  });
  const open = (notice: Notice) => {
    if (!notice.read_at) read.mutate(notice.id);
    if (!notice.instance_id) return;
    onClose();
    setTimeout(() => navigate(`/cases/${notice.instance_id}`));
  };
  const items = query.data?.items ?? [];
  return (
    <Dialog title={t("title")} onClose={onClose}>
      {query.isPending && <Skeleton lines={3} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && items.length === 0 && <Blank art="done" level={3} title={t("empty")} />}
      <ul className="notices">
        {items.map((notice) => (
          <li key={notice.id} className={notice.read_at ? undefined : "is-new"}>
            <p className="line">
              <b>{notice.title}</b>
              {!notice.read_at && <Tag tone="now" icon={null}>{t("new")}</Tag>}
              <time className="push muted small" dateTime={notice.at}>
                {moment(notice.at)}
              </time>
            </p>
            <p className="soft">{notice.text}</p>
            <p className="line">
              {notice.instance_id && (
                <button type="button" className="link" onClick={() => open(notice)}>
                  {t("see")}
                </button>
              )}
              {!notice.read_at && (
                <button type="button" className="link" onClick={() => read.mutate(notice.id)}>
                  {t("read")}
                </button>
              )}
            </p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
