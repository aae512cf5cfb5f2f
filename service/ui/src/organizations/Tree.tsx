// An accessible tree with lazy children. One stop for Tab; the rest is arrows (tree.ts). Each line is also a link.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { calls } from "../calls";
import type { OrgNode } from "../api-types";
import { Failure, Icon, Skeleton } from "../components";
import { useText } from "../i18n";
import { navigate } from "../router";
import { type TreeState, absorb, empty, focusOn, lines, press, toggle } from "./tree";

type Props = { chosen: string; path: string[] };

const HOUR = 3_600_000;
/** The tree outlives the page: coming back, it is as open as it was. */
let kept: TreeState<OrgNode> | null = null;

export function Tree({ chosen, path }: Props) {
  const t = useText("organizations");
  const client = useQueryClient();
  const [state, setState] = useState<TreeState<OrgNode>>(() => kept ?? empty<OrgNode>());
  const [reading, setReading] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLUListElement>(null);
  const moved = useRef(false);
  kept = state.roots.length > 0 ? state : kept;

  const top = useQuery({ queryKey: ["organizations", "top"], queryFn: () => calls.organizations(), staleTime: 300_000 });
  useEffect(() => {
    if (top.data) setState((before) => (before.roots.length > 0 ? before : absorb(before, top.data.items, null)));
  }, [top.data]);

  const bring = useCallback(
    async (id: string) => {
      setReading((before) => new Set(before).add(id));
      try {
        const below = await client.fetchQuery({ queryKey: ["organizations", "below", id], queryFn: () => calls.organizations({ parent: id }), staleTime: HOUR });
        setState((before) => absorb(before, below.items, id));
      } catch {
        setState((before) => toggle(before, id, false));
      } finally {
        setReading((before) => {
          const after = new Set(before);
          after.delete(id);
          return after;
        });
      }
    },
    [client],
  );

  const seen = lines(state);
  const missing = seen.find((line) => line.open && !line.loaded && !reading.has(line.node.id))?.node.id;
  useEffect(() => {
    if (missing) void bring(missing);
  }, [missing, bring]);

  // the way to the chosen organization is open
  const way = path.join("/");
  useEffect(() => {
    if (!way) return;
    const ids = way.split("/");
    // near the top there is nothing to see but what stands below
    const opened = ids.length <= 2 ? ids : ids.slice(0, -1);
    setState((before) => opened.reduce((after, id) => toggle(after, id, true), focusOn(before, ids.at(-1)!)));
    // the size, not the nodes: again when a level of the way has come, not when somebody folds one
  }, [way, state.nodes.size]);

  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    list.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [state.focus]);

  if (top.isPending && seen.length === 0) return <Skeleton lines={4} />;
  if (top.isError && seen.length === 0) return <div className="pad"><Failure error={top.error} retry={() => void top.refetch()} /></div>;
  const focus = seen.some((line) => line.node.id === state.focus) ? state.focus : seen[0]?.node.id;
  return (
    <ul
      ref={list}
      className="org-tree"
      role="tree"
      aria-label={t("tree")}
      aria-description={t("keys")}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          if (focus) navigate(`/organizations/${focus}`);
          return;
        }
        const after = press({ ...state, focus: focus ?? null }, event.key);
        if (after.focus !== focus || after.open !== state.open) {
          event.preventDefault();
          moved.current = after.focus !== focus;
          setState(after);
        } else if (event.key.startsWith("Arrow")) event.preventDefault();
      }}
    >
      {seen.map((line) => (
        <li
          key={line.node.id}
          role="treeitem"
          aria-level={line.level}
          aria-posinset={line.pos}
          aria-setsize={line.size}
          aria-expanded={line.node.has_children ? line.open : undefined}
          aria-current={line.node.id === chosen ? "page" : undefined}
          aria-busy={reading.has(line.node.id) || undefined}
          aria-selected={line.node.id === chosen}
          tabIndex={line.node.id === focus ? 0 : -1}
          className={`level-${Math.min(5, line.level)}`}
          onFocus={() => setState((before) => (before.focus === line.node.id ? before : focusOn(before, line.node.id)))}
          onClick={(event) => {
            if ((event.target as Element).closest("[data-fold]")) setState((before) => focusOn(toggle(before, line.node.id), line.node.id));
            else navigate(`/organizations/${line.node.id}`);
          }}
        >
          <span className={line.open ? "fold is-open" : "fold"} data-fold={line.node.has_children ? "" : undefined} title={line.node.has_children ? t(line.open ? "close" : "open", { name: line.node.name }) : undefined}>
            {line.node.has_children && (reading.has(line.node.id) ? <span className="spin" /> : <Icon name="right" small />)}
          </span>
          <span className="org-name">{line.node.name}</span>
          {line.node.members > 0 && (
            <span className="org-n">
              <span aria-hidden="true">{line.node.members.toLocaleString("en-US")}</span>
              <span className="sr">{t("members", { n: line.node.members })}</span>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
