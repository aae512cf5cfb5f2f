// The head of a page: title, what it is about, actions; and where we are, for the top bar.
import { createContext, useContext, useEffect } from "react";
import type { ReactNode } from "react";

export type Crumb = { label: string; to?: string };
export type Place = { crumbs: Crumb[]; set: (crumbs: Crumb[]) => void };

export const PlaceContext = createContext<Place>({ crumbs: [], set: () => undefined });

/** Name the page in the top bar and in the window title. The last crumb is the page itself. */
export function usePlace(...crumbs: Crumb[]): void {
  const { set } = useContext(PlaceContext);
  const key = JSON.stringify(crumbs);
  useEffect(() => {
    set(JSON.parse(key) as Crumb[]);
  }, [key, set]);
}

export function Head({ title, children, actions }: { title: ReactNode; children?: ReactNode; actions?: ReactNode }) {
  return (
    <header className="head">
      <div>
        <h1>{title}</h1>
        {children}
      </div>
      {actions && <div className="actions">{actions}</div>}
    </header>
  );
}
