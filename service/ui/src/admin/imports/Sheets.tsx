// Sheets that are brought along: the template, the upload, those of before. For people and for registers of cases.
import { useQueryClient } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { put } from "../../cache";
import { Blank, Button, Failure, Head, Skeleton, Table, Tag } from "../../components";
import type { TagTone } from "../../components";
import { moment } from "../../dates";
import type { T } from "../../i18n";
import { Link, navigate } from "../../router";
import { Upload } from "./Upload";
import { save } from "./calls";
import type { Columns, Sheet } from "./calls";
import "./imports.css";

type Brought = { id: string; file_name: string; status: string; who: string; at: string };

type Props<Run extends Brought, Picks> = {
  /** the texts of the page that it stands on, and its address */
  t: T;
  root: string;
  /** what its queries begin with */
  name: string;
  list: UseQueryResult<{ items: Run[] }>;
  calls: {
    template: () => Promise<Sheet>;
    columns: (file: string, content: string) => Promise<Columns>;
    stage: (file: string, content: string, chosen: Picks, key: string) => Promise<{ id: string }>;
  };
  tone: Record<Run["status"], TagTone>;
  words: { lead: string; none: string; counts: (run: Run) => string };
  /** whoever only reads brings nothing along */
  keeper?: boolean;
  every?: boolean;
};

export function Sheets<Run extends Brought, Picks extends Record<string, string | undefined>>({ t, root, name, list, calls, tone, words, keeper = true, every }: Props<Run, Picks>) {
  const client = useQueryClient();
  const stage = async (file: string, content: string, chosen: Picks, key: string) => {
    const run = await calls.stage(file, content, chosen, key);
    await client.invalidateQueries({ queryKey: [name] });
    await put(client, [name, run.id], run);
    navigate(`${root}/${run.id}`);
  };
  return (
    <>
      <Head title={t("title")} actions={keeper ? <Template t={t} template={calls.template} /> : undefined}>
        <p>{words.lead}</p>
      </Head>
      {keeper && <Upload t={t} columns={calls.columns} stage={stage} every={every} />}
      <section className="card import-card" aria-labelledby="runs">
        <div className="card-head"><h2 id="runs">{t("runs")}</h2></div>
        {list.isPending ? (
          <Skeleton lines={4} />
        ) : list.isError ? (
          <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div>
        ) : list.data.items.length === 0 ? (
          <Blank title={t("none")} level={3}>{words.none}</Blank>
        ) : (
          <Table<Run>
            label={t("runs")}
            rows={list.data.items}
            rowKey={(row) => row.id}
            columns={[
              { key: "file_name", label: t("th.file"), lead: true, cell: (row) => <Link to={`${root}/${row.id}`}>{row.file_name}</Link> },
              { key: "status", label: t("th.status"), cell: (row) => <Tag tone={tone[row.status as Run["status"]]}>{t(`status.${row.status}`)}</Tag> },
              { key: "counts", label: t("th.counts"), cell: words.counts },
              { key: "who", label: t("th.who") },
              { key: "at", label: t("th.at"), cell: (row) => <span className="nowrap">{moment(row.at)}</span> },
            ]}
          />
        )}
      </section>
    </>
  );
}

function Template({ t, template }: { t: T; template: () => Promise<Sheet> }) {
  const [busy, setBusy] = useState(false);
  const get = async () => {
    setBusy(true);
    await template().then(save).finally(() => setBusy(false));
  };
  return <Button icon="save" busy={busy} onClick={() => void get()}>{t("template")}</Button>;
}
