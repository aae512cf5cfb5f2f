// Why this form asks what it asks (PIPL 17): purpose, article, how long it stays, and what happens to what is restricted.
import type { JsonSchema } from "../api-types";
import { Marked } from "../components/Marked";
import { useText } from "../i18n";
import { allProperties } from "./prepare";

export function Why({ schema }: { schema: JsonSchema }) {
  const t = useText("forms");
  const says = schema as Record<string, unknown>;
  const personal = JSON.stringify(Object.values(allProperties(schema))).match(/"x-class":"L[234]"/g);
  if (!personal || !says["x-purpose"]) return null;
  const classes = new Set(personal.map((found) => found.slice(-3, -1)));
  return (
    <details className="why-asked">
      <summary>{t("asked.title")}</summary>
      <dl className="facts">
        <div>
          <dt>{t("asked.purpose")}</dt>
          <dd>{String(says["x-purpose"])}</dd>
        </div>
        {typeof says["x-article"] === "string" && (
          <div>
            <dt>{t("asked.article")}</dt>
            <dd><Marked said={/^\u7b2c/.test(says["x-article"]) ? t("asked.rules", { article: says["x-article"] }) : says["x-article"]} /></dd>
          </div>
        )}
        {typeof says["x-retention"] === "string" && (
          <div>
            <dt>{t("asked.retention")}</dt>
            <dd>{says["x-retention"]}</dd>
          </div>
        )}
      </dl>
      {classes.has("L3") && <p className="small soft">{t("asked.L3")}</p>}
      {classes.has("L4") && <p className="small soft">{t("asked.L4")}</p>}
    </details>
  );
}
