// Rail, top bar, main region, and the bottom bar of the phone.
import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import { PlaceContext } from "../components/Head";
import type { Crumb } from "../components/Head";
import { Icon, Mark } from "../components/Icon";
import type { IconName } from "../components/Icon";
import { Face } from "../components/marks";
import { Menu } from "../components/Menu";
import type { Me } from "../api-types";
import { barDate } from "../dates";
import { loadTexts, useText } from "../i18n";
import { Link, useRoute } from "../router";

const Palette = lazy(async () => (await loadTexts(["palette"]), import("../palette/Palette")));
const Notices = lazy(async () => (await loadTexts(["notices"]), import("../notices/Notices")));
const KeyHelp = lazy(() => import("./KeyHelp"));
const Account = lazy(() => import("./Account"));

type Entry = { to: string; icon: IconName; key: string; count?: number };

function entries(me: Me): { act: Entry[]; see: Entry[]; bar: Entry[] } {
  const todo: Entry = { to: "/tasks", icon: "inbox", key: "nav.tasks", count: me.counts.todo };
  const done: Entry = { to: "/done", icon: "check", key: "nav.done" };
  const cases: Entry = { to: "/cases", icon: "paper", key: "nav.cases" };
  const people: Entry = { to: "/people", icon: "people", key: "nav.people" };
  const mine: Entry = { to: "/me", icon: "person", key: "nav.me" };
  const started: Entry = { to: "/started", icon: "send", key: "nav.started" };
  const act = [todo, done, started, { to: "/drafts", icon: "file", key: "nav.drafts" }] as Entry[];
  if (me.can.start) act.push({ to: "/start", icon: "plus", key: "nav.start" });
  const exams: Entry = { to: "/exams", icon: "pen", key: "nav.exams" };
  if (me.can.exams) act.push(exams);
  const office = me.can.organizations || me.can.audit || me.can.start;
  const see = [cases, ...(office ? [people] : [])];
  if (me.can.organizations) see.unshift({ to: "/cohorts", icon: "board", key: "nav.cohorts" });
  if (me.can.organizations) see.push({ to: "/organizations", icon: "tree", key: "nav.organizations" });
  const admin: Entry = { to: "/admin", icon: "shield", key: "nav.admin" };
  if (me.can.admin[0]) see.push(admin);
  else if (me.can.deliveries) see.push({ to: "/deliveries", icon: "out", key: "nav.deliveries" });
  see.push({ to: "/rules", icon: "book", key: "nav.rules" });
  if (me.person) see.push(mine);
  const bar = me.home === "/admin" ? [admin, todo, cases, mine] : office || !me.person ? [todo, done, cases, office ? people : started] : [mine, todo, cases, done];
  if (me.can.exams) bar[3] = exams;
  return { act, see, bar };
}

