// /admin: the frame of 系统管理. Which sections there are is what `Me.can.admin` says; each arrives when it is opened.
import { Suspense, lazy } from "react";
import type { ComponentType } from "react";
import { Blank, Skeleton } from "../components";
import { loadTexts, useText } from "../i18n";
import { Link, useParams } from "../router";
import { useMe } from "../session";
import { SECTIONS } from "./sections";
import "./admin.css";

const pages = new Map<string, ComponentType>();

function page(key: string): ComponentType | undefined {
  const section = SECTIONS[key];
  if (section && !pages.has(key)) pages.set(key, lazy(async () => (await loadTexts([section.feature, ...(section.more ?? [])]), section.load())));
  return pages.get(key);
}

export default function AdminPage() {
  const t = useText("admin");
  const may = (useMe()?.can.admin ?? []).filter((key) => SECTIONS[key]);
  const key = useParams().section ?? may[0];
  if (!key || may.length === 0) return <Blank art="locked" level={1} title={t("none.title")}>{t("none.text")}</Blank>;
  const Page = may.includes(key) ? page(key) : undefined;
  return (
    <>
      <nav className="seg admin-nav" aria-label={t("sections")}>
        {may.map((name) => (
          <Link key={name} to={`/admin/${name}`} aria-current={name === key ? "page" : undefined}>
            {t(`section.${name}`)}
          </Link>
        ))}
      </nav>
      {Page ? (
        <Suspense key={key} fallback={<Skeleton card lines={5} />}>
          <Page />
        </Suspense>
      ) : (
        <Blank art="lost" level={1} title={t("lost")} />
      )}
    </>
  );
}
