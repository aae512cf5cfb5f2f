// /admin/imports: people from a sheet. Upload, say which column is which, look at the preview, confirm.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Blank, Button, Failure, Head, Skeleton, Table, Tag, usePlace } from "../../components";
import { moment } from "../../dates";
import { useText } from "../../i18n";
import { Link, navigate, useParams } from "../../router";
import { RunView, TONE } from "./RunView";
import { Upload } from "./Upload";
import { calls, save } from "./calls";
import type { Chosen, Run } from "./calls";
import "./imports.css";

export default function ImportsPage() {
  const { id } = useParams();
  return id ? <RunView key={id} id={id} /> : <Overview />;
}

function Overview() {
  const t = useText("admin/imports");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("title") });
  const client = useQueryClient();
  const list = useQuery({ queryKey: ["imports"], queryFn: calls.runs });
  const stage = async (name: string, content: string, chosen: Chosen, key: string) => {
    const run = await calls.stage(name, content, chosen, key);
    await client.invalidateQueries({ queryKey: ["imports"] });
    client.setQueryData(["imports", run.id], run);
    navigate(`/admin/imports/${run.id}`);
  };
  return (
    <>
      <Head title={t("title")} actions={<Template />}>
        <p>{t("lead")}</p>
      </Head>
      <Upload t={t} columns={calls.columns} stage={stage} />
      <section className="card" aria-labelledby="runs">
        <div className="card-head"><h2 id="runs">{t("runs")}</h2></div>
        {list.isPending ? (
          <Skeleton lines={4} />
        ) : list.isError ? (
          <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div>
        ) : list.data.items.length === 0 ? (
          <Blank title={t("none")} level={3}>{t("none_text")}</Blank>
        ) : (
          <Table<Run>
            label={t("runs")}
            rows={list.data.items}
            rowKey={(row) => row.id}
            columns={[
              { key: "file_name", label: t("th.file"), lead: true, cell: (row) => <Link to={`/admin/imports/${row.id}`}>{row.file_name}</Link> },
              { key: "status", label: t("th.status"), cell: (row) => <Tag tone={TONE[row.status]}>{t(`status.${row.status}`)}</Tag> },
              { key: "counts", label: t("th.counts"), cell: (row) => t("counts", row.counts) },
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
  const t = useText("admin/imports");
  const [busy, setBusy] = useState(false);
  const get = async () => {
    setBusy(true);
    await calls.template().then(save).finally(() => setBusy(false));
  };
  return <Button icon="save" busy={busy} onClick={() => void get()}>{t("template")}</Button>;
}
