// A sign-in list fills the form of attendance: who did not come, and how many did. What it leaves open is said.
import { useRef, useState } from "react";
import { base64 } from "../admin/imports/calls";
import { ApiProblem, client, take } from "../api";
import { Note } from "../components";
import { useText } from "../i18n";
import type { components } from "../schema";

type Read = components["schemas"]["Attended"];
const MOST = 2 * 1024 * 1024;

export default function SignInSheet({ task, fill }: { task: string; fill: (answers: Record<string, unknown>) => void }) {
  const t = useText("trainings");
  const field = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const [read, setRead] = useState<Read | null>(null);

  const pick = async (file: File) => {
    setBusy(true);
    setBad("");
    setRead(null);
    try {
      if (file.size > MOST) return setBad(t("sheet.too_large"));
      const found = await take(client.POST("/tasks/{id}/attendance", { params: { path: { id: task } }, body: { content: await base64(file) } }));
      setRead(found);
      fill({ attended_n: found.attended_n, absences: found.absences });
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      setBad(problem.errors.map((each) => each.message).join(" ") || problem.detail);
    } finally {
      setBusy(false);
      if (field.current) field.current.value = "";
    }
  };
  return (
    <div className="stack form-intro">
      <div className="field">
        <label className="label" htmlFor="sign-in-sheet">{t("sheet.file")}</label>
        <span className="hint" id="sign-in-sheet-hint">{t("sheet.hint")}</span>
        <input ref={field} className="input" id="sign-in-sheet" type="file" accept=".xlsx" disabled={busy} aria-describedby="sign-in-sheet-hint" onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) void pick(file);
        }} />
      </div>
      {busy && <p role="status" className="muted">{t("sheet.reading")}</p>}
      {bad && <Note tone="seal" role="alert">{bad}</Note>}
      {read && (
        <Note tone={read.unclear > 0 ? "sun" : "pine"} role="status" title={t("sheet.read", { attended: read.attended_n, away: read.absences.length })}>
          {read.unclear > 0 && (
            <>
              <p>{t("sheet.unclear", { n: read.unclear })}</p>
              <ul>{read.problems.map((each) => <li key={each.row}>{t("sheet.row", { row: each.row, text: each.text })}</li>)}</ul>
            </>
          )}
        </Note>
      )}
    </div>
  );
}
