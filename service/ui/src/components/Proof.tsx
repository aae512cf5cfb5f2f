// Whether the chain of records holds: verified, checking, broken.
import type { ReactNode } from "react";
import { useText } from "../i18n";
import { Icon } from "./Icon";
import "../parts/texts";

type Props = { state: "ok" | "bad" | "wait" | "unknown"; length: number; head: string; brokenAt?: number | null; children?: ReactNode };

export function shortHash(hash: string): string {
  return hash.length > 12 ? `${hash.slice(0, 6)}…${hash.slice(-4)}` : hash;
}

export function Proof({ state, length, head, brokenAt, children }: Props) {
  const t = useText();
  const tone = state === "bad" ? " proof-bad" : state === "ok" ? "" : " proof-wait";
  return (
    <div className={`proof${tone}`} role={state === "unknown" ? undefined : "status"}>
      <span className="proof-seal">
        <Icon name={state === "bad" ? "warn" : "shield"} />
      </span>
      <div>
        <p className="strong">{t(`proof.${state}`, { at: brokenAt ?? 0 })}</p>
        <p className="small muted">
          {t(`proof.${state}More`, { count: length })}
          {head && (
            <>
              {" "}
              <span className="code">{shortHash(head)}</span>
            </>
          )}{" "}
          {children}
        </p>
      </div>
    </div>
  );
}
