// A branch signs: person by person what stands on the register; what is marked is ticked, what is wrong goes back.
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { put } from "../cache";
import { ApiProblem, intentKey, wasRefused } from "../api";
import { Button, Note, Tag, toast } from "../components";
import { useText } from "../i18n";
import { enough } from "../moves/reason";
import { Joins } from "./Joins";
import { calls } from "./calls";
import type { Line, Roster } from "./calls";

export function Signing({ run }: { run: Roster }) {
  const t = useText("rosters");
  const client = useQueryClient();
  const intent = useRef(intentKey());
  const [ticked, setTicked] = useState<Record<number, boolean>>({});
  const [returned, setReturned] = useState<Record<number, string | undefined>>({});
  const [told, setTold] = useState(false);
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const lines = run.rows.filter((line) => line.mine);
  const open = lines.filter((line) => line.warnings.length > 0 && !ticked[line.row] && returned[line.row] === undefined).length;
  const short = lines.some((line) => returned[line.row] !== undefined && !enough((returned[line.row] ?? "").trim()));
  const why = open > 0 ? t("sign.open", { n: open }) : short ? t("sign.short") : told ? null : t("sign.tell");
  const back = lines.filter((line) => returned[line.row] !== undefined).length;

  const sign = async () => {
    setBusy(true);
    setBad("");
    try {
      const signature = {
        told,
        ticked: lines.filter((line) => ticked[line.row]).map((line) => line.row),
        returned: lines.flatMap((line) => (returned[line.row] === undefined ? [] : [{ row: line.row, reason: (returned[line.row] ?? "").trim() }])),
      };
      await put(client, ["rosters", run.id], await calls.sign(run.id, signature, intent.current));
      await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "rosters" || query.queryKey.length === 1 });
      toast(t("sign.done"));
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (wasRefused(problem)) intent.current = intentKey();
      setBad(problem.errors.map((each) => each.message).join(" ") || problem.detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="card import-card" aria-labelledby="sign">
      <div className="card-head"><h2 id="sign">{t("sign.title", { n: lines.length })}</h2></div>
      <div className="pad stack">
        <p className="soft">{t("sign.lead")}</p>
        <ul className="roster-people">
          {lines.map((line) => (
            <Person
              key={line.row}
              line={line}
              ticked={Boolean(ticked[line.row])}
              returned={returned[line.row]}
              tick={(on) => setTicked({ ...ticked, [line.row]: on })}
              send={(reason) => setReturned({ ...returned, [line.row]: reason })}
            />
          ))}
        </ul>
        <label className="check">
          <input type="checkbox" checked={told} onChange={(event) => setTold(event.target.checked)} />
          <span>{t("sign.told")}</span>
        </label>
        {bad && <Note tone="seal" role="alert">{bad}</Note>}
        <p className="actions-in">
          <Button tone="primary" busy={busy} why={why} onClick={() => void sign()}>{back > 0 ? t("sign.verb_back", { n: lines.length - back, back }) : t("sign.verb", { n: lines.length })}</Button>
        </p>
      </div>
    </section>
  );
}

type PersonProps = { line: Line; ticked: boolean; returned: string | undefined; tick: (on: boolean) => void; send: (reason: string | undefined) => void };

function Person({ line, ticked, returned, tick, send }: PersonProps) {
  const t = useText("rosters");
  const gone = returned !== undefined;
  return (
    <li className={gone ? "roster-person is-gone" : "roster-person"}>
      <div className="apart line">
        <h3>{line.name} <span className="muted small">{t("sign.row", { row: line.row })}</span></h3>
        <Tag tone="info" icon={null}>{line.stage}</Tag>
      </div>
      <p><Joins line={line} /></p>
      <dl className="roster-days">
        {line.days.map((day) => (
          <div key={day.name}>
            <dt className="small muted">{day.name}</dt>
            <dd>{day.value}</dd>
          </div>
        ))}
      </dl>
      {line.warnings.length > 0 && !gone && (
        <Note tone="sun" title={t("sign.marked")}>
          <ul className="import-reasons">{line.warnings.map((warning) => <li key={warning}>{warning}</li>)}</ul>
          <label className="check">
            <input type="checkbox" checked={ticked} onChange={(event) => tick(event.target.checked)} />
            <span>{t("sign.tick")}</span>
          </label>
        </Note>
      )}
      {gone ? (
        <div className="field">
          <label className="label" htmlFor={`back-${line.row}`}>{t("sign.why")}</label>
          <input className="input" id={`back-${line.row}`} maxLength={200} value={returned} onChange={(event) => send(event.target.value)} />
          <p><Button tone="quiet" onClick={() => send(undefined)}>{t("sign.keep")}</Button></p>
        </div>
      ) : (
        <p><Button tone="quiet" icon="undo" onClick={() => send("")}>{t("sign.back")}</Button></p>
      )}
    </li>
  );
}
