// /account: the frame of 账号与安全. Somebody who has a duty to do first sees only the section where it is done.
import { Suspense, lazy } from "react";
import type { ComponentType } from "react";
import { Blank, Head, Note, Skeleton, usePlace } from "../components";
import { loadTexts, useText } from "../i18n";
import { Link, useParams } from "../router";
import { useMe, useSignOut } from "../session";
import { SECTIONS } from "./sections";
import "./account.css";

const pages = new Map<string, ComponentType>();

function page(key: string): ComponentType | undefined {
  const section = SECTIONS[key];
  if (section && !pages.has(key)) pages.set(key, lazy(async () => (await loadTexts([section.feature]), section.load())));
  return pages.get(key);
}

export default function AccountPage() {
  const t = useText("account");
  const me = useMe();
  const signOut = useSignOut();
  const duty = me?.duty;
  const { section } = useParams();
  const key = duty ? "security" : (section ?? "security");
  usePlace({ label: t("title") });
  const Page = page(key);
  return (
    <>
      <Head title={t("title")} actions={duty && <button type="button" className="link" onClick={() => void signOut()}>{t("out")}</button>}>
        <p className="muted">{me?.account.name} · <span className="code">{me?.account.login}</span></p>
      </Head>
      {duty ? (
        <div className="account-duty"><Note tone="sun" icon="lock" title={t(`duty.${duty}`)} role="status">{t(`duty.${duty}_text`)}</Note></div>
      ) : (
        <nav className="seg account-nav" aria-label={t("sections")}>
          {Object.entries(SECTIONS).filter(([name, { post }]) => !post || me?.grants[0] || name === key).map(([name]) => (
            <Link key={name} to={`/account/${name}`} aria-current={name === key ? "page" : undefined}>{t(`section.${name}`)}</Link>
          ))}
        </nav>
      )}
      {Page ? <Suspense key={key} fallback={<Skeleton card lines={5} />}><Page /></Suspense> : <Blank art="lost" title={t("lost")} />}
    </>
  );
}
