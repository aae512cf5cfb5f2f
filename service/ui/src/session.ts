// Who is signed in. A session that ends in the middle of work sends to the log-in page and back to the same place.
import { QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiProblem, api, whenSignedOut } from "./api";
import type { Me } from "./api-types";
import { put } from "./cache";
import { setClock } from "./dates";
import { navigate } from "./router";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      // a refusal is an answer; only silence and overload are worth asking again
      retry: (failures, error) => error instanceof ApiProblem && (error.status === 0 || error.status >= 502) && failures < 3,
    },
  },
});

export const ME = ["session"];

/** The signed-in account: undefined while asking, null when signed out. */
export function useMe(): Me | null | undefined {
  return useQuery({ queryKey: ME, queryFn: readMe, staleTime: 60_000 }).data;
}

export async function readMe(): Promise<Me | null> {
  const me = await api.session();
  if (me) setClock(me.now);
  return me;
}

/** Log in: by login and password, or, where those were not enough, by a code. */
export function useSignIn(): (call: () => Promise<Me>) => Promise<Me> {
  const client = useQueryClient();
  return async (call) => {
    const me = await call();
    setClock(me.now);
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== ME[0] });
    await put(client, ME, me);
    return me;
  };
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    const there = client.getQueryData<Me>(ME)?.by_provider;
    await api.signOut().catch(() => undefined);
    client.clear();
    if (there) return location.assign("/oidc/leave"); // and there, too
    client.setQueryData(ME, null);
    navigate("/login");
  };
}

/** The place to go back to, from ?to=; only addresses of this service. */
export function placeAfterLogin(search: string): string {
  const to = new URLSearchParams(search).get("to") ?? "/";
  return /^\/(?![/\\])/.test(to) && !to.startsWith("/login") ? to : "/";
}

export function loginPlace(expired: boolean): string {
  const place = location.pathname + location.search;
  const params = new URLSearchParams();
  if (place !== "/" && !place.startsWith("/login")) params.set("to", place);
  if (expired) params.set("expired", "1");
  const search = params.toString();
  return `/login${search ? `?${search}` : ""}`;
}

whenSignedOut(() => {
  if (!queryClient.getQueryData(ME)) return;
  navigate(loginPlace(true), { replace: true });
  queryClient.setQueryData(ME, null);
});
