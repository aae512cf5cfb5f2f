// /rules/:id/draft: a pack as somebody writes it: its rules in forms, what is wrong beside each field, what changes, who saved.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiProblem, intentKey } from "../api";
import { Button, Failure, Head, Note, Skeleton, Tag, toast, usePlace } from "../components";
import { moment } from "../dates";
import { useText } from "../i18n";
import { Link, navigate, useParams, useSearch } from "../router";
import { useMe } from "../session";
import { calls } from "./calls";
import type { Draft } from "./calls";
import { Compared } from "./Compared";
import { Deed } from "./Deed";
import { HeadForm } from "./HeadForm";
import { RuleForm } from "./RuleForm";
import { RuleList } from "./RuleList";
import { merge, readText } from "./fields";
import type { Text } from "./fields";
import "./rules.css";
import "./draft.css";

export default function DraftPage() {
  const { id = "" } = useParams();
  const t = useText("rules");
  // what somebody is writing is not read anew behind their back
  const query = useQuery({ queryKey: ["rules", "draft", id], queryFn: () => calls.draft(id), staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false });
  usePlace({ label: t("title"), to: "/rules" }, { label: t("draft.title") });
  if (query.isPending) return <Skeleton card lines={8} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  return <Content key={id} first={query.data} />;
}

type Deeds = "hand" | "drop" | "release" | "back";

