// /rosters: the register of running cases. The office brings it along, branches sign, a job enters the cases.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Upload } from "../admin/imports/Upload";
import { save } from "../admin/imports/calls";
import { Blank, Button, Failure, Head, Skeleton, Table, Tag, usePlace } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { Link, navigate, useParams } from "../router";
import { RosterView, TONE } from "./RosterView";
import { calls } from "./calls";
import type { Chosen, Run } from "./calls";
import "../admin/imports/imports.css";
import "./rosters.css";

export default function RostersPage() {
  const { id } = useParams();
  return id ? <RosterView key={id} id={id} /> : <Overview />;
}

function Overview() {
  const t = useText("rosters");
  usePlace({ label: t("cases"), to: "/cases" }, { label: t("title") });
  const client = useQueryClient();
  const list = useQuery({ queryKey: ["rosters"], queryFn: calls.runs });
  const keeper = list.data?.keeper ?? false;
  const stage = async (name: string, content: string, chosen: Chosen, key: string) => {
    const run = await calls.stage(name, content, chosen, key);
    await client.invalidateQueries({ queryKey: ["rosters"] });
    client.setQueryData(["rosters", run.id], run);
    navigate(`/rosters/${run.id}`);
  };
  return (
    <>
      <Head title={t("title")} actions={keeper ? <Template /> : undefined}>
        <p>{t(keeper ? "lead" : "lead_branch")}</p>
      </Head>
      {keeper && <Upload t={t} columns={calls.columns} stage={stage} every />}
      <section className="card import-card" aria-labelledby="runs">
        <div className="card-head"><h2 id="runs">{t("runs")}</h2></div>
        {list.isPending ? (
          <Skeleton lines={4} />
        ) : list.isError ? (
          <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div>
        ) : list.data.items.length === 0 ? (
          <Blank title={t("none")} level={3}>{t(keeper ? "none_text" : "none_branch")}</Blank>
        ) : (
          <Table<Run>
            label={t("runs")}
            rows={list.data.items}
            rowKey={(row) => row.id}
            columns={[
              { key: "file_name", label: t("th.file"), lead: true, cell: (row) => <Link to={`/rosters/${row.id}`}>{row.file_name}</Link> },
              { key: "status", label: t("th.status"), cell: (row) => <Tag tone={TONE[row.status]}>{t(`status.${row.status}`)}</Tag> },
              { key: "counts", label: t("th.counts"), cell: (row) => t(keeper ? "counts" : "counts_branch", row.counts) },
              { key: "who", label: t("th.who") },
              { key: "at", label: t("th.at"), cell: (row) => <span className="nowrap">{moment(row.at)}</span> },
            ]}
          />
        )}
      </section>
    </>
  );
}

function Template() {
  const t = useText("rosters");
  const [busy, setBusy] = useState(false);
  const get = async () => {
    setBusy(true);
    await calls.template().then(save).finally(() => setBusy(false));
  };
  return <Button icon="save" busy={busy} onClick={() => void get()}>{t("template")}</Button>;
}
