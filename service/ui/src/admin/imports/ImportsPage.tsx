// /admin/imports: people from a sheet. Upload, say which column is which, look at the preview, confirm.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { ChangeEvent } from "react";
import { ApiProblem, intentKey } from "../../api";
import { Blank, Button, Failure, Head, Note, Skeleton, Table, Tag, usePlace } from "../../components";
import { moment } from "../../dates";
import { useText } from "../../i18n";
import { Link, navigate, useParams } from "../../router";
import { RunView, TONE } from "./RunView";
import { base64, calls, save } from "./calls";
import type { Chosen, Columns, Run } from "./calls";
import "./imports.css";

const MOST = 2 * 1024 * 1024;

export default function ImportsPage() {
  const { id } = useParams();
  return id ? <RunView key={id} id={id} /> : <Overview />;
}

function Overview() {
  const t = useText("admin/imports");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("title") });
  const list = useQuery({ queryKey: ["imports"], queryFn: calls.runs });
  return (
    <>
      <Head title={t("title")} actions={<Template />}>
        <p>{t("lead")}</p>
      </Head>
      <Upload />
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

type Picked = { name: string; content: string; columns: Columns };

function Upload() {
  const t = useText("admin/imports");
  const client = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const intent = useRef(intentKey());
  const [picked, setPicked] = useState<Picked | null>(null);
  const [chosen, setChosen] = useState<Chosen>({});
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");

  const attempt = async (act: () => Promise<void>) => {
    setBusy(true);
    setBad("");
    try {
      await act();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      setBad(problem.errors.map((each) => each.message).join(" ") || problem.detail || t("silent"));
    } finally {
      setBusy(false);
    }
  };
  const stage = async (file: Picked, columns: Chosen) => {
    const run = await calls.stage(file.name, file.content, columns, intent.current);
    await client.invalidateQueries({ queryKey: ["imports"] });
    client.setQueryData(["imports", run.id], run);
    navigate(`/admin/imports/${run.id}`);
  };
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file) return;
    intent.current = intentKey();
    setPicked(null);
    setChosen({});
    if (file.size > MOST) return setBad(t("too_large"));
    void attempt(async () => {
      const content = await base64(file);
      const columns = await calls.columns(file.name, content);
      const next = { name: file.name, content, columns };
      // every needed column was understood: nothing to ask, on to the preview
      if (columns.columns.every((column) => column.heading || !column.needed)) await stage(next, {});
      else setPicked(next);
    });
  };
  const unclear = picked?.columns.columns.filter((column) => !column.heading) ?? [];
  const open = unclear.some((column) => column.needed && !chosen[column.key as keyof Chosen]);
  return (
    <section className="card import-card" aria-labelledby="upload">
      <div className="card-head"><h2 id="upload">{t("upload")}</h2></div>
      <div className="pad stack">
        <div className="field">
          <label className="label" htmlFor="sheet">{t("file")}</label>
          <span className="hint" id="sheet-hint">{t("file_hint")}</span>
          <input ref={field} className="input" id="sheet" type="file" accept=".xlsx" aria-describedby="sheet-hint" onChange={pick} />
        </div>
        {busy && <p role="status" className="muted">{t("reading")}</p>}
        {bad && <Note tone="seal" role="alert">{bad}</Note>}
        {picked && (
          <>
            <Note tone="sun" title={t("which.title")}>{t("which.text")}</Note>
            <div className="grid-2">
              {unclear.map((column) => (
                <div className="field" key={column.key}>
                  <label className="label" htmlFor={`column-${column.key}`}>
                    {column.name}
                    {column.needed && <span className="need">{t("needed")}</span>}
                  </label>
                  <select className="input" id={`column-${column.key}`} value={chosen[column.key as keyof Chosen] ?? ""} onChange={(event) => {
                    intent.current = intentKey();
                    setChosen({ ...chosen, [column.key]: event.target.value || undefined });
                  }}>
                    <option value="">{t("which.none")}</option>
                    {picked.columns.headings.map((heading) => <option key={heading}>{heading}</option>)}
                  </select>
                </div>
              ))}
            </div>
            <p className="actions-in">
              <Button tone="primary" busy={busy} why={open ? t("which.missing") : null} onClick={() => void attempt(() => stage(picked, chosen))}>{t("preview")}</Button>
            </p>
          </>
        )}
      </div>
    </section>
  );
}
