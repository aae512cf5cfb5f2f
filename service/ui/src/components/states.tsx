// What a page says when there is nothing, when something failed, and while it reads.
import { Suspense, lazy, useEffect, useState } from "react";
import type { ReactNode } from "react";
import { ApiProblem } from "../api";
import { useText } from "../i18n";
import { Button } from "./Button";
import { Icon } from "./Icon";
import type { IconName } from "./Icon";
import type { Art } from "./Picture";

export type NoteTone = "dai" | "sun" | "seal" | "pine" | "plum";

const NOTE_ICON: Record<NoteTone, IconName> = { dai: "info", sun: "pen", seal: "warn", pine: "shield", plum: "lock" };

export function Note({ tone = "dai", icon, title, children, role, id }: { tone?: NoteTone; icon?: IconName; title?: string; children?: ReactNode; role?: "alert" | "status"; id?: string }) {
  return (
    <div className={tone === "dai" ? "note" : `note note-${tone}`} role={role} id={id}>
      <Icon name={icon ?? NOTE_ICON[tone]} />
      <div>
        {title && <p className="strong">{title}</p>}
        {children && (title ? <div className="soft">{children}</div> : children)}
      </div>
    </div>
  );
}

const Picture = lazy(() => import("./Picture"));

/** An empty view: what is so, what one can do. */
export function Blank({ art, title, children, action, level = 2 }: { art?: Art; title: string; children?: ReactNode; action?: ReactNode; level?: 1 | 2 | 3 }) {
  const Heading = `h${level}` as "h1" | "h2" | "h3";
  return (
    <div className="blank">
      {art && <Suspense fallback={<span className="art" />}><Picture art={art} /></Suspense>}
      <Heading>{title}</Heading>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

const BONES = [70, 50, 90, 30, 70, 50, 90, 50, 70, 30];

/** Grey bones while reading; they come only when the answer takes longer than a moment. */
export function Skeleton({ lines = 3, card = false, label }: { lines?: number; card?: boolean; label?: string }) {
  const t = useText();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 120);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={card ? "card" : undefined} aria-busy="true">
      <p className="sr" role="status">
        {late ? (label ?? t("state.reading")) : ""}
      </p>
      {late && (
        <div className="pad stack" aria-hidden="true">
          {Array.from({ length: lines }, (_, i) => (
            <div className="stack-s" key={i}>
              <span className={`bone bone-${BONES[(2 * i) % BONES.length]}`} />
              <span className={`bone bone-${BONES[(2 * i + 1) % BONES.length]}`} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** A failed reading, in the words of the service where it has some. */
export function Failure({ error, retry, level = 2 }: { error: unknown; retry?: () => void; level?: 1 | 2 }) {
  const t = useText();
  const problem = error instanceof ApiProblem ? error : null;
  if (problem?.status === 403) {
    return (
      <Blank art="locked" level={level} title={t("state.forbidden")}>
        {problem.detail || t("state.forbiddenWay")}
      </Blank>
    );
  }
  if (problem?.status === 404) {
    return (
      <Blank art="lost" level={level} title={t("state.missing")}>
        {problem.detail || t("state.missingWay")}
      </Blank>
    );
  }
  const offline = !problem || problem.status === 0 || problem.status >= 500;
  return (
    <Note tone="seal" role="alert" title={offline ? t("state.silent") : problem.detail || problem.message}>
      <p>{offline ? t("state.silentWay", { trace: problem?.trace || "—" }) : t("state.refusedWay")}</p>
      {retry && (
        <p className="actions-in">
          <Button onClick={retry}>{t("state.retry")}</Button>
        </p>
      )}
    </Note>
  );
}
