// The register of activists to print: the service makes the PDF, the browser keeps it.
import { useState } from "react";
import { ApiProblem, client, take } from "../api";
import { Button, toast } from "../components";
import { useText } from "../i18n";

export function RegisterButton({ organization }: { organization: string }) {
  const t = useText("organizations");
  const [busy, setBusy] = useState(false);
  const print = async () => {
    setBusy(true);
    try {
      const { save } = await import("../documents/calls");
      save(await take(client.POST("/organizations/{id}/activists", { params: { path: { id: organization } } })));
      toast(t("register_done"));
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      toast(problem.detail || t("register_failed"));
    } finally {
      setBusy(false);
    }
  };
  return <Button icon="print" busy={busy} onClick={() => void print()}>{t("links.register")}</Button>;
}
