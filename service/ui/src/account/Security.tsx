// The password, the second factor, where one is signed in, and the language.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Failure, Skeleton, Table, Tag, toast } from "../components";
import { fullDate, moment } from "../dates";
import { useText } from "../i18n";
import { setPrefs, usePrefs } from "../prefs";
import { navigate } from "../router";
import { ME, readMe, useMe } from "../session";
import { ACCOUNT, account } from "./calls";
import type { Account, Session } from "./calls";
import Factor from "./Factor";
import Identity from "./Identity";
import { Card, Field, SmallForm } from "./fields";

export const LEAST = 10;

/** After a duty is done: who am I now, and on to the work. */
export function useFresh(): () => Promise<void> {
  const client = useQueryClient();
  const had = Boolean(useMe()?.duty);
  return async () => {
    await client.invalidateQueries({ queryKey: ACCOUNT });
    const me = await client.fetchQuery({ queryKey: ME, queryFn: readMe, staleTime: 0 });
    if (had && me && !me.duty) navigate("/", { replace: true });
  };
}

export default function Security() {
  const query = useQuery({ queryKey: ACCOUNT, queryFn: account.read });
  const duty = useMe()?.duty;
  if (query.isPending) return <Skeleton card lines={5} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <div className="account-cards">
      {duty !== "factor" && <Password own={query.data} />}
      {duty !== "password" && <Factor own={query.data} />}
      {!duty && <Identity own={query.data} />}
      {!duty && <Sessions own={query.data} />}
      {!duty && <Language />}
    </div>
  );
}

function Password({ own }: { own: Account }) {
  const t = useText("account");
  const fresh = useFresh();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [round, setRound] = useState(0);
  const check = () => ({
    ...(current ? {} : { current: t("password.need_current") }),
    ...([...password].length < LEAST ? { password: t("password.short", { least: LEAST }) } : {}),
    ...(again === password ? {} : { again: t("password.differ") }),
  });
  const act = async () => {
    await account.changePassword(current, password);
    for (const clear of [setCurrent, setPassword, setAgain]) clear("");
    setRound(round + 1);
    toast({ text: t("password.done"), icon: "check" });
    await fresh();
  };
  return (
    <Card id="own-password" title={t("password.title")} tag={<span className="muted">{t("password.since", { on: fullDate(own.password_set_at) })}</span>}>
      <SmallForm key={round} verb={t("password.go")} act={act} check={check}>
        {(bad) => (
          <>
            <input className="sr" type="text" autoComplete="username" value={own.login} readOnly tabIndex={-1} aria-hidden="true" />
            <Field label={t("password.current")} type="password" autoComplete="current-password" value={current} bad={bad.current} onChange={(event) => setCurrent(event.target.value)} />
            <Field label={t("password.new")} hint={t("password.hint", { least: LEAST })} type="password" autoComplete="new-password" value={password} bad={bad.password} onChange={(event) => setPassword(event.target.value)} />
            <Field label={t("password.again")} type="password" autoComplete="new-password" value={again} bad={bad.again} onChange={(event) => setAgain(event.target.value)} />
          </>
        )}
      </SmallForm>
    </Card>
  );
}

function Sessions({ own }: { own: Account }) {
  const t = useText("account");
  const client = useQueryClient();
  const end = async (call: () => Promise<unknown>) => {
    await call().catch(() => undefined); // one that has ended meanwhile is gone from the list as well
    await client.invalidateQueries({ queryKey: ACCOUNT });
  };
  const name = (row: Session) => row.device || t("sessions.unknown");
  return (
    <section className="card" aria-labelledby="own-sessions">
      <div className="card-head">
        <h2 id="own-sessions">{t("sessions.title")}</h2>
        {own.sessions.length > 1 && <span className="push"><Button tone="quiet" icon="out" onClick={() => void end(account.endOthers)}>{t("sessions.end_others")}</Button></span>}
      </div>
      <Table
        label={t("sessions.title")}
        rows={own.sessions}
        rowKey={(row) => row.id}
        columns={[
          { key: "device", label: t("sessions.device"), lead: true, cell: (row) => <span className="line">{row.device ? <span lang="en">{row.device}</span> : t("sessions.unknown")}{row.current && <Tag tone="now">{t("sessions.current")}</Tag>}</span> },
          { key: "place", label: t("sessions.place"), cell: (row) => <span className="nowrap">{row.place}</span> },
          { key: "created_at", label: t("sessions.since"), cell: (row) => <span className="nowrap">{moment(row.created_at)}</span> },
          { key: "seen_at", label: t("sessions.seen"), cell: (row) => <span className="nowrap">{moment(row.seen_at)}</span> },
          { key: "end", label: t("sessions.act"), cell: (row) => (row.current ? <span className="muted">{t("sessions.here")}</span> : <Button onClick={() => void end(() => account.endSession(row.id))}>{t("sessions.end")}<span className="sr" lang={row.device ? "en" : undefined}>{name(row)}</span></Button>) },
        ]}
      />
      <p className="pad small muted">{t("sessions.rule")}</p>
    </section>
  );
}

function Language() {
  const t = useText("account");
  const { lang } = usePrefs();
  const current = lang ?? "zh-CN";
  const choose = (wanted: "zh-CN" | "en") => {
    setPrefs({ lang: wanted });
    void account.language(wanted).catch(() => undefined); // this computer knows it anyway
  };
  return (
    <Card id="own-language" title={t("language.title")}>
      <div className="seg" role="group" aria-labelledby="own-language">
        {(["zh-CN", "en"] as const).map((each) => (
          <button key={each} type="button" lang={each} aria-pressed={current === each} onClick={() => choose(each)}>{t(`language.${each}`)}</button>
        ))}
      </div>
      <p className="small muted account-after">{t("language.text")}</p>
    </Card>
  );
}
