// /account/privacy: what for, who sees it, how long, which rights; in plain words with the articles.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { client, take } from "../api";
import { printWhole } from "../case/print";
import { Button, Failure, Skeleton, Table } from "../components";
import { useText } from "../i18n";
import { Link } from "../router";
import "./copy.css";

const PURPOSES = ["apply", "recommend", "educate", "contact", "rights", "safe"];
const READERS = ["me", "branch", "town", "audit", "admins", "public", "nobody"];
const RIGHTS = ["know", "copy", "correct", "erase", "explain", "object", "withdraw", "complain"];
const WAYS: Record<string, string> = { copy: "/account/data", ask: "/start?process=proc_data_subject_request", object: "/start?process=proc_objection", me: "/me" };

export default function Privacy() {
  const t = useText("me");
  // the very rules by which the nightly job erases: a notice with its own figures would lie one day
  const kept = useQuery({ queryKey: ["kept"], queryFn: ({ signal }) => take(client.GET("/me/retention", { params: {}, signal })) });
  const table = (part: string, keys: string[], columns: string[]) => (
    <Table
      label={t(`privacy.${part}.title`)}
      rows={keys.map((key) => ({ key }))}
      rowKey={(row) => row.key}
      columns={columns.map((column, place) => ({ key: column, label: t(`privacy.${part}.${column}`), lead: place === 0, cell: (row: { key: string }) => t(`privacy.${part}.${row.key}.${column}`) }))}
    />
  );
  const list = (part: string, keys: string[]) => <ul className="bullets pad">{keys.map((key) => <li key={key}>{t(`privacy.${part}.${key}`)}</li>)}</ul>;
  const card = (part: string, body: ReactNode) => (
    <section className="card" aria-labelledby={`privacy-${part}`}>
      <div className="card-head"><h2 id={`privacy-${part}`}>{t(`privacy.${part}.title`)}</h2></div>
      {body}
    </section>
  );
  return (
    <div className="stack copy">
      <div className="line apart">
        <h2>{t("privacy.title")}</h2>
        <Button icon="print" onClick={printWhole}>{t("privacy.print")}</Button>
      </div>
      <p className="soft">{t("privacy.lead")}</p>
      {card("who", <p className="pad">{t("privacy.who.text")}</p>)}
      {card("why", table("why", PURPOSES, ["purpose", "data", "basis"]))}
      {card("see", list("see", READERS))}
      {card("safe", <p className="pad">{t("privacy.safe.text")}</p>)}
      {card("keep", (
        <>
          {kept.isPending && <Skeleton lines={6} />}
          {kept.isError && <Failure error={kept.error} retry={() => void kept.refetch()} />}
          {kept.data && (
            <Table
              label={t("privacy.keep.title")}
              rows={kept.data.items}
              rowKey={(row) => row.name}
              columns={[
                { key: "record", label: t("privacy.keep.record"), lead: true, cell: (row) => row.name },
                { key: "time", label: t("privacy.keep.time"), cell: (row) => t("privacy.keep.for", { since: row.since, period: row.period }) },
              ]}
            />
          )}
          <p className="pad">{t("privacy.keep.rest")}</p>
        </>
      ))}
      {card("rights", (
        <>
          {list("rights", RIGHTS)}
          <p className="pad line copy-ways">{Object.entries(WAYS).map(([way, to]) => <Link key={way} className="btn" to={to}>{t(`privacy.go.${way}`)}</Link>)}</p>
        </>
      ))}
      {card("paper", <p className="pad">{t("privacy.paper.text")}</p>)}
    </div>
  );
}
