// The organizations that a filter offers: the town and what stands right below it.
import { useQuery } from "@tanstack/react-query";
import { calls } from "../calls";
import type { OrgNode } from "../api-types";

/** Down from the root while there is only one way to go: above a single town there is nothing to choose. */
async function scopes(): Promise<OrgNode[]> {
  const { items } = await calls.organizations();
  let [at, below] = [items[0], items.slice(1)];
  while (at && below.length === 1 && below[0]!.has_children) {
    at = below[0]!;
    below = (await calls.organizations({ parent: at.id })).items;
  }
  return at ? [at, ...below] : [];
}

export function useScopes(): OrgNode[] {
  return useQuery({ queryKey: ["organizations", "scopes"], queryFn: scopes, staleTime: 300_000, retry: false }).data ?? [];
}
