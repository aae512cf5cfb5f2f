// 代理 of everybody, below 系统管理.
import { Head, usePlace } from "../components";
import { useText } from "../i18n";
import { Substitutions } from "./Substitutions";

export default function AllSubstitutions() {
  const t = useText("standing");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("sub.title") });
  return (
    <>
      <Head title={t("sub.title")} />
      <Substitutions all />
    </>
  );
}
