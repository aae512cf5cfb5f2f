// The identity provider of the town: linked by the owner, who is sent there once and back. Nothing here where there is none.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiProblem } from "../api";
import { calls } from "../calls";
import { Button, Note, Tag, toast } from "../components";
import { fullDate, moment } from "../dates";
import { useText } from "../i18n";
import { navigate, useSearch } from "../router";
import { ACCOUNT, account } from "./calls";
import type { Account } from "./calls";
import { ShowCode } from "./Factor";
import { Card, Field, SmallForm } from "./fields";

export default function Identity({ own }: { own: Account }) {
  const t = useText("account");
  const search = useSearch();
  const refused = search.get("refused");
  const ways = useQuery({ queryKey: ["ways", refused], queryFn: () => calls.ways(refused), staleTime: Infinity });
  const linked = search.get("linked");
  useEffect(() => {
    if (!linked) return;
    toast({ text: t("identity.linked"), icon: "check" });
    navigate("/account/security", { replace: true });
  }, [linked, t]);
  if (!ways.data?.provider) return null;
  const name = ways.data.provider;
  const { identity } = own;
  return (
    <Card id="own-identity" title={t("identity.title", { name })} tag={<Tag tone={identity?.linked ? "done" : "hold"}>{t(`identity.${identity ? (identity.linked ? "on" : "awaited") : "off"}`)}</Tag>}>
      {ways.data.refused && <Note tone="seal" role="alert">{ways.data.refused}</Note>}
      {identity?.linked ? <Linked identity={identity} local={ways.data.local} /> : <Link own={own} name={name} awaited={Boolean(identity)} />}
    </Card>
  );
}

/** Do what was wished for; where the service wants the second factor first, ask for it and do it then. */
function useProven(act: () => Promise<void>): { go: () => Promise<void>; asking: boolean; close: () => void } {
  const [asking, setAsking] = useState(false);
  const go = async () => {
    try {
      await act();
    } catch (problem) {
      if (!(problem instanceof ApiProblem && problem.code === "code_again")) throw problem;
      setAsking(true);
    }
  };
  return { go, asking, close: () => setAsking(false) };
}

function Link({ own, name, awaited }: { own: Account; name: string; awaited: boolean }) {
  const t = useText("account");
  const [current, setCurrent] = useState("");
  const act = async () => location.assign((await account.link(current)).address);
  const { go, asking, close } = useProven(act);
  const missing = () => (current || !own.password_needed ? {} : ({ current: t("password.need_current") } as Record<string, string>));
  return (
    <>
      <p className="soft">{t(awaited ? "identity.what_awaited" : "identity.what", { name })}</p>
      <SmallForm verb={t("identity.go")} act={go} check={missing}>
        {(bad) => own.password_needed && <Field label={t("password.current")} hint={t("identity.why_password")} type="password" autoComplete="current-password" value={current} bad={bad.current} onChange={(event) => setCurrent(event.target.value)} />}
      </SmallForm>
      {asking && <ShowCode title={t("identity.go")} act={act} onClose={close} />}
    </>
  );
}

function Linked({ identity, local }: { identity: NonNullable<Account["identity"]>; local: boolean }) {
  const t = useText("account");
  const client = useQueryClient();
  const act = async () => {
    await account.unlink();
    await client.invalidateQueries({ queryKey: ACCOUNT });
    toast({ text: t("identity.removed"), icon: "check" });
  };
  const { go, asking, close } = useProven(act);
  const remove = () => void go().catch((problem: unknown) => problem instanceof ApiProblem && toast(problem.detail));
  return (
    <>
      <p>{t("identity.since", { on: fullDate(identity.made_at) })}</p>
      {identity.used_at && <p className="soft">{t("identity.used", { on: moment(identity.used_at) })}</p>}
      {local && <p className="line account-after"><Button tone="quiet" onClick={remove}>{t("identity.remove")}</Button></p>}
      {asking && <ShowCode title={t("identity.remove")} act={act} onClose={close} />}
    </>
  );
}
