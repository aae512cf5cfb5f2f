// 岗位: who holds which post; grant, confirm, end, hand over with the work that follows.
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Blank, Button, Failure, Head, Skeleton, Table, Tag, toast, usePlace } from "../components";
import { fullDate, today } from "../dates";
import { Combobox } from "../forms/Combobox";
import { useText } from "../i18n";
import { useSearch } from "../router";
import { Ask, Day, Pick, Words } from "./Ask";
import type { Place } from "./Ask";
import { calls } from "./calls";
import type { GrantedPost } from "./calls";

type Asked = { verb: "grant" } | { verb: "end" | "confirm" | "hand"; row: GrantedPost };

function inAYear(): string {
  const day = today();
  return `${Number(day.slice(0, 4)) + 1}${day.slice(4) === "-02-29" ? "-02-28" : day.slice(4)}`;
}

export default function Posts() {
  const t = useText("standing");
  const client = useQueryClient();
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("post.title") });
  const search = useSearch();
  const q = search.get("q");
  const due = search.get("due") === "1";
  const [asked, setAsked] = useState<Asked | null>(null);
  const list = useInfiniteQuery({
    queryKey: ["posts", q, due],
    queryFn: ({ pageParam, signal }) => calls.posts({ limit: 50, ...(q && { q }), ...(due && { due }), ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const after = async (text: string) => {
    setAsked(null);
    toast(text);
    await client.invalidateQueries();
  };
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const manages = rows.length === 0 || rows.some((row) => row.can.end);
  const columns = [
    { key: "person", label: t("post.person"), lead: true, cell: (row: GrantedPost) => row.person.name },
    { key: "role", label: t("post.post"), cell: (row: GrantedPost) => t("post.at", { role: row.role_name, organization: row.organization.name }) },
    { key: "days", label: t("days"), cell: (row: GrantedPost) => <span className="nowrap">{row.to_on ? `${fullDate(row.from_on)} – ${fullDate(row.to_on)}` : t("since", { day: fullDate(row.from_on) })}</span> },
    { key: "review", label: t("post.review"), cell: (row: GrantedPost) => <span className="nowrap">{row.review_by ? fullDate(row.review_by) : t("post.never")} {row.due && <Tag tone="now">{t("post.due")}</Tag>}</span> },
    { key: "act", label: t("act"), cell: (row: GrantedPost) => <span className="line row-acts">{row.can.hand_over && <Button tone="quiet" onClick={() => setAsked({ verb: "hand", row })}>{t("post.hand")}</Button>}{row.can.confirm && <Button tone="quiet" onClick={() => setAsked({ verb: "confirm", row })}>{t("post.confirm")}</Button>}{row.can.end && <Button tone="quiet" onClick={() => setAsked({ verb: "end", row })}>{t("post.end")}</Button>}</span> },
  ];
  return (
    <>
      <Head title={t("post.title")} actions={manages && <Button tone="primary" icon="plus" onClick={() => setAsked({ verb: "grant" })}>{t("post.grant")}</Button>}>
        <p>{t("post.lead")}</p>
      </Head>
      <div className="line list-line">
        <input className="input input-s" type="search" aria-label={t("post.search")} placeholder={t("post.search")} value={q} onChange={(event) => search.set({ q: event.target.value })} />
        <button type="button" className="btn" aria-pressed={due} onClick={() => search.set({ due: due ? "" : "1" })}>{t("post.onlyDue")}</button>
      </div>
      <section className="card">
        {list.isPending ? <Skeleton lines={5} /> : list.isError ? <div className="pad"><Failure error={list.error} retry={() => void list.refetch()} /></div> : rows.length === 0 ? <Blank art="done" title={t("post.none")} /> : <Table columns={columns} rows={rows} rowKey={(row) => row.id} label={t("post.list")} />}
        {list.hasNextPage && <p className="pad list-more"><Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t("more")}</Button></p>}
      </section>
      {asked?.verb === "grant" && <Grant roles={list.data?.pages[0]?.roles ?? []} done={() => after(t("post.granted"))} onClose={() => setAsked(null)} />}
      {asked && asked.verb !== "grant" && <Change asked={asked} done={after} onClose={() => setAsked(null)} />}
    </>
  );
}

function Grant({ roles, done, onClose }: { roles: { value: string; label: string }[]; done: () => Promise<void>; onClose: () => void }) {
  const t = useText("standing");
  const [person, setPerson] = useState<string[]>([]);
  const [home, setHome] = useState<string[]>([]);
  const [said, setSaid] = useState({ role: "", from: today(), to: "", review: inAYear(), reason: "" });
  const body = { person_id: person[0] ?? "", organization_id: home[0] ?? "", role: said.role, from_on: said.from, to_on: said.to || null, review_by: said.review || null, reason: said.reason.trim() };
  return (
    <Ask
      title={t("post.grant")}
      lead={t("post.grantText")}
      verb={t("post.grant")}
      onClose={onClose}
      act={async (intent) => (await calls.grant(body, intent), done())}
      fields={[
        { name: "person_id", label: t("post.person"), needed: true, filled: person.length > 0, control: (place) => <Combobox id={place.id} name="person" label={t("post.person")} value={person} onChange={setPerson} load={(q, signal) => calls.postChoices("people", q, signal)} invalid={place.invalid} describedBy={place.describedBy} /> },
        { name: "role", label: t("post.role"), needed: true, filled: Boolean(said.role), control: (place) => <Pick place={place} none={t("post.choose")} options={roles} value={said.role} onChange={(role) => setSaid({ ...said, role })} /> },
        { name: "organization_id", label: t("post.organization"), needed: true, filled: home.length > 0, control: (place) => <Combobox id={place.id} name="organization" label={t("post.organization")} value={home} onChange={setHome} load={(q, signal) => calls.postChoices("organizations", q, signal)} invalid={place.invalid} describedBy={place.describedBy} /> },
        { name: "from_on", label: t("from"), needed: true, filled: Boolean(said.from), control: (place) => <Day place={place} min={today()} value={said.from} onChange={(from) => setSaid({ ...said, from })} /> },
        { name: "to_on", label: t("toFree"), control: (place) => <Day place={place} min={said.from} value={said.to} onChange={(to) => setSaid({ ...said, to })} /> },
        { name: "review_by", label: t("post.review"), hint: t("post.reviewHint"), control: (place) => <Day place={place} min={said.from} value={said.review} onChange={(review) => setSaid({ ...said, review })} /> },
        { name: "reason", label: t("reason"), hint: t("reasonHint"), needed: true, filled: said.reason.trim().length > 3, control: (place) => <Words place={place} value={said.reason} onChange={(reason) => setSaid({ ...said, reason })} /> },
      ]}
    />
  );
}

function Change({ asked, done, onClose }: { asked: Exclude<Asked, { verb: "grant" }>; done: (text: string) => Promise<void>; onClose: () => void }) {
  const t = useText("standing");
  const { row, verb } = asked;
  const [heir, setHeir] = useState<string[]>([]);
  const [reason, setReason] = useState("");
  const [review, setReview] = useState(inAYear());
  const work = useQuery({ queryKey: ["post-work", row.id], queryFn: ({ signal }) => calls.work(row.id, signal), enabled: verb !== "confirm" });
  const why = { name: "reason", label: t("reason"), hint: t("reasonHint"), needed: true, filled: reason.trim().length > 3, control: (place: Place) => <Words place={place} value={reason} onChange={setReason} /> };
  const act = async (intent: string) => {
    if (verb === "hand") await calls.handOver(row.id, heir[0] ?? "", reason.trim(), intent);
    else if (verb === "confirm") await calls.confirmPost(row.id, review, intent);
    else await calls.endPost(row.id, reason.trim(), intent);
    await done(t(`post.done.${verb}`));
  };
  const fields = {
    hand: [{ name: "person_id", label: t("post.heir"), needed: true, filled: heir.length > 0, control: (place: Place) => <Combobox id={place.id} name="heir" label={t("post.heir")} value={heir} onChange={setHeir} load={(q, signal) => calls.postChoices("people", q, signal)} invalid={place.invalid} describedBy={place.describedBy} /> }, why],
    confirm: [{ name: "review_by", label: t("post.review"), hint: t("post.reviewHint"), needed: true, filled: Boolean(review), control: (place: Place) => <Day place={place} min={today()} value={review} onChange={setReview} /> }],
    end: [why],
  }[verb];
  return (
    <Ask
      title={t(`post.${verb}`)}
      verb={t(`post.${verb}`)}
      fields={fields}
      act={act}
      onClose={onClose}
      lead={
        <>
          <p><b>{row.person.name}</b> · {t("post.at", { role: row.role_name, organization: row.organization.name })}</p>
          {work.data && (
            <>
              <p>{t(verb === "hand" ? "post.follows" : "post.stays", { n: work.data.open, claimed: work.data.claimed })}</p>
              {work.data.steps.length > 0 && <ul>{work.data.steps.map((step) => <li key={step.title}>{t("post.step", { title: step.title, n: step.n })}</li>)}</ul>}
            </>
          )}
        </>
      }
    />
  );
}
