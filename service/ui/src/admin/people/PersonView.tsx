// One record: what is on it, sealed values as masks; mend it, transfer the person, look after the account.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button, FactList, Failure, Head, Note, Skeleton, Tag, toast, usePlace } from "../../components";
import { useText } from "../../i18n";
import { Link } from "../../router";
import { Mend, Move } from "./RecordDialogs";
import { calls } from "./calls";

export function PersonView({ id }: { id: string }) {
  const t = useText("admin/people");
  const admin = useText("admin");
  const client = useQueryClient();
  const [asked, setAsked] = useState<"mend" | "move" | null>(null);
  const query = useQuery({ queryKey: ["register", id], queryFn: () => calls.one(id) });
  usePlace({ label: admin("title"), to: "/admin" }, { label: t("title"), to: "/admin/people" }, { label: query.data?.name ?? t("title") });
  if (query.isPending) return <Skeleton card lines={6} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  const person = query.data;
  const facts = [
    [t("sex"), person.sex],
    [t("birth_year"), String(person.birth_year ?? "")],
    [t("branch"), [person.above, person.branch].filter(Boolean).join(" · ")],
    [t("education"), person.education],
    [t("occupation"), person.occupation],
    [t("floating"), t(person.floating ? "yes" : "no")],
    ...person.sealed.map((each) => [each.label, each.masked]),
  ].map(([label, value]) => ({ label: label ?? "", value: value || "—" }));
  const done = async (text: string) => {
    setAsked(null);
    toast(text);
    await client.invalidateQueries({ queryKey: ["register"] });
  };
  return (
    <>
      <Head
        title={person.name}
        actions={
          !person.own && (
            <>
              <Button icon="pen" onClick={() => setAsked("mend")}>{t("verb.mend")}</Button>
              <Button icon="swap" onClick={() => setAsked("move")}>{t("verb.move")}</Button>
            </>
          )
        }
      >
        <p className="line"><span>{person.branch}</span>{person.closed && <Tag tone="hold">{t("closed")}</Tag>}</p>
      </Head>
      {person.own && <Note>{t("own")}</Note>}
      <section className="card list-line" aria-labelledby="facts">
        <div className="card-head"><h2 id="facts">{t("facts")}</h2></div>
        <div className="pad">
          <FactList columns facts={facts} />
          <p className="small muted">{t("sealed")}</p>
        </div>
      </section>
      <section className="card list-line" aria-labelledby="account">
        <div className="card-head"><h2 id="account">{t("account")}</h2></div>
        <p className="pad">
          {person.account ? t("has_account_text") : t("no_account_text")}{" "}
          {!person.own && <Link to={person.account ? `/admin/accounts?q=${encodeURIComponent(person.name)}` : `/admin/accounts?for=${person.id}&name=${encodeURIComponent(person.name)}`}>{t(person.account ? "see_account" : "open_account")}</Link>}
        </p>
      </section>
      {asked === "mend" && <Mend person={person} done={() => done(t("done.mend"))} onClose={() => setAsked(null)} />}
      {asked === "move" && <Move person={person} done={() => done(t("done.move"))} onClose={() => setAsked(null)} />}
    </>
  );
}
