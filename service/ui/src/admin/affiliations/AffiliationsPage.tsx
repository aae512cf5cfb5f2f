// /admin/affiliations: which organisations belong to which joint committee; the tree is another matter.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { put } from "../../cache";
import { client, take } from "../../api";
import { Button, Failure, Head, Skeleton, Table, Tag, toast, usePlace } from "../../components";
import { fullDate, today } from "../../dates";
import { Combobox } from "../../forms/Combobox";
import { useText } from "../../i18n";
import type { components } from "../../schema";
import { Ask, Day, Pick, Words } from "../../standing/Ask";
import type { Place } from "../../standing/Ask";
import { calls } from "../../standing/calls";

type Affiliations = components["schemas"]["Affiliations"];
type Row = Affiliations["items"][number];

const key = (intent: string) => ({ header: { "Idempotency-Key": intent } });

export default function AffiliationsPage() {
  const t = useText("admin/affiliations");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("title") });
  const cache = useQueryClient();
  const [asked, setAsked] = useState<"join" | Row | null>(null);
  const query = useQuery({ queryKey: ["affiliations"], queryFn: ({ signal }) => take(client.GET("/admin/affiliations", { params: {}, signal })) });
  if (query.isPending) return <Skeleton card lines={6} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  const done = (fresh: Affiliations, said: string) => {
    void put(cache, ["affiliations"], fresh);
    setAsked(null);
    toast(said);
  };
  return (
    <>
      <Head title={t("title")} actions={query.data.committees.length > 0 && <Button tone="primary" icon="plus" onClick={() => setAsked("join")}>{t("join")}</Button>}>
        <p>{t("lead")}</p>
      </Head>
      <section className="card" aria-label={t("title")}>
        <Table<Row>
          label={t("title")}
          rows={query.data.items}
          rowKey={(row) => `${row.joint_id}/${row.organization_id}/${row.from_on}`}
          empty={t(query.data.committees.length > 0 ? "none" : "no_committee")}
          columns={[
            { key: "organization", label: t("th.organization"), lead: true, cell: (row) => <span>{row.organization} {row.parent && <small className="muted">{row.parent}</small>}</span> },
            { key: "joint", label: t("th.joint"), cell: (row) => row.joint },
            { key: "from_on", label: t("th.days"), cell: (row) => <span className="nowrap">{row.to_on ? t("between", { from: fullDate(row.from_on), to: fullDate(row.to_on) }) : t("since", { from: fullDate(row.from_on) })}</span> },
            { key: "state", label: t("th.state"), cell: (row) => <Tag tone={row.to_on ? "hold" : "done"}>{t(row.to_on ? "over" : "member")}</Tag> },
            { key: "act", label: t("th.act"), cell: (row) => !row.to_on && <Button tone="quiet" onClick={() => setAsked(row)}>{t("leave")}<span className="sr">{row.organization}</span></Button> },
          ]}
        />
      </section>
      {asked === "join" && <Join committees={query.data.committees} done={(fresh) => done(fresh, t("joined"))} onClose={() => setAsked(null)} />}
      {asked && asked !== "join" && <Leave row={asked} done={(fresh) => done(fresh, t("left"))} onClose={() => setAsked(null)} />}
    </>
  );
}

type Dialog = { done: (fresh: Affiliations) => void; onClose: () => void };

function useReason() {
  const t = useText("admin/affiliations");
  const [reason, setReason] = useState("");
  const field = { name: "reason", label: t("reason"), hint: t("reason_hint"), needed: true, filled: reason.trim().length > 3, control: (place: Place) => <Words place={place} value={reason} onChange={setReason} /> };
  return [reason.trim(), field] as const;
}

function Join({ committees, done, onClose }: Dialog & { committees: { value: string; label: string }[] }) {
  const t = useText("admin/affiliations");
  const [member, setMember] = useState<string[]>([]);
  const [joint, setJoint] = useState("");
  const [from, setFrom] = useState(today());
  const [reason, why] = useReason();
  const act = async (intent: string) => done(await take(client.POST("/admin/affiliations", { params: key(intent), body: { organization_id: member[0] ?? "", joint_id: joint, from_on: from, reason } })));
  return (
    <Ask
      title={t("join")}
      lead={t("join_lead")}
      verb={t("join")}
      act={act}
      onClose={onClose}
      fields={[
        { name: "organization_id", label: t("th.organization"), needed: true, filled: member.length > 0, control: (place) => <Combobox id={place.id} name="organization" label={t("th.organization")} value={member} onChange={setMember} load={(q, signal) => calls.postChoices("organizations", q, signal)} invalid={place.invalid} describedBy={place.describedBy} /> },
        { name: "joint_id", label: t("th.joint"), needed: true, filled: joint !== "", control: (place) => <Pick place={place} none={t("choose")} options={committees} value={joint} onChange={setJoint} /> },
        { name: "from_on", label: t("from"), needed: true, filled: from !== "", control: (place) => <Day place={place} max={today()} value={from} onChange={setFrom} /> },
        why,
      ]}
    />
  );
}

function Leave({ row, done, onClose }: Dialog & { row: Row }) {
  const t = useText("admin/affiliations");
  const [to, setTo] = useState(today());
  const [reason, why] = useReason();
  const act = async (intent: string) => done(await take(client.POST("/admin/affiliations/end", { params: key(intent), body: { organization_id: row.organization_id, joint_id: row.joint_id, to_on: to, reason } })));
  return (
    <Ask
      title={t("leave")}
      lead={t("leave_lead", { organization: row.organization, joint: row.joint })}
      verb={t("leave")}
      act={act}
      onClose={onClose}
      fields={[{ name: "to_on", label: t("to"), needed: true, filled: to !== "", control: (place) => <Day place={place} min={row.from_on} max={today()} value={to} onChange={setTo} /> }, why]}
    />
  );
}
