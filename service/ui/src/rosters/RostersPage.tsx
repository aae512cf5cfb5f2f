// /rosters: the register of running cases. The office brings it along, branches sign, a job enters the cases.
import { useQuery } from "@tanstack/react-query";
import { Sheets } from "../admin/imports/Sheets";
import { usePlace } from "../components";
import { useText } from "../i18n";
import { useParams } from "../router";
import { RosterView, TONE } from "./RosterView";
import { calls } from "./calls";
import type { Run } from "./calls";
import "./rosters.css";

export default function RostersPage() {
  const { id } = useParams();
  return id ? <RosterView key={id} id={id} /> : <Overview />;
}

function Overview() {
  const t = useText("rosters");
  usePlace({ label: t("cases"), to: "/cases" }, { label: t("title") });
  const list = useQuery({ queryKey: ["rosters"], queryFn: calls.runs });
  const keeper = list.data?.keeper ?? false;
  const words = {
    lead: t(keeper ? "lead" : "lead_branch"),
    none: t(keeper ? "none_text" : "none_branch"),
    counts: (run: Run) => t(keeper ? "counts" : "counts_branch", run.counts),
  };
  return <Sheets t={t} root="/rosters" name="rosters" list={list} calls={calls} tone={TONE} words={words} keeper={keeper} every />;
}
