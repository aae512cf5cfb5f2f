// /admin/retention: what goes when, what is held back, what has gone; for the privacy officer. Names of cases, no words of them.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { put } from "../../cache";
import { Button, Failure, Head, Skeleton, Table, Tag, toast, usePlace } from "../../components";
import { fullDate } from "../../dates";
import { useText } from "../../i18n";
import ReasonDialog from "../../moves/ReasonDialog";
import { calls } from "./calls";
import type { DueCase, DuePerson, Held, Kept } from "./calls";

type Asked = { kind: "case" | "person"; row: DueCase } | { kind: "gone"; row: DuePerson } | { kind: "number" } | { kind: "end"; row: Held };

export default function RetentionPage() {
  const t = useText("admin/retention");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("title") });
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [number, setNumber] = useState("");
  const query = useQuery({ queryKey: ["retention"], queryFn: ({ signal }) => calls.page(signal) });
  if (query.isPending) return <Skeleton card lines={8} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  const kept = query.data;
  const done = (fresh: Kept, said: string) => {
    void put(client, ["retention"], fresh);
    setAsked(null);
    toast(said);
  };
  const act = async (reason: string, key: string) => {
    if (!asked) return;
    if (asked.kind === "end") return done(await calls.release(asked.row.id, reason, key), t("ended"));
    const which = asked.kind === "number" ? number.trim() : asked.kind === "gone" ? asked.row.case : asked.row.id;
    done(await calls.hold({ case: which, whole_person: asked.kind === "person" || asked.kind === "gone", reason }, key), t("held_now"));
  };
  return (
    <>
      <Head title={t("title")}>
        <p>{t("lead")}</p>
      </Head>
      <section className="card list-line" aria-labelledby="due">
        <div className="card-head"><h2 id="due">{t("due.title")}</h2></div>
        <Table
          label={t("due.title")}
          rows={kept.due}
          rowKey={(row) => row.id}
          empty={t("due.none")}
          columns={[
            { key: "about", label: t("th.about"), lead: true, cell: (row) => <span>{row.about} <small className="muted">{row.business_key ?? ""}</small></span> },
            { key: "process", label: t("th.process") },
            { key: "ended_at", label: t("th.ended"), cell: (row) => <span className="nowrap">{fullDate(row.ended_at)}</span> },
            { key: "basis", label: t("th.basis") },
            { key: "state", label: t("th.state"), cell: (row) => <Tag tone={row.held ? "hold" : row.tonight ? "late" : "plain"}>{t(row.held ? "held" : row.tonight ? "tonight" : "soon")}</Tag> },
            {
              key: "act",
              label: t("th.act"),
              cell: (row) => !row.held && (
                <span className="line row-acts">
                  <Button tone="quiet" onClick={() => setAsked({ kind: "case", row })}>{t("hold")}<span className="sr">{row.about}</span></Button>
                  {row.of_person && <Button tone="quiet" onClick={() => setAsked({ kind: "person", row })}>{t("hold_person")}<span className="sr">{row.about}</span></Button>}
                </span>
              ),
            },
          ]}
        />
      </section>
      <section className="card list-line" aria-labelledby="people">
        <div className="card-head"><h2 id="people">{t("people.title")}</h2></div>
        <Table
          label={t("people.title")}
          rows={kept.people}
          rowKey={(row) => row.id}
          empty={t("people.none")}
          columns={[
            { key: "about", label: t("th.person"), lead: true, cell: (row) => <span>{row.about} <small className="muted">{row.stage}</small></span> },
            { key: "branch", label: t("th.branch") },
            { key: "last_contact", label: t("th.contact"), cell: (row) => <span className="nowrap">{fullDate(row.last_contact)}</span> },
            { key: "due_at", label: t("th.due"), cell: (row) => <span className="nowrap">{fullDate(row.due_at)}</span> },
            { key: "state", label: t("th.state"), cell: (row) => <Tag tone={row.held ? "hold" : row.tonight ? "late" : "plain"}>{row.held ?? t(row.tonight ? "tonight_person" : "soon")}</Tag> },
            { key: "act", label: t("th.act"), cell: (row) => !row.held && <Button tone="quiet" onClick={() => setAsked({ kind: "gone", row })}>{t("hold_person")}<span className="sr">{row.about}</span></Button> },
          ]}
        />
        <p className="pad small muted">{t("people.rest")}</p>
      </section>
      <section className="card list-line" aria-labelledby="records">
        <div className="card-head"><h2 id="records">{t("records.title")}</h2></div>
        <Table
          label={t("records.title")}
          rows={kept.records}
          rowKey={(row) => row.name}
          columns={[
            { key: "name", label: t("th.what"), lead: true },
            { key: "tonight", label: t("th.tonight"), align: "end" },
            { key: "soon", label: t("th.soon"), align: "end" },
            { key: "held", label: t("th.held"), align: "end" },
          ]}
        />
      </section>
      <section className="card list-line" aria-labelledby="holds">
        <div className="card-head"><h2 id="holds">{t("holds.title")}</h2></div>
        <form
          className="line pad"
          onSubmit={(event) => {
            event.preventDefault();
            if (number.trim()) setAsked({ kind: "number" });
          }}
        >
          <label className="label" htmlFor="hold-number">{t("number")}</label>
          <input className="input hold-number" id="hold-number" required maxLength={100} value={number} onChange={(event) => setNumber(event.target.value)} />
          <Button type="submit" icon="lock">{t("hold")}</Button>
        </form>
        <Table
          label={t("holds.title")}
          rows={kept.holds}
          rowKey={(row) => row.id}
          empty={t("holds.none")}
          columns={[
            { key: "about", label: t("th.about"), lead: true, cell: (row) => <span>{row.about} <small className="muted">{row.whole_person ? t("whole") : [row.process, row.business_key].filter(Boolean).join(t("dot"))}</small></span> },
            { key: "reason", label: t("th.reason") },
            { key: "set_at", label: t("th.since"), cell: (row) => <span className="nowrap">{fullDate(row.set_at)} {row.set_by ?? ""}</span> },
            { key: "act", label: t("th.act"), cell: (row) => <Button tone="quiet" onClick={() => setAsked({ kind: "end", row })}>{t("release")}<span className="sr">{row.about}</span></Button> },
          ]}
        />
      </section>
      <section className="card list-line" aria-labelledby="erased">
        <div className="card-head"><h2 id="erased">{t("erased.title")}</h2></div>
        <Table
          label={t("erased.title")}
          rows={kept.erased}
          empty={t("erased.none")}
          columns={[
            { key: "process", label: t("th.process"), lead: true },
            { key: "at", label: t("th.at"), cell: (row) => <span className="nowrap">{fullDate(row.at)}</span> },
            { key: "basis", label: t("th.basis") },
            { key: "rows", label: t("th.rows"), align: "end" },
          ]}
        />
      </section>
      <section className="card list-line" aria-labelledby="rules">
        <div className="card-head"><h2 id="rules">{t("rules.title")}</h2></div>
        <Table
          label={t("rules.title")}
          rows={kept.rules}
          columns={[
            { key: "name", label: t("th.what"), lead: true },
            { key: "months", label: t("th.keep"), cell: (row) => <span className="nowrap">{row.months % 12 === 0 ? t("years", { n: row.months / 12 }) : t("months", { n: row.months })}</span> },
            { key: "basis", label: t("th.basis") },
          ]}
        />
        <p className="pad small muted">{t("rules.rest")}</p>
      </section>
      {asked && (
        <ReasonDialog title={t(`ask.${asked.kind}.title`, { about: "row" in asked ? asked.row.about : number.trim() })} verb={t(asked.kind === "end" ? "release" : "hold")} act={act} onClose={() => setAsked(null)}>
          {t(`ask.${asked.kind}.text`)}
        </ReasonDialog>
      )}
    </>
  );
}
