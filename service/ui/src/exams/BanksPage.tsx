// /exams/banks: the question banks, a version for each import.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { FormEvent } from "react";
import { ApiProblem, intentKey, wasRefused } from "../api";
import { Blank, Button, Failure, Head, Note, Skeleton, Table, toast, usePlace } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { useMe } from "../session";
import { base64, save } from "../admin/imports/calls";
import { calls } from "./calls";
import type { Bank } from "./calls";
import "./exams.css";

const MOST = 2 * 1024 * 1024;
const SHOWN = 20;

export default function BanksPage() {
  const t = useText("exams");
  const me = useMe();
  usePlace({ label: t("title"), to: "/exams" }, { label: t("banks.title") });
  const list = useQuery({ queryKey: ["exams", "banks"], queryFn: calls.banks });
  const keeper = me?.grants.some((grant) => grant.role === "training_admin");
  return (
    <>
      <Head title={t("banks.title")} actions={keeper && <Button icon="save" onClick={() => void calls.template().then(save)}>{t("banks.template")}</Button>}>
        <p>{t("banks.lead")}</p>
      </Head>
      <div className="stack">
        {keeper && <Upload />}
        <section className="card" aria-labelledby="banks">
          <div className="card-head"><h2 id="banks">{t("banks.versions")}</h2></div>
          {list.isPending ? (
            <Skeleton lines={3} />
          ) : list.isError ? (
            <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div>
          ) : list.data.items.length === 0 ? (
            <Blank title={t("banks.none")} level={3}>{t("banks.none_text")}</Blank>
          ) : (
            <Table<Bank>
              label={t("banks.versions")}
              rows={list.data.items}
              rowKey={(row) => row.id}
              columns={[
                { key: "name", label: t("th.bank"), lead: true },
                { key: "version", label: t("th.version"), cell: (row) => t("banks.version", { n: row.version }) },
                { key: "questions", label: t("th.questions"), align: "end" },
                { key: "single", label: t("kind.single"), align: "end" },
                { key: "multiple", label: t("kind.multiple"), align: "end" },
                { key: "judgement", label: t("kind.judgement"), align: "end" },
                { key: "created_at", label: t("th.imported"), cell: (row) => <span className="nowrap">{moment(row.created_at)}</span> },
              ]}
            />
          )}
        </section>
      </div>
    </>
  );
}

function Upload() {
  const t = useText("exams");
  const client = useQueryClient();
  const intent = useRef(intentKey());
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState<string[]>([]);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const data = new FormData(form.current!);
    const [name, file] = [String(data.get("name") ?? "").trim(), data.get("sheet")];
    if (!name || !(file instanceof File) || file.size === 0) return setBad([t("banks.need")]);
    if (file.size > MOST) return setBad([t("banks.too_large")]);
    setBusy(true);
    setBad([]);
    try {
      await calls.importBank(name, await base64(file), intent.current);
      intent.current = intentKey();
      form.current?.reset();
      toast(t("banks.imported"));
      await client.invalidateQueries({ queryKey: ["exams", "banks"] });
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (wasRefused(problem)) intent.current = intentKey();
      setBad(problem.errors.length > 0 ? problem.errors.map((each) => each.message) : [problem.detail || t("offline")]);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="card" aria-labelledby="bank-upload">
      <div className="card-head"><h2 id="bank-upload">{t("banks.upload")}</h2></div>
      <form ref={form} className="pad stack" onSubmit={(event) => void send(event)} noValidate>
        <div className="grid-2">
          <div className="field">
            <label className="label" htmlFor="bank-name">{t("th.bank")}</label>
            <span className="hint" id="bank-name-hint">{t("banks.name_hint")}</span>
            <input className="input" id="bank-name" name="name" maxLength={60} aria-describedby="bank-name-hint" />
          </div>
          <div className="field">
            <label className="label" htmlFor="bank-sheet">{t("banks.sheet")}</label>
            <span className="hint" id="bank-sheet-hint">{t("banks.sheet_hint")}</span>
            <input className="input" id="bank-sheet" name="sheet" type="file" accept=".xlsx" aria-describedby="bank-sheet-hint" />
          </div>
        </div>
        {bad.length > 0 && (
          <Note tone="seal" role="alert" title={t("banks.refused")}>
            <ul className="exam-bad">{bad.slice(0, SHOWN).map((each) => <li key={each}>{each}</li>)}</ul>
          </Note>
        )}
        <p className="actions-in"><Button type="submit" tone="primary" busy={busy}>{t("banks.import")}</Button></p>
      </form>
    </section>
  );
}
