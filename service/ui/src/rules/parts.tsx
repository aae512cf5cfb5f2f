// What the pages of rules share: the marks of a pack, the rows of its rules, the record of its releases.
import { Table, Tag } from "../components";
import type { TagTone } from "../components";
import { fullDate } from "../dates";
import { useText } from "../i18n";
import { Link } from "../router";
import type { Change, PackHead, PackRelease, RuleRow } from "./calls";

const STATE: Record<PackHead["state"], TagTone> = { in_force: "done", coming: "info", past: "hold" };

/** Whether a pack is in force, a template, or still to be compared with the official text. */
export function Marks({ pack }: { pack: PackHead }) {
  const t = useText("rules");
  return (
    <>
      <Tag tone={STATE[pack.state]}>{t(`state.${pack.state}`)}</Tag>
      {pack.template && <Tag tone="tpl">{t("template")}</Tag>}
      {pack.unchecked > 0 && <Tag tone="late">{t("unchecked", { n: pack.unchecked })}</Tag>}
    </>
  );
}

export function Days({ pack }: { pack: PackHead }) {
  const t = useText("rules");
  return <>{pack.effective_to ? t("from_to", { from: fullDate(pack.effective_from), to: fullDate(pack.effective_to) }) : t("from", { from: fullDate(pack.effective_from) })}</>;
}

// So many steps are shown at once; more are folded away.
const FEW = 2;
const BINDING: Record<string, TagTone> = { must: "now", shall: "info", condition: "info" };

/** Rules one below the other; the one that a link asked for stands out. */
export function RuleRows({ rules, marked = "" }: { rules: RuleRow[]; marked?: string }) {
  return (
    <ul className="rule-rows">
      {rules.map((rule) => <Row key={rule.id} rule={rule} marked={rule.id === marked} />)}
    </ul>
  );
}

function Row({ rule, marked }: { rule: RuleRow; marked: boolean }) {
  const t = useText("rules");
  return (
    <li id={`rule-${rule.id}`} className={marked ? "rule-row is-marked" : "rule-row"} tabIndex={marked ? -1 : undefined}>
      <div className="rule-name">
        <h3>{rule.title}</h3>
        {rule.article && <p className="muted small">{rule.article}</p>}
        {rule.check && <p><Tag tone="late">{rule.check}</Tag></p>}
      </div>
      <div className="rule-said">
        {(rule.value || rule.direction) && (
          <p className="rule-value">
            {rule.direction && <Tag>{rule.direction}</Tag>}
            {rule.strength !== "plain" && <Tag tone={BINDING[rule.strength] ?? "plain"} icon={null}>{rule.strength_name}</Tag>}
            {rule.value && <b>{rule.value}</b>}
            {rule.start && rule.start !== rule.value && <span className="muted">{rule.start}</span>}
          </p>
        )}
        {rule.text && <p>{rule.text}</p>}
        {rule.facts.length > 0 && (
          <dl className="rule-facts">
            {rule.facts.map((fact) => (
              <div key={fact.label}>
                <dt>{fact.label}</dt>
                <dd>{fact.words}</dd>
              </div>
            ))}
          </dl>
        )}
        {rule.uses.length > FEW ? (
          <details className="rule-uses">
            <summary>{t("uses", { n: rule.uses.length })}</summary>
            <Uses uses={rule.uses} />
          </details>
        ) : rule.uses.length > 0 && <div className="rule-uses"><Uses uses={rule.uses} /></div>}
      </div>
    </li>
  );
}

/** The steps that follow a rule. */
export function Uses({ uses }: { uses: RuleRow["uses"] }) {
  const t = useText("rules");
  return (
    <ul aria-label={t("uses", { n: uses.length })}>
      {uses.map((use) => (
        <li key={use.process + use.node + use.how}>
          <Link to={`/processes/${use.process}?node=${encodeURIComponent(use.node)}`}>{t("use", { process: use.process_name, step: use.node_name })}</Link>
          <span className="muted small">{t(`how.${use.how}`)}</span>
        </li>
      ))}
    </ul>
  );
}

