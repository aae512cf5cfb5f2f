// What a step keeps under seal: a button each, and the dialog that asks what for. Shown words leave after a minute.
import { useState } from "react";
import type { Step } from "../api-types";
import { Button } from "../components/Button";
import { useText } from "../i18n";
import SealedDialog from "./SealedDialog";

export default function SealedButtons({ parts }: { parts: Step["sealed"] }) {
  const t = useText("sealed");
  const [open, setOpen] = useState<string | null>(null);
  return (
    <>
      {parts.map((part) => (
        <Button key={part.id} tone="quiet" icon="lock" onClick={() => setOpen(part.id)}>
          {t(`button.${part.data_class}`)}
        </Button>
      ))}
      {open && <SealedDialog id={open} onClose={() => setOpen(null)} />}
    </>
  );
}
