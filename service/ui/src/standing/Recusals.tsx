// 回避: whose cases I keep out of; for the security administrator, everybody's.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Blank, Button, Failure, Skeleton, Table, Tag, toast } from "../components";
import { fullDate } from "../dates";
import { Combobox } from "../forms/Combobox";
import { useText } from "../i18n";
import { Ask, Day, Pick, Words } from "./Ask";
import type { Place } from "./Ask";
import { calls } from "./calls";
import type { Recusal } from "./calls";

const RELATIONS = ["kin", "marriage", "interest", "other"] as const;

export function Recusals({ all = false }: { all?: boolean }) {
  const t = useText("standing");
  const client = useQueryClient();
  const [asked, setAsked] = useState<"new" | Recusal | null>(null);
  const [reason, setReason] = useState("");
  const query = useQuery({ queryKey: ["recusals", all], queryFn: ({ signal }) => (all ? calls.allRecusals(signal) : calls.recusals(signal)) });
  const after = async (text: string) => {
    setAsked(null);
    setReason("");
    toast(text);
    await client.invalidateQueries();
  };
  if (query.isPending) return <Skeleton card lines={4} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const columns = [
    ...(all ? [{ key: "person", label: t("rec.person"), cell: (row: Recusal) => <span className="nowrap">{row.person.name}</span> }] : []),
    { key: "other", label: t("rec.other"), lead: true, cell: (row: Recusal) => row.other.name },
    ...(all ? [] : [{ key: "relation", label: t("rec.relation"), cell: (row: Recusal) => (row.relation ? t(`rec.kind.${row.relation}`) : "") }]),
    { key: "days", label: t("days"), cell: (row: Recusal) => <span className="nowrap">{row.to_on ? `${fullDate(row.from_on)} – ${fullDate(row.to_on)}` : t("since", { day: fullDate(row.from_on) })}</span> },
    { key: "status", label: t("status.label"), cell: (row: Recusal) => <Tag tone={row.status === "running" ? "now" : undefined}>{t(`status.${row.status}`)}</Tag> },
    { key: "by", label: t("rec.by"), cell: (row: Recusal) => <span className="nowrap">{row.declared_by}</span> },
    ...(all ? [{ key: "act", label: t("act"), cell: (row: Recusal) => row.can_lift && <Button tone="quiet" onClick={() => setAsked(row)}>{t("rec.lift")}</Button> }] : []),
  ];
  return (
    <>
      <div className="line apart list-line">
        <p className="muted">{t(all ? "rec.leadAll" : "rec.lead")}</p>
        <Button tone="primary" onClick={() => setAsked("new")}>{t("rec.new")}</Button>
      </div>
      <section className="card">
        {query.data.items.length === 0 ? <Blank art="done" title={t("rec.none")}>{t("rec.noneText")}</Blank> : <Table columns={columns} rows={query.data.items} rowKey={(row) => row.id} label={t("rec.list")} />}
      </section>
      {asked === "new" && <NewRecusal all={all} done={() => after(t("rec.made"))} onClose={() => setAsked(null)} />}
      {asked && asked !== "new" && (
        <Ask
          title={t("rec.liftTitle")}
          lead={t("rec.liftText", { person: asked.person.name, other: asked.other.name })}
          verb={t("rec.lift")}
          fields={[{ name: "reason", label: t("reason"), hint: t("reasonHint"), needed: true, filled: reason.trim().length > 3, control: (place) => <Words place={place} value={reason} onChange={setReason} /> }]}
          act={async (intent) => (await calls.lift(asked.id, reason.trim(), intent), after(t("rec.lifted")))}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

function NewRecusal({ all, done, onClose }: { all: boolean; done: () => Promise<void>; onClose: () => void }) {
  const t = useText("standing");
  const [person, setPerson] = useState<string[]>([]);
  const [other, setOther] = useState<string[]>([]);
  const [relation, setRelation] = useState<(typeof RELATIONS)[number]>("kin");
  const [to, setTo] = useState("");
  const who = (name: string, value: string[], set: (next: string[]) => void) => (place: Place) => (
    <Combobox id={place.id} name={name} label={t("rec.other")} value={value} onChange={set} load={(q, signal) => calls.others(q, signal)} invalid={place.invalid} describedBy={place.describedBy} />
  );
  const body = { ...(all && person[0] && { person_id: person[0] }), other_id: other[0] ?? "", relation, from_on: null, to_on: to || null };
  return (
    <Ask
      title={t("rec.new")}
      lead={t("rec.newText")}
      verb={t("rec.new")}
      onClose={onClose}
      act={async (intent) => (await calls.recuse(body, intent), done())}
      fields={[
        ...(all ? [{ name: "person_id", label: t("rec.person"), needed: true, filled: person.length > 0, control: who("person", person, setPerson) }] : []),
        { name: "other_id", label: t("rec.other"), hint: t("rec.otherHint"), needed: true, filled: other.length > 0, control: who("other", other, setOther) },
        { name: "relation", label: t("rec.relation"), hint: t("rec.relationHint"), control: (place) => <Pick place={place} value={relation} onChange={(next) => setRelation(next as typeof relation)} options={RELATIONS.map((value) => ({ value, label: t(`rec.kind.${value}`) }))} /> },
        { name: "to_on", label: t("toFree"), control: (place) => <Day place={place} value={to} onChange={setTo} /> },
      ]}
    />
  );
}

export default function MyRecusals() {
  return <Recusals />;
}