const TONE: Record<Change["kind"], TagTone> = { added: "done", changed: "now", dropped: "late", moved: "plain" };

/** Rules that two texts have differently, with the steps that follow them where those are known. */
export function Changes({ changes, uses = () => [] }: { changes: Change[]; uses?: (id: string) => RuleRow["uses"] }) {
  return (
    <ul className="rule-rows">
      {changes.map((change) => <Changed key={change.id} change={change} uses={uses(change.id)} />)}
    </ul>
  );
}

function Changed({ change, uses }: { change: Change; uses: RuleRow["uses"] }) {
  const t = useText("rules");
  return (
    <li className="rule-row">
      <div className="rule-name">
        <h3>{change.title}</h3>
        <p className="line"><Tag tone={TONE[change.kind]} icon={null}>{t(`kind.${change.kind}`)}</Tag> <span className="muted small">{change.article}</span></p>
      </div>
      <div className="rule-said">
        {change.said.length === 0 && (
          <>
            {change.value && <p className="rule-value"><b>{change.value}</b></p>}
            <p>{change.text}</p>
          </>
        )}
        {change.said.length > 0 && (
          <table className="compare-said">
            <colgroup><col className="compare-aspect" /><col /><col /></colgroup>
            <thead className="sr">
              <tr><th scope="col">{t("th.aspect")}</th><th scope="col">{t("before")}</th><th scope="col">{t("after")}</th></tr>
            </thead>
            <tbody>
              {change.said.map((each) => (
                <tr key={each.label}>
                  <th scope="row">{each.label}</th>
                  <td data-th={t("before")} className={each.before ? "was" : "dash"}>{each.before || t("nothing")}</td>
                  <td data-th={t("after")} className={each.after ? "now" : "dash"}>{each.after || t("nothing")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {uses.length > 0 && (
          <details className="rule-uses">
            <summary>{t("uses", { n: uses.length })}</summary>
            <Uses uses={uses} />
          </details>
        )}
      </div>
    </li>
  );
}

/** Which text was released when, and why it differs from the one before. */
export function Releases({ releases, named, cases }: { releases: PackRelease[]; named: boolean; cases: boolean }) {
  const t = useText("rules");
  const what = (row: PackRelease) => {
    if (row.number === 1) return t("first");
    const said = [
      row.correction,
      row.ends ? t("ends", { until: fullDate(row.ends) }) : "",
      row.changed.length ? t("changed", { what: row.changed.slice(0, 6).join(t("comma")), more: row.changed.length > 6 ? t("more") : "" }) : "",
    ];
    return said.filter(Boolean).map((line) => <span key={line} className="rule-line">{line}</span>);
  };
  return (
    <Table
      label={t("history")}
      rows={releases}
      rowKey={(row) => `${row.pack}${row.number}`}
      columns={[
        ...(named ? [{ key: "instrument", label: t("th.pack"), lead: true, cell: (row: PackRelease) => <Link to={`/rules/${row.pack}`}>{row.instrument}</Link> }] : []),
        {
          key: "number",
          label: t("th.release"),
          lead: !named,
          cell: (row) => (
            <span className="nowrap">
              {row.current ? t("nth", { n: row.number }) : <Link to={`/rules/${row.pack}?release=${row.number}`}>{t("nth", { n: row.number })}</Link>}{" "}
              {row.current && <Tag tone="done">{t("newest")}</Tag>}
            </span>
          ),
        },
        { key: "released_at", label: t("th.released"), cell: (row) => <span className="nowrap">{fullDate(row.released_at)}</span> },
        { key: "released_by", label: t("th.by"), cell: (row) => row.released_by ?? t("by_machine") },
        { key: "what", label: t("th.what"), cell: what },
        ...(cases ? [{ key: "cases", label: t("th.cases"), align: "end" as const, cell: (row: PackRelease) => row.cases || <span className="dash">—</span> }] : []),
      ]}
    />
  );
}
