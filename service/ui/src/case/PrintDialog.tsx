// A case on paper is for something: it is said, logged, and stands on every page.
import { useState } from "react";
import { client, take } from "../api";
import { useText } from "../i18n";
import { Ask } from "../standing/Ask";
import { printWhole } from "./print";

export default function PrintDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText("case");
  const [purpose, setPurpose] = useState("");
  const print = async () => {
    const { mark } = await take(client.POST("/instances/{id}/print", { params: { path: { id } }, body: { purpose: purpose.trim() } }));
    onClose();
    // the dialog has to be gone before the page is laid out for paper
    requestAnimationFrame(() => requestAnimationFrame(() => printWhole(mark)));
  };
  return (
    <Ask
      title={t("print")}
      lead={t("print_lead")}
      verb={t("print")}
      onClose={onClose}
      act={print}
      fields={[
        {
          name: "purpose",
          label: t("print_for"),
          hint: t("print_hint"),
          needed: true,
          filled: purpose.trim() !== "",
          control: (place) => <input className="input" id={place.id} maxLength={200} aria-invalid={place.invalid || undefined} aria-describedby={place.describedBy} value={purpose} onChange={(event) => setPurpose(event.target.value)} />,
        },
      ]}
    />
  );
}
