import { useQueryClient } from "@tanstack/react-query";
import { TASK, useRefresh } from "../task/query";

/** Look again at a task and at everything that lists it. */
export function useAfter(id: string): () => Promise<void> {
  const client = useQueryClient();
  const refresh = useRefresh();
  return async () => {
    await client.invalidateQueries({ queryKey: [TASK, id] });
    refresh();
  };
}
