import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api";
import { calls } from "../calls";
import type { Task } from "../api-types";
import { toast } from "../components/Toast";
import { text } from "../i18n";
import { TASKS } from "../inbox/query";
import { ME } from "../session";

export const TASK = "task";

export function useTask(id: string) {
  return useQuery({ queryKey: [TASK, id], queryFn: ({ signal }) => calls.task(id, signal), staleTime: 5_000 });
}

/** Lists, counts and cases change when a task does. */
export function useRefresh(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ predicate: (query) => query.queryKey[0] === TASKS || query.queryKey[0] === ME[0] || query.queryKey[0] === "instances" || query.queryKey[0] === "instance" });
  };
}

/** Claim or release, whichever is possible. */
export function useClaim(task: Task | undefined) {
  const client = useQueryClient();
  const refresh = useRefresh();
  const mutation = useMutation({
    mutationFn: async (what: "claim" | "release") => {
      if (!task) return;
      await calls[what](task.id);
      await client.invalidateQueries({ queryKey: [TASK, task.id] });
      refresh();
      toast(text("task", what === "claim" ? "claimed" : "released"));
    },
    onError: (problem) => {
      toast({ icon: "warn", text: problem instanceof ApiProblem && problem.detail ? problem.detail : text("task", "fault.offline") });
      if (task) void client.invalidateQueries({ queryKey: [TASK, task.id] });
      refresh();
    },
  });
  const possible = task?.status !== "open" ? null : task.can.claim ? ("claim" as const) : task.can.release ? ("release" as const) : null;
  return { possible, busy: mutation.isPending, act: () => possible && mutation.mutate(possible) };
}
