// Routing in the history API: patterns with :params, search parameters as state, lazy pages that bring their texts.
// A router library costs 26 KB gzip, a quarter of the first-paint budget; this is the part of one that we use.
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, useTransition } from "react";
import type { AnchorHTMLAttributes, ComponentType, MouseEvent, ReactNode } from "react";
import { flushSync } from "react-dom";
import { loadTexts } from "./i18n";

export type Route = {
  /** e.g. /cases/:id */
  path: string;
  /** folder below src; its texts are loaded with the page */
  feature: string;
  load: () => Promise<{ default: ComponentType }>;
  /** which entry of the rail is lit */
  nav?: string;
  /** reachable without a session, and drawn without the shell */
  bare?: boolean;
};
export type Params = Record<string, string>;
export type Place = { pathname: string; search: string };
type Ready = { place: Place; route: Route | null; params: Params; Page: ComponentType | null; failed?: unknown };
type Value = Ready & { pending: boolean };

const RouterContext = createContext<Value | null>(null);
const pages = new Map<Route, ComponentType>();
const CHANGE = "yg:navigate";

export function match(routes: Route[], pathname: string): { route: Route; params: Params } | null {
  const parts = pathname.replace(/\/+$/, "").split("/");
  for (const route of routes) {
    const pattern = route.path.replace(/\/+$/, "").split("/");
    if (pattern.length !== parts.length) continue;
    const params: Params = {};
    const fits = pattern.every((want, i) => {
      const have = parts[i] ?? "";
      if (!want.startsWith(":")) return want === have;
      try {
        params[want.slice(1)] = decodeURIComponent(have);
      } catch {
        return false;
      }
      return have !== "";
    });
    if (fits) return { route, params };
  }
  return null;
}

async function bring(route: Route): Promise<ComponentType> {
  const known = pages.get(route);
  const [module] = await Promise.all([known ? null : route.load(), loadTexts([route.feature])]);
  const page = known ?? module!.default;
  pages.set(route, page);
  return page;
}

function here(): Place {
  return { pathname: location.pathname, search: location.search };
}

/** Go to an address of the service. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  const url = new URL(to, location.href);
  if (url.href === location.href && !options.replace) return;
  history[options.replace ? "replaceState" : "pushState"](null, "", url);
  dispatchEvent(new Event(CHANGE));
}

/** Fetch the code of a page before the click. */
let preload: (to: string) => void = () => undefined;

export function RouterProvider({ routes, children }: { routes: Route[]; children: ReactNode }) {
  const [ready, setReady] = useState<Ready>(() => {
    const place = here();
    const found = match(routes, place.pathname);
    return { place, route: found?.route ?? null, params: found?.params ?? {}, Page: (found && pages.get(found.route)) ?? null };
  });
  const [pending, startTransition] = useTransition();
  const turn = useRef(0);

  useEffect(() => {
    preload = (to) => {
      const found = match(routes, new URL(to, location.href).pathname);
      if (found) bring(found.route).catch(() => undefined);
    };
    const go = () => {
      const mine = ++turn.current;
      const place = here();
      const found = match(routes, place.pathname);
      const settle = (Page: ComponentType | null, failed?: unknown) => {
        if (mine !== turn.current) return;
        setReady({ place, route: found?.route ?? null, params: found?.params ?? {}, Page, failed });
      };
      if (!found) return settle(null);
      const known = pages.get(found.route);
      // Drawn before the next event: React gives an event of ours no haste, and a second quick key would start from the old place.
      if (known) return queueMicrotask(() => flushSync(() => settle(known)));
      startTransition(async () => {
        try {
          const Page = await bring(found.route);
          startTransition(() => settle(Page));
        } catch (failed) {
          startTransition(() => settle(null, failed));
        }
      });
    };
    go();
    addEventListener("popstate", go);
    addEventListener(CHANGE, go);
    return () => {
      removeEventListener("popstate", go);
      removeEventListener(CHANGE, go);
    };
  }, [routes]);

  const value = useMemo(() => ({ ...ready, pending }), [ready, pending]);
  return <RouterContext value={value}>{children}</RouterContext>;
}

function useRouter(): Value {
  const value = useContext(RouterContext);
  if (!value) throw new Error("outside of RouterProvider");
  return value;
}

export function useRoute(): { route: Route | null; Page: ComponentType | null; pending: boolean; failed?: unknown; place: Place } {
  return useRouter();
}

export function useParams(): Params {
  return useRouter().params;
}

export type Search = {
  get: (name: string) => string;
  /** change some parameters; empty ones leave the URL; replaces the entry unless `push` */
  set: (patch: Record<string, string | null | undefined>, options?: { push?: boolean }) => void;
  text: string;
};

/** The search parameters of the URL as state. */
export function useSearch(): Search {
  const { place } = useRouter();
  const set = useCallback<Search["set"]>((patch, options) => {
    const params = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(patch)) {
      if (value) params.set(name, value);
      else params.delete(name);
    }
    const search = params.toString();
    navigate(location.pathname + (search ? `?${search}` : ""), { replace: !options?.push });
  }, []);
  return useMemo(() => {
    const params = new URLSearchParams(place.search);
    return { get: (name) => params.get(name) ?? "", set, text: place.search };
  }, [place.search, set]);
}

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { to: string; replace?: boolean };

/** An ordinary link that does not reload the page. */
export function Link({ to, replace, onClick, children, ...rest }: LinkProps) {
  const click = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to, { replace });
  };
  return (
    <a href={to} onClick={click} onPointerEnter={() => preload(to)} onFocus={() => preload(to)} {...rest}>
      {children}
    </a>
  );
}
