// The gate. In a demo town the accounts of the daily users stand beside the form: a click fills it in.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";
import { ApiProblem } from "../api";
import { calls } from "../calls";
import type { DemoAccounts } from "../api-types";
import { Button } from "../components/Button";
import { Mark } from "../components/Icon";
import { Face } from "../components/marks";
import { Note } from "../components/states";
import { useText } from "../i18n";
import { setPrefs, store, usePrefs } from "../prefs";
import { navigate, useSearch } from "../router";
import { placeAfterLogin, useMe, useSignIn } from "../session";

const SHOWN = 6;
const REMEMBER = "yg.login";
type Group = "office" | "branch" | "person";

/** Who an account is, by its name: the office, a branch, or the person concerned. */
export function groupOf(login: string): Group {
  if (/applicant|activist|candidate|member_?\d|person|probation/.test(login)) return "person";
  if (/town|membership_officer|training|area|audit|process|admin/.test(login)) return "office";
  if (/branch|base|group|contact|secretary|commissioner|teller|cell|village|community/.test(login)) return "branch";
  return "office";
}

export default function LoginPage() {
  const t = useText("login");
  const me = useMe();
  const search = useSearch();
  const signIn = useSignIn();
  const { lang } = usePrefs();
  const refused = search.get("refused");
  const ways = useQuery({ queryKey: ["ways", refused, lang], queryFn: () => calls.ways(refused), staleTime: Infinity });
  const local = ways.data?.local !== false;
  const demo = useQuery({ queryKey: ["demo"], queryFn: calls.demoAccounts, staleTime: Infinity, retry: false });
  const [login, setLogin] = useState(() => store.get(REMEMBER) ?? "");
  const [password, setPassword] = useState("");
  const [keep, setKeep] = useState(() => store.get(REMEMBER) !== null);
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const [half, setHalf] = useState(search.get("step") === "code");
  const [code, setCode] = useState("");
  const codeField = useRef<HTMLInputElement>(null);
  const loginField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const to = placeAfterLogin(search.text);

  useEffect(() => {
    document.title = t("windowTitle");
  }, [t]);
  useEffect(() => {
    if (me) navigate(to, { replace: true });
  }, [me, to]);

  useEffect(() => {
    if (half) codeField.current?.focus();
  }, [half]);

  const again = () => {
    if (search.get("step")) navigate("/login", { replace: true });
    setHalf(false);
    setCode("");
    setPassword("");
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (half && !code.trim()) {
      setBad(t("needCode"));
      codeField.current?.focus();
      return;
    }
    if (!half && (!login.trim() || !password)) {
      setBad(t(login.trim() ? "needPassword" : "needLogin"));
      (login.trim() ? passwordField : loginField).current?.focus();
      return;
    }
    setBusy(true);
    setBad("");
    try {
      await signIn(() => (half ? calls.showCode(code) : calls.signIn(login.trim(), password)));
      store.set(REMEMBER, keep ? login.trim() : null);
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.code === "code_needed") {
        setHalf(true);
        return;
      }
      if (half && problem instanceof ApiProblem && problem.status !== 422 && problem.status > 0 && problem.status < 500) again();
      const silent = !(problem instanceof ApiProblem) || problem.status === 0 || problem.status >= 500;
      setBad(silent ? t("silent") : problem.errors[0]?.message || problem.detail || t("refused"));
      (codeField.current ?? passwordField.current)?.select();
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="gate">
      <aside className="gate-view" aria-label={t("about")}>
        <svg className="gate-art" viewBox="0 0 800 400" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
          <circle className="ring" cx="400" cy="330" r="330" />
          <circle className="ring" cx="400" cy="330" r="260" />
          <circle className="ring" cx="400" cy="330" r="200" />
          <circle className="disc" cx="400" cy="330" r="140" />
          <path className="land" d="M0 330h800v70H0z" />
          <path className="horizon" d="M0 330h800" />
        </svg>
        <div className="line">
          <Mark />
          <strong>{t("brand")}</strong>
        </div>
        <div>
          <p className="gate-title">
            {t("motto1")}
            <br />
            {t("motto2")}
          </p>
          <p className="desk-only">{t("intro")}</p>
        </div>
      </aside>
      <main className="gate-form" id="main">
        <form className="gate-in" onSubmit={(event) => void submit(event)} noValidate>
          <h1>{t("title")}</h1>
          <p className="muted small">{t(half ? (search.get("step") ? "hintThere" : "hintCode") : local ? "hint" : "hintAway")}</p>
          {search.get("expired") && (
            <div className="gate-note">
              <Note tone="sun" icon="clock" title={t("expired")} role="status">
                {t("expiredWay")}
              </Note>
            </div>
          )}
          {ways.data?.refused && !half && (
            <div className="gate-note">
              <Note tone="seal" role="alert">
                {ways.data.refused}
              </Note>
            </div>
          )}
          {(local || half) && (
            <div className={bad ? "field field-bad gate-fields" : "field gate-fields"}>
              {bad && (
                <p className="bad" id="login-bad" role="alert">
                  {bad}
                </p>
              )}
              {half ? (
                <>
                  <label className="label" htmlFor="code">
                    {t("code")}
                  </label>
                  <span className="hint" id="code-hint">
                    {t("codeHint")}
                  </span>
                  <input className="input" id="code" name="code" ref={codeField} autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} maxLength={11} value={code} aria-invalid={bad ? true : undefined} aria-describedby={bad ? "login-bad code-hint" : "code-hint"} onChange={(event) => setCode(event.target.value)} />
                </>
              ) : (
                <>
                  <label className="label" htmlFor="login">
                    {t("login")}
                  </label>
                  <input className="input" id="login" name="login" ref={loginField} autoComplete="username" autoCapitalize="none" spellCheck={false} value={login} aria-invalid={bad ? true : undefined} aria-describedby={bad ? "login-bad" : undefined} onChange={(event) => setLogin(event.target.value)} />
                  <label className="label gate-second" htmlFor="password">
                    {t("password")}
                  </label>
                  <input className="input" id="password" name="password" ref={passwordField} type="password" autoComplete="current-password" value={password} aria-invalid={bad ? true : undefined} aria-describedby={bad ? "login-bad" : undefined} onChange={(event) => setPassword(event.target.value)} />
                </>
              )}
            </div>
          )}
          {!half && local && (
            <label className="check">
              <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.target.checked)} />
              <span>
                {t("keep")}
                <small>{t("keepHint")}</small>
              </span>
            </label>
          )}
          {(local || half) && (
            <Button className="gate-go" tone="primary" type="submit" wide busy={busy}>
              {t("go")}
            </Button>
          )}
          {ways.data?.provider && !half && (
            <a className={local ? "btn btn-wide gate-go" : "btn btn-primary btn-wide gate-go"} href={`/oidc/start?to=${encodeURIComponent(to)}`}>
              {t("by", { name: ways.data.provider })}
            </a>
          )}
          {half && (
            <p className="gate-note">
              <button type="button" className="link" onClick={again}>
                {t("otherAccount")}
              </button>
            </p>
          )}
          {demo.data && !half && local && (
            <Demo
              demo={demo.data}
              picked={login}
              pick={(name) => {
                setLogin(name);
                setPassword(demo.data?.password ?? "");
                setBad("");
                document.querySelector<HTMLElement>(".gate-go")?.focus();
              }}
            />
          )}
          <p className="gate-foot">
            {t("help")}
            <br />
            <button type="button" className="link" lang={lang === "en" ? "zh-CN" : "en"} onClick={() => setPrefs({ lang: lang === "en" ? "zh-CN" : "en" })}>
              {t("otherLang")}
            </button>
          </p>
        </form>
      </main>
    </div>
  );
}

