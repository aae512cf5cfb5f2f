// /organizations and /organizations/:id: the tree on the left, the chosen organization on the right; on the phone two pages.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { calls } from "../calls";
import type { OrgNode } from "../api-types";
import { Blank, Button, Failure, Head, Skeleton, Tag, usePlace } from "../components";
import { useText } from "../i18n";
import { Link, useParams } from "../router";
import { Detail } from "./Detail";
import { useScopes } from "./scopes";
import { Tree } from "./Tree";
import "../case/case.css";
import "./organizations.css";

export default function OrganizationsPage() {
  const { id = "" } = useParams();
  const t = useText("organizations");
  // without a choice the wide page shows the root; the phone shows the tree alone
  const scopes = useScopes();
  const shown = id || (scopes[0]?.id ?? "");
  const chosen = useQuery({ queryKey: ["organizations", shown], queryFn: () => calls.organization(shown), enabled: shown !== "" });
  usePlace(...(id ? [{ label: t("title"), to: "/organizations" }, { label: chosen.data?.id === id ? chosen.data.name : chosen.isError ? t("state.unread") : "…" }] : [{ label: t("title") }]));
  const path = chosen.data?.path.map((step) => step.id) ?? [];
  return (
    <div className={id ? "orgs orgs-one" : "orgs"}>
      <div className="orgs-tree">
        {!id && (
          <Head title={t("title")}>
            <p>{t("lead")}</p>
          </Head>
        )}
        <Finder chosen={shown} path={path} />
      </div>
      <div className="orgs-detail">
        {chosen.isPending ? (
          <Skeleton card lines={5} />
        ) : chosen.isError ? (
          <Failure error={chosen.error} retry={() => void chosen.refetch()} level={1} />
        ) : (
          <Detail organization={chosen.data} level={id ? 1 : 2} />
        )}
      </div>
    </div>
  );
}

function Finder({ chosen, path }: { chosen: string; path: string[] }) {
  const t = useText("organizations");
  const [typed, setTyped] = useState("");
  const [q, setQ] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useQuery({ queryKey: ["organizations", "find", q], queryFn: () => calls.organizations({ q }), enabled: q !== "", placeholderData: (before) => before });
  return (
    <section className="card" aria-label={t("tree")}>
      <div className="list-tools">
        <label className="sr" htmlFor="org-q">{t("search")}</label>
        <input className="input" id="org-q" type="search" autoComplete="off" placeholder={t("search")} value={typed} onChange={(event) => setTyped(event.target.value)} />
      </div>
      <p className="sr" role="status">{q && found.data ? t("found", { n: found.data.items.length }) : ""}</p>
      {q === "" ? (
        <Tree chosen={chosen} path={path} />
      ) : found.isError ? (
        <div className="pad"><Failure error={found.error} /></div>
      ) : found.data && found.data.items.length === 0 ? (
        <Blank art="nothing" level={3} title={t("found_none", { q })} action={<Button onClick={() => setTyped("")}>{t("clear")}</Button>} />
      ) : (
        <ul className="org-found">
          {found.data?.items.map((node) => <Found key={node.id} node={node} chosen={node.id === chosen} />)}
        </ul>
      )}
    </section>
  );
}

function Found({ node, chosen }: { node: OrgNode; chosen: boolean }) {
  const t = useText("organizations");
  return (
    <li>
      <Link to={`/organizations/${node.id}`} aria-current={chosen ? "page" : undefined}>
        <span>{node.name}</span>
        <Tag>{t(`level.${node.level}`)}</Tag>
      </Link>
    </li>
  );
}
