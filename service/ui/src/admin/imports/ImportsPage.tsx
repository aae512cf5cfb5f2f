// /admin/imports: people from a sheet. Upload, say which column is which, look at the preview, confirm.
import { useQuery } from "@tanstack/react-query";
import { usePlace } from "../../components";
import { useText } from "../../i18n";
import { useParams } from "../../router";
import { RunView, TONE } from "./RunView";
import { Sheets } from "./Sheets";
import { calls } from "./calls";
import type { Run } from "./calls";

export default function ImportsPage() {
  const { id } = useParams();
  return id ? <RunView key={id} id={id} /> : <Overview />;
}

function Overview() {
  const t = useText("admin/imports");
  const admin = useText("admin");
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("title") });
  const list = useQuery({ queryKey: ["imports"], queryFn: calls.runs });
  const words = { lead: t("lead"), none: t("none_text"), counts: (run: Run) => t("counts", run.counts) };
  return <Sheets t={t} root="/admin/imports" name="imports" list={list} calls={calls} tone={TONE} words={words} />;
}
