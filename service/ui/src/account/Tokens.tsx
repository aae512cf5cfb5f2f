// API tokens: keys for programs that act for this account. The secret is shown once.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../api";
import { Button, Failure, Note, Skeleton, Table, Tag } from "../components";
import { fullDate, moment } from "../dates";
import { useText } from "../i18n";
import { ACCOUNT, account } from "./calls";
import type { Account } from "./calls";
import { ShowCode } from "./Factor";
import { Card, Field, SmallForm } from "./fields";

const SCOPES = ["read", "act"] as const;
const DAYS = [30, 90, 366] as const;

export default function Tokens() {
  const query = useQuery({ queryKey: ACCOUNT, queryFn: account.read });
  if (query.isPending) return <Skeleton card lines={5} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <div className="account-cards">
      <Made own={query.data} />
      <Make />
    </div>
  );
}

function Made({ own }: { own: Account }) {
  const t = useText("account");
  const client = useQueryClient();
  const revoke = async (id: string) => {
    await account.revokeToken(id).catch(() => undefined);
    await client.invalidateQueries({ queryKey: ACCOUNT });
  };
  return (
    <section className="card" aria-labelledby="own-tokens">
      <div className="card-head"><h2 id="own-tokens">{t("tokens.title")}</h2></div>
      <Table
        label={t("tokens.title")}
        rows={own.tokens}
        rowKey={(row) => row.id}
        empty={t("tokens.none")}
        columns={[
          { key: "name", label: t("tokens.name"), lead: true, cell: (row) => <span className="line">{row.name}<Tag tone={row.scope === "act" ? "late" : "hold"}>{t(`tokens.scope_${row.scope}`)}</Tag></span> },
          { key: "expires_at", label: t("tokens.until"), cell: (row) => <span className="nowrap">{fullDate(row.expires_at)}</span> },
          { key: "used_at", label: t("tokens.used"), cell: (row) => <span className="nowrap">{row.used_at ? moment(row.used_at) : t("tokens.never")}</span> },
          { key: "end", label: t("sessions.act"), cell: (row) => <Button onClick={() => void revoke(row.id)}>{t("tokens.revoke")}<span className="sr">{row.name}</span></Button> },
        ]}
      />
    </section>
  );
}

function Make() {
  const t = useText("account");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [current, setCurrent] = useState("");
  const [scope, setScope] = useState<(typeof SCOPES)[number]>("read");
  const [days, setDays] = useState<number>(DAYS[0]);
  const [made, setMade] = useState("");
  const [asking, setAsking] = useState(false);
  const make = async () => {
    setMade((await account.makeToken({ current, name: name.trim(), scope, days })).token);
    setName("");
    setCurrent("");
    await client.invalidateQueries({ queryKey: ACCOUNT });
  };
  const act = async () => {
    try {
      await make();
    } catch (problem) {
      if (!(problem instanceof ApiProblem) || problem.code !== "code_again") throw problem;
      setAsking(true);
    }
  };
  const check = () => ({ ...(name.trim() ? {} : { name: t("tokens.need_name") }), ...(current ? {} : { current: t("password.need_current") }) });
  return (
    <Card id="new-token" title={t("tokens.new")}>
      {made && (
        <div className="account-made">
          <Note tone="sun" title={t("tokens.once")} role="status"><code className="account-secret">{made}</code></Note>
        </div>
      )}
      <p className="soft">{t("tokens.what")}</p>
      <SmallForm verb={t("tokens.make")} act={act} check={check}>
        {(bad) => (
          <>
            <Field label={t("tokens.name")} hint={t("tokens.name_hint")} maxLength={100} value={name} bad={bad.name} onChange={(event) => setName(event.target.value)} />
            <fieldset className="field">
              <legend className="label">{t("tokens.scope")}</legend>
              {SCOPES.map((each) => (
                <label className="check" key={each}><input type="radio" name="scope" checked={scope === each} onChange={() => setScope(each)} /><span>{t(`tokens.scope_${each}`)}<small>{t(`tokens.scope_${each}_text`)}</small></span></label>
              ))}
            </fieldset>
            <div className="field">
              <label className="label" htmlFor="token-days">{t("tokens.days")}</label>
              <select className="input input-s" id="token-days" value={days} onChange={(event) => setDays(Number(event.target.value))}>
                {DAYS.map((each) => <option key={each} value={each}>{t("tokens.for_days", { n: each })}</option>)}
              </select>
            </div>
            <Field label={t("password.current")} type="password" autoComplete="current-password" value={current} bad={bad.current} onChange={(event) => setCurrent(event.target.value)} />
          </>
        )}
      </SmallForm>
      {asking && <ShowCode title={t("tokens.make")} act={make} onClose={() => setAsking(false)} />}
    </Card>
  );
}
