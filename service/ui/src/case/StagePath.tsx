// The five stages; a stage that is over says both its days in one breath. Brings its own texts.
import type { PathStage } from "../api-types";
import { Path } from "../components";
import { loadTexts, useText } from "../i18n";

await loadTexts(["case"]);

export function StagePath({ stages, label }: { stages: PathStage[]; label: string }) {
  const t = useText("case");
  if (stages.length === 0) return null;
  const said = stages.map((stage) => ({ ...stage, note: stage.note ?? (stage.from && stage.to ? t("span", { from: stage.from, to: stage.to }) : null) }));
  return (
    <section className="card pad" aria-label={label}>
      <Path stages={said} label={label} />
    </section>
  );
}
