// Providers, the gate, and what stands in the main region: a page, its bones, or a word about what went wrong.
import { QueryClientProvider } from "@tanstack/react-query";
import { Component, Suspense, lazy, useEffect } from "react";
import type { ReactNode } from "react";
import { Blank, Failure, Skeleton } from "./components/states";
import { useText } from "./i18n";
import { setPrefs, usePrefs } from "./prefs";
import { Link, RouterProvider, navigate, useRoute } from "./router";
import { ROUTES } from "./routes";
import { loginPlace, queryClient, useMe } from "./session";
import { Shell } from "./shell/Shell";

const Toasts = lazy(() => import("./components/Toasts"));

class Fence extends Component<{ children: ReactNode; place: string }, { error: unknown; place: string }> {
  override state = { error: null as unknown, place: this.props.place };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  static getDerivedStateFromProps(props: { place: string }, state: { error: unknown; place: string }) {
    return props.place === state.place ? null : { error: null, place: props.place };
  }

  override render() {
    if (this.state.error) return <div className="pad"><Failure error={this.state.error} retry={() => location.reload()} level={1} /></div>;
    return this.props.children;
  }
}

function Main() {
  const { route, Page, failed, place } = useRoute();
  const t = useText("shell");
  if (failed) return <div className="pad"><Failure error={failed} retry={() => location.reload()} level={1} /></div>;
  if (!route) {
    return (
      <Blank art="lost" level={1} title={t("lost.title")} action={<Link className="btn" to="/tasks">{t("lost.home")}</Link>}>
        {t("lost.text")}
      </Blank>
    );
  }
  if (!Page) return <Skeleton lines={4} />;
  return (
    <Fence place={place.pathname}>
      <Page />
    </Fence>
  );
}

function Gate() {
  const me = useMe();
  const { lang } = usePrefs();
  const { route, place } = useRoute();
  const bare = route?.bare === true;

  useEffect(() => {
    // an ended session is already on its way to the log-in page, with the place to come back to
    if (me === null && !bare && location.pathname !== "/login") navigate(loginPlace(false), { replace: true });
  }, [me, bare]);

  const goal = me?.duty ? "/account" : place.pathname === "/" ? me?.home : undefined;
  const away = goal && goal !== "/tasks" && !place.pathname.startsWith(goal);
  useEffect(() => {
    if (away) navigate(goal, { replace: true });
  }, [away, goal]);

  // the account's language, until the person chose one on this computer
  useEffect(() => {
    if (me && lang === null && me.lang === "en") setPrefs({ lang: "en" });
  }, [me, lang]);

  if (bare) return <Main />;
  if (!me || away) return <Skeleton lines={4} />;
  if (me.duty) return <main className="alone" id="main"><Main /></main>;
  return (
    <Shell me={me}>
      <Main />
    </Shell>
  );
}

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider routes={ROUTES}>
        <Gate />
        <Suspense>
          <Toasts />
        </Suspense>
      </RouterProvider>
    </QueryClientProvider>
  );
}