/** One of each post first, so that a short list shows every kind. */
function spread(accounts: DemoAccounts["accounts"]): DemoAccounts["accounts"] {
  const seen = new Set<string>();
  const first = accounts.filter((account) => !seen.has(account.role_name) && seen.add(account.role_name));
  return [...first, ...accounts.filter((account) => !first.includes(account))];
}

function Demo({ demo, picked, pick }: { demo: DemoAccounts; picked: string; pick: (login: string) => void }) {
  const t = useText("login");
  const [q, setQ] = useState("");
  const fits = demo.accounts.filter((account) => !q || [account.login, account.name, account.role_name, account.organization].some((text) => text.includes(q)));
  const groups = (["office", "branch", "person"] as Group[]).map((name) => ({ name, accounts: spread(fits.filter((account) => groupOf(account.login) === name)) }));
  return (
    <section className="gate-demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{t("demo")}</h2>
      <p className="muted small">{t("demoHint")}</p>
      {demo.accounts.length > 3 * SHOWN && <input className="input demo-q" type="search" value={q} placeholder={t("demoFind", { count: demo.accounts.length })} aria-label={t("demoFind", { count: demo.accounts.length })} onChange={(event) => setQ(event.target.value)} onKeyDown={(event) => event.key === "Enter" && event.preventDefault()} />}
      {groups
        .filter((group) => group.accounts.length > 0)
        .map((group) => (
          <div key={group.name} role="group" aria-label={t(`demo_${group.name}`)}>
            <h3>{t(`demo_${group.name}`)}</h3>
            <ul>
              {group.accounts.slice(0, SHOWN).map((account) => (
                <li key={account.login}>
                  <button type="button" className={picked === account.login ? "demo-pick is-on" : "demo-pick"} aria-pressed={picked === account.login} onClick={() => pick(account.login)}>
                    <Face name={account.name} small mine={picked === account.login} />
                    <span>
                      <b>{account.name}</b> {account.role_name}
                      <small>{account.organization}</small>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </section>
  );
}
