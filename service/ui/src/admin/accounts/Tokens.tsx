// API tokens of everybody, for the security administrator.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../../api";
import { Button, Table, Tag, toast } from "../../components";
import { fullDate, moment } from "../../dates";
import { useText } from "../../i18n";
import { calls } from "./calls";

export function Tokens() {
  const t = useText("admin/accounts");
  const client = useQueryClient();
  const [busy, setBusy] = useState("");
  const query = useQuery({ queryKey: ["accounts", "tokens"], queryFn: calls.tokens });
  const revoke = async (id: string) => {
    setBusy(id);
    try {
      await calls.revoke(id);
      toast(t("tokens.ended"));
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      toast(problem.detail);
    } finally {
      setBusy("");
      await client.invalidateQueries({ queryKey: ["accounts"] });
    }
  };
  return (
    <section className="card list-line" aria-labelledby="tokens">
      <div className="card-head"><h2 id="tokens">{t("tokens.title")}</h2></div>
      <Table
        label={t("tokens.title")}
        rows={query.data?.items ?? []}
        rowKey={(row) => row.id}
        empty={t("tokens.none")}
        columns={[
          { key: "owner", label: t("th.name"), lead: true, cell: (row) => <span>{row.owner} <code className="account-login">{row.login}</code></span> },
          { key: "name", label: t("tokens.name"), cell: (row) => <span className="line">{row.name}<Tag tone={row.scope === "act" ? "late" : "hold"}>{t(`tokens.${row.scope}`)}</Tag></span> },
          { key: "expires_at", label: t("tokens.until"), cell: (row) => <span className="nowrap">{fullDate(row.expires_at)}</span> },
          { key: "used_at", label: t("tokens.used"), cell: (row) => <span className="nowrap">{row.used_at ? moment(row.used_at) : t("tokens.never")}</span> },
          { key: "act", label: t("th.act"), cell: (row) => <Button tone="quiet" busy={busy === row.id} onClick={() => void revoke(row.id)}>{t("tokens.revoke")}<span className="sr">{row.name}</span></Button> },
        ]}
      />
    </section>
  );
}
