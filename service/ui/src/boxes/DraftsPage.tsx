// /drafts: what one has begun to write, how old it is and until when it is kept; to go on with, or to throw away.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem, client, take } from "../api";
import { Button, Dialog, Failure, Head, Skeleton, Table, toast, usePlace } from "../components";
import { Blank } from "../components/states";
import { fullDate, moment } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";
import type { components } from "../schema";
import { useMe } from "../session";
import { writeLocal } from "../task/draft";

type Row = components["schemas"]["MyDraft"];

export default function DraftsPage() {
  const t = useText("boxes");
  usePlace({ label: t("drafts.title") });
  const cache = useQueryClient();
  const me = useMe();
  const [asked, setAsked] = useState<Row | null>(null);
  const query = useQuery({ queryKey: ["drafts"], queryFn: ({ signal }) => take(client.GET("/me/drafts", { params: {}, signal })) });
  const [busy, setBusy] = useState(false);
  const discard = async (row: Row) => {
    setBusy(true);
    try {
      await take(client.POST("/me/drafts/{id}/discard", { params: { path: { id: row.id } } }));
      if (me) writeLocal(row.id, me.account.id, null); // what this tab still remembers of it
      toast(t("drafts.gone"));
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.status !== 401) toast(problem.detail);
    } finally {
      setBusy(false);
      setAsked(null);
      void cache.invalidateQueries();
    }
  };
  return (
    <div className="wide">
      <Head title={t("drafts.title")}>
        <p>{t("drafts.intro")}</p>
      </Head>
      {query.isPending && <Skeleton card lines={4} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && (
        <section className="card" aria-label={t("drafts.title")}>
          {query.data.items.length === 0 ? (
            <Blank art="done" title={t("drafts.empty")}>{t("drafts.emptyWay")}</Blank>
          ) : (
            <Table<Row>
              label={t("drafts.title")}
              rows={query.data.items}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: "item",
                  label: t("drafts.item"),
                  lead: true,
                  cell: (row) => (
                    <>
                      {row.open ? <Link to={`/tasks/${row.id}`}><b>{row.subject}</b> {row.title}</Link> : <b>{row.title}</b>}
                      <small>{row.open ? row.process : t("drafts.lost", { process: row.process })}</small>
                    </>
                  ),
                },
                { key: "changed", label: t("drafts.changed"), cell: (row) => <span className="nowrap">{moment(row.changed_at)}</span> },
                { key: "until", label: t("drafts.until"), cell: (row) => <span className="nowrap">{fullDate(row.until)}</span> },
                { key: "act", label: t("drafts.act"), cell: (row) => <Button onClick={() => setAsked(row)}>{t("drafts.discard")}<span className="sr">{row.title}</span></Button> },
              ]}
            />
          )}
        </section>
      )}
      {asked && (
        <Dialog
          title={t("drafts.discard")}
          onClose={() => setAsked(null)}
          foot={
            <>
              <Button onClick={() => setAsked(null)}>{t("drafts.keep")}</Button>
              <Button tone="seal" busy={busy} onClick={() => void discard(asked)}>{t("drafts.discard")}</Button>
            </>
          }
        >
          <p>{t("drafts.sure", { title: asked.title })}</p>
        </Dialog>
      )}
    </div>
  );
}
