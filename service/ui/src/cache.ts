// What a deed answered, put where the page reads it.
import type { QueryClient, QueryKey } from "@tanstack/react-query";

/** Show what a deed answered; a question asked before it, still under way, must not put the old state back. */
export async function put(client: QueryClient, queryKey: QueryKey, data: unknown): Promise<void> {
  await client.cancelQueries({ queryKey, exact: true });
  client.setQueryData(queryKey, data);
}
