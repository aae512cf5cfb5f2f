// What both logs share: how far the chain holds, the days, and taking a marked sheet away.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../../api";
import { Button, Icon } from "../../components";
import { moment } from "../../dates";
import { useText } from "../../i18n";
import { Ask } from "../../standing/Ask";
import { save } from "../imports/calls";
import { calls } from "./calls";

/** The state of a chain: how far it reaches is told at once, whether it holds when somebody asks. */
export function Chain({ which }: { which: "access" | "acts" }) {
  const t = useText("admin/logs");
  const [check, setCheck] = useState(false);
  const query = useQuery({ queryKey: ["logs", "chains", check], queryFn: ({ signal }) => calls.chains(check, signal), placeholderData: (before) => before });
  const chain = query.data?.[which];
  const failed = query.isError && query.error instanceof ApiProblem;
  if (!chain && !failed) return null;
  const ok = query.isPlaceholderData ? null : chain?.ok ?? null;
  const params = { at: chain?.through ? moment(chain.through) : "", n: chain?.rows ?? 0, waiting: chain?.waiting ?? 0, broken: chain?.broken_at ?? 0 };
  return (
    <div className={`card log-chain proof${ok === false ? " proof-bad" : ok ? "" : " proof-wait"}`} role="status">
      <span className="proof-seal"><Icon name={ok === false ? "warn" : "shield"} /></span>
      <div className="log-state">
        <p className="strong">{failed ? t("chain.silent") : !chain?.through && ok !== false ? t(`chain.empty_${which}`) : t(ok === null ? "chain.known" : ok ? "chain.ok" : "chain.bad", params)}</p>
        <p className="small muted">{t(which === "access" ? "chain.access" : "chain.acts", params)}</p>
      </div>
      <span className="log-check"><Button busy={query.isFetching} onClick={() => (check ? void query.refetch() : setCheck(true))}>{t("chain.check")}</Button></span>
    </div>
  );
}

type DaysProps = { from: string; to: string; set: (changes: Record<string, string>) => void };

export function Days({ from, to, set }: DaysProps) {
  const t = useText("admin/logs");
  return (
    <>
      <div className="mid log-half">
        <label htmlFor="logs-from">{t("from")}</label>
        <input className="input" id="logs-from" type="date" max={to || undefined} value={from} onChange={(event) => set({ from: event.target.value })} />
      </div>
      <div className="mid log-half">
        <label htmlFor="logs-to">{t("to")}</label>
        <input className="input" id="logs-to" type="date" min={from || undefined} value={to} onChange={(event) => set({ to: event.target.value })} />
      </div>
    </>
  );
}

type TakeProps = { call: (purpose: string) => Promise<Parameters<typeof save>[0]>; done: () => void; onClose: () => void };

/** A sheet leaves the house for a purpose that stands on each of its pages. */
export function TakeAway({ call, done, onClose }: TakeProps) {
  const t = useText("admin/logs");
  const [purpose, setPurpose] = useState("");
  return (
    <Ask
      title={t("export")}
      lead={t("export_lead")}
      verb={t("export")}
      onClose={onClose}
      act={async () => {
        save(await call(purpose.trim()));
        done();
      }}
      fields={[
        {
          name: "purpose",
          label: t("purpose"),
          hint: t("purpose_hint"),
          needed: true,
          filled: purpose.trim() !== "",
          control: (place) => <input className="input" id={place.id} maxLength={200} aria-invalid={place.invalid || undefined} aria-describedby={place.describedBy} value={purpose} onChange={(event) => setPurpose(event.target.value)} />,
        },
      ]}
    />
  );
}