function Content({ first }: { first: Draft }) {
  const t = useText("rules");
  const cache = useQueryClient();
  const search = useSearch();
  const roles = (useMe()?.grants ?? []).map((grant) => grant.role);
  const [draft, setDraft] = useState(first);
  const [text, setText] = useState(first.text as Text);
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const [late, setLate] = useState<{ said: string; theirs: Draft } | null>(null);
  const [both, setBoth] = useState<string[]>([]);
  const [deed, setDeed] = useState<Deeds | null>(null);
  const [refused, setRefused] = useState<Draft["problems"]>([]);
  const saved = draft.text as Text;
  const dirty = JSON.stringify(text) !== JSON.stringify(saved);
  const waits = draft.handed_in?.status === "open";
  const writes = roles.includes("process_editor") && !waits;
  const decides = roles.includes("process_releaser") && waits && !draft.wrote;
  const view = search.get("view") || (writes ? "write" : "compare");
  const picked = search.get("rule");
  const problems = [...draft.problems, ...refused.filter((each) => !draft.problems.some((one) => one.pointer === each.pointer))];

  const keep = (found: Draft, words: Text = found.text as Text) => {
    setDraft(found);
    setText(words);
    setRefused([]);
    cache.setQueryData(["rules", "draft", found.pack], found);
    void cache.invalidateQueries({ queryKey: ["rule-drafts"] });
  };
  const save = async (): Promise<Draft | null> => {
    setBusy(true);
    setBad("");
    try {
      const found = await calls.save(draft.pack, text, draft.version, intentKey());
      // what was typed while the answer was on its way stays
      setText((now) => (now === text ? (found.text as Text) : now));
      setDraft(found);
      setRefused([]);
      setBoth([]);
      cache.setQueryData(["rules", "draft", found.pack], found);
      void cache.invalidateQueries({ queryKey: ["rule-drafts"] });
      return found;
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.status === 412) setLate({ said: problem.detail, theirs: await calls.draft(draft.pack) });
      else setBad(problem.errors.map((each) => each.message).join(" ") || problem.detail || t("draft.silent"));
      return null;
    } finally {
      setBusy(false);
    }
  };
  // a draft that is thrown away takes its last words along
  const over = useRef(false);
  useKept(() => dirty && writes && !late && !over.current, () => calls.save(draft.pack, text, draft.version, intentKey()).then(() => undefined, () => toast(t("draft.not_kept"))));

  const join = () => {
    if (!late) return;
    const joined = merge(saved, text, late.theirs.text as Text);
    keep(late.theirs, joined.text);
    setBoth(joined.both.map((key) => readText(joined.text.rules?.[key]?.title) || (key in (joined.text.rules ?? {}) ? key : t(`draft.head.${key}`))));
    setLate(null);
  };
  const theirs = () => {
    if (!late) return;
    keep(late.theirs);
    setLate(null);
  };
  const saveAndSay = async () => {
    const found = await save();
    if (found) toast(found.problems.length > 0 ? t("draft.saved_wrong", { n: found.problems.length }) : t("draft.saved"));
  };
  const ask = async () => {
    const found = dirty ? await save() : draft;
    if (found && found.problems.length === 0) setDeed("hand");
    else if (found) search.set({ view: "write" });
  };
  const changes = draft.counts && draft.counts.added + draft.counts.changed + draft.counts.dropped + draft.counts.moved;
  const handed = draft.handed_in;

  return (
    <>
      <Head
        title={readText(text.instrument) || draft.pack}
        actions={
          <>
            {writes && <Button tone="quiet" onClick={() => setDeed("drop")}>{t("draft.drop")}</Button>}
            {writes && <Button busy={busy} disabled={!dirty} onClick={() => void saveAndSay()}>{t("draft.save")}</Button>}
            {writes && <Button tone="primary" onClick={() => void ask()}>{t("draft.hand_in")}</Button>}
            {decides && <Button onClick={() => setDeed("back")}>{t("draft.back")}</Button>}
            {decides && <Button tone="primary" onClick={() => setDeed("release")}>{t("draft.release")}</Button>}
          </>
        }
      >
        <p className="line line-wide">
          <Tag tone="info">{t(`draft.kind.${draft.kind}`, { n: readText(text.version) })}</Tag>
          <span className="muted small">{t("draft.from")}<Link to={`/rules/${draft.base.id}`}>{draft.base.instrument}</Link></span>
          <span className="muted small" role="status">{dirty ? t("draft.unsaved") : t("draft.by", { who: draft.saved_by.name, at: moment(draft.saved_at) })}</span>
        </p>
      </Head>
      {waits && handed && (
        <Note tone="sun" title={t("draft.waits", { who: handed.by.name })}>
          <p>{handed.note}</p>
          {!decides && roles.includes("process_releaser") && draft.wrote && <p>{t("draft.own")}</p>}
        </Note>
      )}
      {handed?.status === "sent_back" && <Note tone="seal" title={t("draft.sent_back", { who: handed.decided_by ?? "" })}>{handed.reason}</Note>}
      {draft.outdated && <Note tone="sun"><p>{t("draft.outdated")}</p></Note>}
      {late && (
        <Note tone="seal" role="alert" title={late.said}>
          <p>{t("draft.late")}</p>
          <p className="line draft-late">
            <Button tone="primary" onClick={join}>{t("draft.join")}</Button>
            <Button onClick={theirs}>{t("draft.theirs")}</Button>
          </p>
        </Note>
      )}
      {both.length > 0 && <Note tone="sun" role="status"><p>{t("draft.both", { what: both.join(t("comma")) })}</p></Note>}
      {bad && <Note tone="seal" role="alert"><p>{bad}</p></Note>}
      {draft.ends.length > 0 && <Note><p>{draft.ends.map((each) => t("draft.ends", { name: each.instrument, day: each.effective_to })).join(" ")}</p></Note>}
      <div className="seg draft-views" role="group" aria-label={t("draft.view")}>
        <button type="button" aria-pressed={view === "write"} onClick={() => search.set({ view: "write" })}>{t(writes ? "draft.write" : "draft.read")}</button>
        <button type="button" aria-pressed={view === "compare"} onClick={() => search.set({ view: "compare", rule: "" })}>{changes === null ? t("draft.compare_plain") : t("draft.compare", { n: changes })}</button>
      </div>
      {view === "compare" ? (
        <Compared draft={draft} dirty={dirty} />
      ) : (
        <div className={picked ? "draft-cols has-picked" : "draft-cols"}>
          <RuleList draft={draft} text={text} problems={problems} picked={picked} writes={writes} pick={(rule) => search.set({ rule })} change={setText} />
          <div className="draft-form">
            {picked && picked !== "head" ? (
              <RuleForm key={picked + draft.version} id={picked} draft={draft} text={text} problems={problems} writes={writes} change={setText} back={() => search.set({ rule: "" })} pick={(rule) => search.set({ rule })} />
            ) : (
              <HeadForm draft={draft} text={text} problems={problems} writes={writes} change={setText} back={() => search.set({ rule: "" })} pick={(rule) => search.set({ rule })} />
            )}
            {writes && dirty && <p className="draft-foot"><Button tone="primary" busy={busy} onClick={() => void saveAndSay()}>{t("draft.save_all")}</Button></p>}
          </div>
        </div>
      )}
      {deed && (
        <Deed
          key={deed}
          title={t(`draft.ask.${deed}.title`)}
          lead={t(`draft.ask.${deed}.lead`)}
          label={deed === "drop" ? null : t(`draft.ask.${deed}.label`)}
          verb={t(`draft.ask.${deed}.verb`)}
          tone={deed === "drop" || deed === "back" ? "seal" : "primary"}
          onClose={() => setDeed(null)}
          wrong={setRefused}
          act={async (words, key) => {
            if (deed === "hand") keep(await calls.handIn(draft.pack, words, draft.version, key));
            else if (deed === "drop") await calls.discard(draft.pack, draft.version, key);
            else if (deed === "release") await calls.release(handed!.id, words, key);
            else await calls.sendBack(handed!.id, words, key);
            toast(t(`draft.ask.${deed}.done`));
            if (deed !== "hand") {
              cache.removeQueries({ queryKey: ["rules", "draft", draft.pack] });
              await cache.invalidateQueries({ predicate: (query) => query.queryKey[0] === "rules" || query.queryKey[0] === "rule-drafts" });
              over.current = true;
              navigate(deed === "release" ? `/rules/${draft.pack}` : "/rules");
            }
          }}
        />
      )}
    </>
  );
}

/** What is not saved yet is saved when one leaves the page for another, and asked about when one closes the window. */
function useKept(dirty: () => boolean, save: () => Promise<void>): void {
  const now = useRef({ dirty, save });
  now.current = { dirty, save };
  const warn = useCallback((event: BeforeUnloadEvent) => {
    if (now.current.dirty()) event.preventDefault();
  }, []);
  useEffect(() => {
    addEventListener("beforeunload", warn);
    return () => {
      removeEventListener("beforeunload", warn);
      if (now.current.dirty()) void now.current.save();
    };
  }, [warn]);
}
