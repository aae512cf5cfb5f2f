// 回避 of everybody, below 系统管理.
import { Head, usePlace } from "../components";
import { useText } from "../i18n";
import { Recusals } from "./Recusals";

export default function AllRecusals() {
  const t = useText("standing");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("rec.title") });
  return (
    <>
      <Head title={t("rec.title")} />
      <Recusals all />
    </>
  );
}
