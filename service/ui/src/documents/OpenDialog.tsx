// What is sealed in a document, and every scan, is opened for a purpose and a sentence; the look is on record.
import { useState } from "react";
import { ApiProblem } from "../api";
import { useText } from "../i18n";
import { Ask, Line, Pick } from "../standing/Ask";
import type { Field } from "../standing/Ask";
import { calls } from "./calls";
import type { Documents, Opening } from "./calls";

type Props = { title: string; purposes: Documents["purposes"]; open: (why: Opening) => Promise<unknown>; onClose: () => void };

export default function OpenDialog({ title, purposes, open, onClose }: Props) {
  const t = useText("documents");
  const [purpose, setPurpose] = useState("");
  const [note, setNote] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const act = async () => {
    try {
      if (code) await calls.showFactor(code.trim());
      await open({ purpose: purpose as NonNullable<Opening["purpose"]>, note });
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.code === "code_again") setCode((before) => before ?? "");
      throw problem;
    }
    onClose();
  };
  const fields: Field[] = [
    { name: "purpose", label: t("purpose"), needed: true, filled: purpose !== "", control: (place) => <Pick place={place} value={purpose} onChange={setPurpose} none={t("choose")} options={purposes.map((one) => ({ value: one.key, label: one.name }))} /> },
    { name: "note", label: t("note"), hint: t("note_hint"), needed: true, filled: note.trim().length >= 4, control: (place) => <Line place={place} value={note} onChange={setNote} /> },
  ];
  if (code !== null) fields.push({ name: "code", label: t("code"), needed: true, filled: code.trim() !== "", control: (place) => <Line place={place} value={code} onChange={setCode} /> });
  return <Ask title={title} lead={t("told")} verb={t("take")} fields={fields} act={act} onClose={onClose} />;
}
