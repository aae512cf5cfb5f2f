// What belongs to the person at this computer: look, text size, language, keys, sign out.
import { Icon } from "../components/Icon";
import type { Me } from "../api-types";
import { useText } from "../i18n";
import { setPrefs, usePrefs } from "../prefs";
import type { TextSize, Theme } from "../prefs";
import { Link } from "../router";
import { useSignOut } from "../session";
import "../parts/texts";

const THEMES: Theme[] = ["auto", "light", "dark", "contrast"];
const SIZES: TextSize[] = ["normal", "large", "larger"];

export default function Account({ me, close, keys }: { me: Me; close: () => void; keys: () => void }) {
  const t = useText("shell");
  const prefs = usePrefs();
  const signOut = useSignOut();
  return (
    <>
      <p className="menu-head">
        <b>{me.account.name}</b>
        {me.grants.map((grant) => (
          <small key={grant.role + grant.organization.id}>
            {grant.organization.name}
            {t("dot")}
            {grant.role_name}
          </small>
        ))}
      </p>
      <hr />
      <p className="menu-title" id="menu-theme">
        {t("account.theme")}
      </p>
      <div className="seg" role="group" aria-labelledby="menu-theme">
        {THEMES.map((theme) => (
          <button key={theme} type="button" aria-pressed={prefs.theme === theme} onClick={() => setPrefs({ theme })}>
            {t(`account.theme_${theme}`)}
          </button>
        ))}
      </div>
      <p className="menu-title" id="menu-text">
        {t("account.text")}
      </p>
      <div className="seg" role="group" aria-labelledby="menu-text">
        {SIZES.map((text) => (
          <button key={text} type="button" aria-pressed={prefs.text === text} onClick={() => setPrefs({ text })}>
            {t(`account.text_${text}`)}
          </button>
        ))}
      </div>
      <p className="menu-title" id="menu-lang">
        {t("account.lang")}
      </p>
      <Languages />
      <hr />
      <button type="button" className="desk-only" onClick={() => (close(), keys())}>
        <Icon name="book" />
        {t("account.keys")}
        <small>?</small>
      </button>
      <Link to="/account" onClick={close}>
        <Icon name="shield" />
        {t("account.security")}
      </Link>
      <button type="button" onClick={() => void signOut()}>
        <Icon name="out" />
        {t("account.out")}
      </button>
    </>
  );
}

export function Languages() {
  const t = useText("shell");
  const { lang } = usePrefs();
  const current = lang ?? "zh-CN";
  return (
    <div className="seg" role="group" aria-label={t("account.lang")}>
      <button type="button" lang="zh-CN" aria-pressed={current === "zh-CN"} onClick={() => setPrefs({ lang: "zh-CN" })}>
        {t("account.zh")}
      </button>
      <button type="button" lang="en" aria-pressed={current === "en"} onClick={() => setPrefs({ lang: "en" })}>
        {t("account.en")}
      </button>
    </div>
  );
}
