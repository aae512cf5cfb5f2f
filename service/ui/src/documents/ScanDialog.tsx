// A signed sheet comes back: a PDF or a picture of it, with a name.
import { useState } from "react";
import { useText } from "../i18n";
import { Ask, Line } from "../standing/Ask";
import { base64, calls } from "./calls";
import type { Paper } from "./calls";

export default function ScanDialog({ paper, onDone, onClose }: { paper: Paper; onDone: () => void; onClose: () => void }) {
  const t = useText("documents");
  const [name, setName] = useState(t("scan_default"));
  const [file, setFile] = useState<File | null>(null);
  const act = async (intent: string) => {
    if (!file) return;
    await calls.addScan(paper.id, name.trim(), await base64(file), intent);
    onDone();
    onClose();
  };
  return (
    <Ask
      title={t("scan_title", { title: paper.title })}
      lead={t("scan_lead", { number: paper.number })}
      verb={t("upload")}
      act={act}
      onClose={onClose}
      fields={[
        {
          name: "content",
          label: t("scan_file"),
          hint: t("scan_hint"),
          needed: true,
          filled: file !== null,
          control: (place) => <input className="input" type="file" accept="application/pdf,image/jpeg,image/png" id={place.id} aria-invalid={place.invalid || undefined} aria-describedby={place.describedBy} onChange={(event) => setFile(event.target.files?.[0] ?? null)} />,
        },
        { name: "name", label: t("scan_name"), needed: true, filled: name.trim() !== "", control: (place) => <Line place={place} value={name} onChange={setName} /> },
      ]}
    />
  );
}
