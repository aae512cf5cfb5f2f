// The proof that nothing was altered: the chain, its head, and a check that anybody who sees the case can ask for.
import { useMutation } from "@tanstack/react-query";
import { ApiProblem } from "../api";
import { calls } from "../calls";
import type { Instance } from "../api-types";
import { Button, Icon } from "../components";
import { useText } from "../i18n";
import { shortHash } from "../components";

export function ProofCard({ instance, chain }: { instance: string; chain: Instance["chain"] }) {
  const t = useText("case");
  const check = useMutation({ mutationFn: () => calls.verify(instance) });
  const result = check.data;
  const state = check.isPending ? "wait" : result ? (result.ok ? "ok" : "bad") : chain.verified === null ? "none" : chain.verified ? "ok" : "bad";
  const n = result?.checked ?? chain.length;
  const said = {
    wait: [t("proof.checking", { n: chain.length }), t("proof.checking_text")],
    ok: [t("proof.verified"), t(result ? "proof.verified_text" : "proof.verified_before", { n })],
    bad: [t("proof.broken", { at: result?.broken_at ?? "?" }), t("proof.broken_text")],
    none: [t("proof.unchecked", { n }), t("proof.unchecked_text")],
  }[state];
  return (
    <section className="card" aria-labelledby="case-proof">
      <div className="card-head">
        <h2 id="case-proof">{t("proof.title")}</h2>
        <span className="push">
          <Button icon="shield" busy={check.isPending} onClick={() => check.mutate()}>{t(result ? "proof.again" : "proof.verify")}</Button>
        </span>
      </div>
      <div className={state === "bad" ? "proof proof-bad" : state === "ok" ? "proof" : "proof proof-wait"} role="status">
        <span className="proof-seal"><Icon name={state === "bad" ? "warn" : "shield"} /></span>
        <div>
          <p className="strong">{said[0]}</p>
          <p className="small muted">{said[1]}</p>
          {state === "wait" && <progress className="progress" aria-label={said[0]} />}
        </div>
      </div>
      {check.isError && <p className="pad pad-top0 small" role="alert">{(check.error instanceof ApiProblem && check.error.detail) || t("proof.failed")}</p>}
      <dl className="facts pad pad-top0">
        <dt>{t("proof.head")}</dt>
        <dd className="chain" title={result?.head ?? chain.head}>{shortHash(result?.head ?? chain.head)}</dd>
      </dl>
    </section>
  );
}