function NavList({ title, items, current }: { title: string; items: Entry[]; current?: string }) {
  const t = useText("shell");
  return (
    <>
      <p className="nav-title">{title}</p>
      <ul className="nav">
        {items.map((item) => (
          <li key={item.to}>
            <Link to={item.to} aria-current={current === item.to ? "page" : undefined}>
              <Icon name={item.icon} />
              {t(item.key)}
              {item.count ? <span className="count">{item.count > 999 ? "999+" : item.count}</span> : null}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** After a change of page: title of the window, focus on the heading, top of the page. */
function useArrival(main: React.RefObject<HTMLElement | null>, crumbs: Crumb[]): void {
  const t = useText("shell");
  const { place, Page } = useRoute();
  const first = useRef(true);
  const label = crumbs.map((crumb) => crumb.label).reverse().join(" - ");
  useEffect(() => {
    document.title = label ? `${label} - ${t("product")}` : t("product");
  }, [label, t]);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const target = main.current?.querySelector<HTMLElement>("h1") ?? main.current;
    if (target && !target.hasAttribute("tabindex")) target.tabIndex = -1;
    target?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [place.pathname, Page, main]);
}

export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const t = useText("shell");
  const { route, pending } = useRoute();
  const main = useRef<HTMLElement>(null);
  const [crumbs, setCrumbs] = useState<Crumb[]>([]);
  const [open, setOpen] = useState<"palette" | "notices" | "keys" | null>(null);
  const place = useMemo(() => ({ crumbs, set: setCrumbs }), [crumbs]);
  const close = useCallback(() => setOpen(null), []);
  const { act, see, bar } = entries(me);
  const rest = [...act, ...see].filter((item) => !bar.some((shown) => shown.to === item.to));
  useEffect(() => void import("../case/print").then((paper) => paper.markPrints(me.person?.name ?? "", t)), [me.person?.name, t]);
  const grant = me.grants[0];
  const post = grant ? `${grant.organization.name}${t("dot")}${grant.role_name}` : me.tenant.name;
  useArrival(main, crumbs);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable=true]");
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen("palette");
      } else if (event.key === "?" && !typing && !event.ctrlKey && !event.metaKey && !document.querySelector("dialog[open]")) {
        event.preventDefault();
        setOpen("keys");
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  const back = [...crumbs].reverse().find((crumb) => crumb.to);
  const account = (className: string, face: ReactNode) => (
    <Menu label={t("account.label")} face={face} faceNamed={className === "who"} className={className} up={className === "who"}>
      {(done) => (
        <Suspense fallback={null}>
          <Account me={me} close={done} keys={() => setOpen("keys")} />
        </Suspense>
      )}
    </Menu>
  );

  return (
    <PlaceContext value={place}>
      <a className="skip btn" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        {t("skip")}
      </a>
      <div className="app">
        <aside className="rail" aria-label={t("rail")}>
          <Link className="brand" to={me.home}>
            <Mark />
            <span>
              <b>{t("product")}</b>
              <small>{me.tenant.name}</small>
            </span>
          </Link>
          <nav aria-label={t("nav.label")}>
            <NavList title={t("nav.act")} items={act} current={route?.nav} />
            <NavList title={t("nav.see")} items={see} current={route?.nav} />
          </nav>
          <div className="rail-foot">
            {account(
              "who",
              <>
                <span className="sr">{t("account.label")}</span>
                <Face name={me.account.name} mine />
                <span>
                  <b>{me.account.name}</b>
                  <small>{post}</small>
                </span>
              </>,
            )}
          </div>
        </aside>
        <div className="page">
          <header className="bar">
            {back?.to && (
              <Link className="btn btn-quiet btn-icon phone-only-flex" to={back.to} aria-label={t("backTo", { place: back.label })}>
                <Icon name="left" />
              </Link>
            )}
            <nav className="crumbs-nav" aria-label={t("place")}>
              <ol className="crumbs">
                {crumbs.map((crumb, i) => (
                  <li key={i} aria-current={i === crumbs.length - 1 ? "page" : undefined}>
                    {crumb.to && i < crumbs.length - 1 ? <Link to={crumb.to}>{crumb.label}</Link> : crumb.label}
                  </li>
                ))}
              </ol>
            </nav>
            <button className="find push" type="button" aria-keyshortcuts="Control+K" onClick={() => setOpen("palette")}>
              <Icon name="search" />
              {t("find")}
              <kbd>Ctrl K</kbd>
            </button>
            <span className="today" title={me.demo ? t("demoClock") : undefined}>
              {barDate()}
              {me.demo && <span className="tag tag-tpl">{t("demoMark")}</span>}
            </span>
            <button className="btn btn-quiet btn-icon phone-only-flex" type="button" aria-label={t("find")} onClick={() => setOpen("palette")}>
              <Icon name="search" />
            </button>
            <button
              className="btn btn-quiet btn-icon bell"
              type="button"
              aria-label={me.counts.notices > 0 ? t("notices.unread", { count: me.counts.notices }) : t("notices.none")}
              onClick={() => setOpen("notices")}
            >
              <Icon name="bell" />
              {me.counts.notices > 0 && <span className="bell-dot" aria-hidden="true" />}
            </button>
            <div className="phone-only-flex">{account("btn btn-quiet btn-icon", <Face name={me.account.name} mine small />)}</div>
          </header>
          {pending && <div className="loading-line" role="status" aria-label={t("loading")} />}
          <main className="main" id="main" ref={main} tabIndex={-1}>
            {children}
          </main>
        </div>
      </div>
      <nav className="tabbar" aria-label={t("nav.bottom")}>
        {bar.map((item) => (
          <Link key={item.to} to={item.to} aria-current={route?.nav === item.to ? "page" : undefined}>
            <Icon name={item.icon} />
            {t(item.key)}
            {item.count ? <span className="count">{item.count > 99 ? "99+" : item.count}</span> : null}
          </Link>
        ))}
        <Menu label={t("nav.more")} face={<><Icon name="more" />{t("nav.more")}</>} faceNamed className={rest.some((item) => item.to === route?.nav) ? "is-here" : ""} up>
          {(done) => rest.map((item) => <Link key={item.to} to={item.to} onClick={done} aria-current={route?.nav === item.to ? "page" : undefined}><Icon name={item.icon} />{t(item.key)}</Link>)}
        </Menu>
      </nav>
      <Suspense fallback={null}>
        {open === "palette" && <Palette me={me} onClose={close} />}
        {open === "notices" && <Notices onClose={close} />}
        {open === "keys" && <KeyHelp onClose={close} />}
      </Suspense>
    </PlaceContext>
  );
}
