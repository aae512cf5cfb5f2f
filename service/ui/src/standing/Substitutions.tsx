// 代理: who stands in for me, for whom I stand in, and what was done in my name; for the security administrator, everybody's.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Blank, Button, Failure, Skeleton, Table, Tag, toast } from "../components";
import { fullDate, moment, today } from "../dates";
import { Combobox } from "../forms/Combobox";
import { useText } from "../i18n";
import { Link } from "../router";
import { Ask, Day, Pick, Words } from "./Ask";
import { calls } from "./calls";
import type { Substitution } from "./calls";

const TONE = { running: "now", coming: undefined, over: undefined } as const;

export function Substitutions({ all = false }: { all?: boolean }) {
  const t = useText("standing");
  const client = useQueryClient();
  const [asked, setAsked] = useState<"new" | Substitution | null>(null);
  const [reason, setReason] = useState("");
  const query = useQuery({
    queryKey: ["substitutions", all],
    queryFn: async ({ signal }) => (all ? { ...(await calls.allSubstitutions(signal)), done: [] } : calls.substitutions(signal)),
  });
  const after = async (text: string) => {
    setAsked(null);
    setReason("");
    toast(text);
    await client.invalidateQueries();
  };
  const columns = [
    { key: "who", label: t("sub.who"), lead: true, cell: (row: Substitution) => t("sub.pair", { principal: row.principal.name, who: row.substitute.name }) },
    { key: "days", label: t("days"), cell: (row: Substitution) => <span className="nowrap">{`${fullDate(row.from_on)} – ${fullDate(row.to_on)}`}</span> },
    { key: "part", label: t("sub.part"), cell: (row: Substitution) => [row.organization, row.process, row.step].filter(Boolean).join(" · ") || t("sub.whole") },
    { key: "status", label: t("status.label"), cell: (row: Substitution) => <Tag tone={TONE[row.status]}>{t(`status.${row.status}`)}</Tag> },
    { key: "act", label: t("act"), cell: (row: Substitution) => row.can_end && <Button tone="quiet" onClick={() => setAsked(row)}>{t("sub.end")}</Button> },
  ];
  if (query.isPending) return <Skeleton card lines={4} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { items, done } = query.data;
  return (
    <>
      <div className="line apart list-line">
        <p className="muted">{t(all ? "sub.leadAll" : "sub.lead")}</p>
        <Button tone="primary" onClick={() => setAsked("new")}>{t("sub.new")}</Button>
      </div>
      <section className="card">
        {items.length === 0 ? <Blank art="done" title={t("sub.none")}>{t("sub.noneText")}</Blank> : <Table columns={columns} rows={items} rowKey={(row) => row.id} label={t("sub.list")} />}
      </section>
      {!all && done.length > 0 && (
        <section className="card">
          <h2 className="pad">{t("sub.done")}</h2>
          <Table
            rows={done}
            rowKey={(row, i) => `${row.instance_id}-${i}`}
            label={t("sub.done")}
            columns={[
              { key: "what", label: t("sub.what"), lead: true, cell: (row) => <Link to={`/cases/${row.instance_id}`}>{`${row.subject} · ${row.title}`}</Link> },
              { key: "who", label: t("sub.by"), cell: (row) => <span className="nowrap">{row.who}</span> },
              { key: "at", label: t("sub.at"), cell: (row) => <span className="nowrap">{moment(row.at)}</span> },
              { key: "decision", label: t("sub.decision"), cell: (row) => row.decision ?? "" },
            ]}
          />
        </section>
      )}
      {asked === "new" && <NewSubstitution all={all} done={() => after(t("sub.made"))} onClose={() => setAsked(null)} />}
      {asked && asked !== "new" && (
        <Ask
          title={t("sub.endTitle")}
          lead={t("sub.endText", { principal: asked.principal.name, who: asked.substitute.name })}
          verb={t("sub.end")}
          fields={[{ name: "reason", label: t("reasonFree"), control: (place) => <Words place={place} value={reason} onChange={setReason} /> }]}
          act={async (intent) => (await calls.endSubstitution(asked.id, reason.trim(), intent), after(t("sub.ended")))}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

function NewSubstitution({ all, done, onClose }: { all: boolean; done: () => Promise<void>; onClose: () => void }) {
  const t = useText("standing");
  const [principal, setPrincipal] = useState<string[]>([]);
  const [who, setWho] = useState<string[]>([]);
  const [from, setFrom] = useState(today());
  const [to, setTo] = useState(today());
  const [part, setPart] = useState({ organization: "", process: "", node: "" });
  const [reason, setReason] = useState("");
  const query = { ...(principal[0] && { principal: principal[0] }), ...(part.process && { process: part.process }) };
  const choices = useQuery({ queryKey: ["substitution-options", query], queryFn: ({ signal }) => calls.choices(query, signal), placeholderData: (before) => before });
  const people = async (q: string, signal: AbortSignal, of?: string) => (await calls.choices({ ...(of && { principal: of }), ...(q && { q }) }, signal)).people;
  const body = {
    ...(all && principal[0] && { principal_id: principal[0] }),
    substitute_id: who[0] ?? "",
    from_on: from,
    to_on: to,
    reason: reason.trim(),
    ...(part.organization && { organization_id: part.organization }),
    ...(part.process && { process: part.process }),
    ...(part.node && { node: part.node }),
  };
  return (
    <Ask
      title={t("sub.newTitle")}
      lead={t("sub.newText")}
      verb={t("sub.new")}
      onClose={onClose}
      act={async (intent) => (await calls.substitute(body, intent), done())}
      fields={[
        ...(all ? [{ name: "principal_id", label: t("sub.principal"), needed: true, filled: principal.length > 0, control: (place: { id: string; invalid: boolean; describedBy?: string }) => <Combobox id={place.id} name="principal" label={t("sub.principal")} value={principal} onChange={(next) => (setPrincipal(next), setWho([]))} load={(q, signal) => people(q, signal)} invalid={place.invalid} describedBy={place.describedBy} /> }] : []),
        { name: "substitute_id", label: t("sub.substitute"), hint: t("sub.substituteHint"), needed: true, filled: who.length > 0, control: (place) => <Combobox key={principal[0] ?? ""} id={place.id} name="substitute" label={t("sub.substitute")} value={who} onChange={setWho} load={(q, signal) => people(q, signal, principal[0])} invalid={place.invalid} describedBy={place.describedBy} /> },
        { name: "from_on", label: t("from"), needed: true, filled: Boolean(from), control: (place) => <Day place={place} value={from} min={today()} onChange={setFrom} /> },
        { name: "to_on", label: t("to"), hint: t("sub.toHint"), needed: true, filled: Boolean(to), control: (place) => <Day place={place} value={to} min={from} onChange={setTo} /> },
        { name: "organization_id", label: t("sub.organization"), control: (place) => <Pick place={place} none={t("sub.anyOrganization")} options={choices.data?.organizations ?? []} value={part.organization} onChange={(organization) => setPart({ ...part, organization })} /> },
        { name: "process", label: t("sub.process"), control: (place) => <Pick place={place} none={t("sub.anyProcess")} options={choices.data?.processes ?? []} value={part.process} onChange={(process) => setPart({ ...part, process, node: "" })} /> },
        ...(part.process ? [{ name: "node", label: t("sub.step"), control: (place: { id: string; invalid: boolean; describedBy?: string }) => <Pick place={place} none={t("sub.anyStep")} options={choices.data?.steps ?? []} value={part.node} onChange={(node) => setPart({ ...part, node })} /> }] : []),
        { name: "reason", label: t("reason"), needed: true, filled: reason.trim().length > 3, hint: t("reasonHint"), control: (place) => <Words place={place} value={reason} onChange={setReason} /> },
      ]}
    />
  );
}

export default function MySubstitutions() {
  return <Substitutions />;
}
