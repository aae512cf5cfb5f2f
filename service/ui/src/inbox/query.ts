// The inbox as a query: what the URL says, asked page by page.
import { useInfiniteQuery } from "@tanstack/react-query";
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { api } from "../api";
import type { Box, TaskPage, TaskRow } from "../api-types";

export type Filters = { q: string; process: string; organization: string; scope: string };
export const TASKS = "tasks";

export function useTasks(box: Box, filters: Filters) {
  const { q, process, organization, scope } = filters;
  return useInfiniteQuery({
    queryKey: [TASKS, box, q, process, organization, scope],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => api.tasks({ box, q, process, organization, overdue: scope === "late" || undefined, unclaimed: scope === "unclaimed" || undefined, cursor: pageParam || undefined, limit: 20 }, signal),
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
    refetchInterval: 60_000,
  });
}

export function rowsOf(data: InfiniteData<TaskPage> | undefined): TaskRow[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}

/** Where an item is worked on: a task, or a request to sign one. */
export function pathOf(row: TaskRow): string {
  return `/${row.signing ? "signatures" : "tasks"}/${row.id}`;
}

/** The task after this one in a list that was read before; what to work on next. */
export function taskAfter(client: QueryClient, id: string): TaskRow | null {
  for (const [, data] of client.getQueriesData<InfiniteData<TaskPage>>({ queryKey: [TASKS, "todo"] })) {
    if (!data?.pages) continue;
    const rows = rowsOf(data);
    const at = rows.findIndex((row) => row.id === id);
    if (at >= 0) return rows[at + 1] ?? rows[at - 1] ?? null;
  }
  return null;
}
