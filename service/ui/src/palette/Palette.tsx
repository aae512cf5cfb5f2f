// Ctrl K: find people, cases, tasks, processes and pages by what the list endpoints know.
import { useQueries } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import type { KeyboardEvent } from "react";
import { api } from "../api";
import { calls } from "../calls";
import type { Me } from "../api-types";
import { Dialog } from "../components/Dialog";
import { Icon } from "../components/Icon";
import type { IconName } from "../components/Icon";
import { due } from "../dates";
import { useText } from "../i18n";
import { navigate } from "../router";

type Hit = { id: string; to: string; icon: IconName; title: string; note: string };
type Group = { key: string; hits: Hit[]; pending: boolean };

const PAGES: [string, IconName, (me: Me) => boolean][] = [
  ["/tasks", "inbox", () => true],
  ["/done", "check", () => true],
  ["/started", "send", () => true],
  ["/start", "plus", (me) => me.can.start],
  ["/cases", "paper", () => true],
  ["/people", "people", (me) => me.can.organizations || me.can.audit || me.can.start],
  ["/cohorts", "board", (me) => me.can.organizations],
  ["/organizations", "tree", (me) => me.can.organizations],
  ["/deliveries", "out", (me) => me.can.deliveries],
  ["/admin", "shield", (me) => me.can.admin.length > 0],
  ["/rules", "book", () => true],
  ["/me", "person", (me) => me.person !== null],
];
const NAMES: Record<string, string> = { "/tasks": "tasks", "/done": "done", "/started": "started", "/start": "start", "/cases": "cases", "/people": "people", "/cohorts": "cohorts", "/organizations": "organizations", "/deliveries": "deliveries", "/admin": "admin", "/rules": "rules", "/me": "me" };

function useSoon(value: string): string {
  const [soon, setSoon] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSoon(value), 180);
    return () => clearTimeout(timer);
  }, [value]);
  return soon;
}

export default function Palette({ me, onClose }: { me: Me; onClose: () => void }) {
  const t = useText("palette");
  const listId = useId();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const q = useSoon(typed.trim());
  const office = me.can.organizations || me.can.audit || me.can.start;
  const ask = q.length > 0;

  const [tasks, people, cases, organizations, processes] = useQueries({
    queries: [
      { queryKey: ["find", "tasks", q], queryFn: () => api.tasks({ box: "todo", q, limit: 5 }), enabled: ask, retry: false },
      { queryKey: ["find", "people", q], queryFn: () => calls.people({ q, limit: 5 }), enabled: ask && office, retry: false },
      { queryKey: ["find", "cases", q], queryFn: () => calls.instances({ q, limit: 5 }), enabled: ask, retry: false },
      { queryKey: ["find", "organizations", q], queryFn: () => calls.organizations({ q }), enabled: ask && me.can.organizations, retry: false },
      { queryKey: ["processes"], queryFn: calls.processes, enabled: me.can.start, retry: false },
    ],
  });

  const has = (text: string) => text.toLowerCase().includes(q.toLowerCase());
  const groups: Group[] = [
    { key: "tasks", pending: tasks.isFetching, hits: (ask ? (tasks.data?.items ?? []) : []).map((task) => ({ id: task.id, to: `/tasks/${task.id}`, icon: "inbox", title: `${task.subject} ${task.title}`, note: [task.organization.name, task.due_at && due(task.due_at).words].filter(Boolean).join(t("dot")) })) },
    { key: "people", pending: people.isFetching, hits: (ask ? (people.data?.items ?? []) : []).map((person) => ({ id: person.id, to: `/people/${person.id}`, icon: "person", title: person.name, note: [person.branch.name, person.stage_name].join(t("dot")) })) },
    { key: "cases", pending: cases.isFetching, hits: (ask ? (cases.data?.items ?? []) : []).map((one) => ({ id: one.id, to: `/cases/${one.id}`, icon: "paper", title: one.title, note: [one.business_key, one.waiting ?? one.milestone].filter(Boolean).join(t("dot")) })) },
    { key: "organizations", pending: organizations.isFetching, hits: (ask ? (organizations.data?.items ?? []).slice(0, 5) : []).map((one) => ({ id: one.id, to: `/organizations/${one.id}`, icon: "tree", title: one.name, note: t("members", { count: one.members }) })) },
    {
      key: "processes",
      pending: false,
      hits: (processes.data?.items ?? []).filter((one) => one.startable && (!ask || has(one.name))).slice(0, 5).map((one) => ({ id: one.key, to: `/start?process=${encodeURIComponent(one.key)}`, icon: "play", title: t("start", { name: one.name }), note: one.description })),
    },
    {
      key: "pages",
      pending: false,
      hits: PAGES.filter(([path, , may]) => may(me) && (!ask || has(t(`nav.${NAMES[path]}`)))).map(([path, icon]) => ({ id: path, to: path, icon, title: t(`nav.${NAMES[path]}`), note: "" })),
    },
  ];
  const shown = groups.filter((group) => group.hits.length > 0);
  const hits = shown.flatMap((group) => group.hits);
  const busy = ask && (groups.some((group) => group.pending) || q !== typed.trim());
  const at = Math.min(active, hits.length - 1);

  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    // after the dialog gave the focus back
    setTimeout(() => navigate(hit.to));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && hits.length > 0) {
      event.preventDefault();
      const next = (at + step + hits.length) % hits.length;
      setActive(next);
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      go(hits[at]);
    }
  };

  let index = -1;
  return (
    <Dialog title={t("title")} onClose={onClose} bare wide className="palette">
      <div className="palette-box">
        <Icon name="search" />
        <input
          autoFocus
          className="palette-q"
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          aria-label={t("find")}
          aria-expanded={hits.length > 0}
          aria-controls={listId}
          aria-activedescendant={hits.length > 0 ? `${listId}-${at}` : undefined}
          aria-autocomplete="list"
          placeholder={t("find")}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKey}
        />
        {busy && <span className="spin" aria-hidden="true" />}
        <button type="button" className="btn btn-quiet btn-icon" aria-label={t("close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div className="palette-list" role="listbox" id={listId} aria-label={t("results")}>
        {shown.map((group) => (
          <div key={group.key} role="group" aria-labelledby={`${listId}-${group.key}`}>
            <p className="list-group" id={`${listId}-${group.key}`}>
              {t(`group.${group.key}`)}
            </p>
            {group.hits.map((hit) => {
              index += 1;
              const mine = index;
              return (
                <div key={hit.id} id={`${listId}-${mine}`} role="option" aria-selected={mine === at} className={mine === at ? "hit is-active" : "hit"} onPointerMove={() => mine !== at && setActive(mine)} onClick={() => go(hit)}>
                  <Icon name={hit.icon} />
                  <span>{hit.title}</span>
                  <small>{hit.note}</small>
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <p className={hits.length === 0 && !busy ? "palette-none" : "sr"} role="status">
        {busy ? t("state.reading") : hits.length === 0 ? t("nothing", { what: q }) : t("count", { count: hits.length })}
      </p>
      <p className="palette-foot desk-only" aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> {t("move")} <kbd>Enter</kbd> {t("open")} <kbd>Esc</kbd> {t("close")}
      </p>
    </Dialog>
  );
}
