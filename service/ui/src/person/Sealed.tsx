// What is sealed of a person: masks, and the value for a purpose. A shown value leaves the page after a minute.
import { Suspense, lazy, useEffect, useState } from "react";
import { Button } from "../components";
import { useText } from "../i18n";
import type { Sealed } from "./calls";

const RevealDialog = lazy(() => import("./RevealDialog"));
const SHOWN_MS = 60_000;

export function SealedFacts({ person, sealed, own = false }: { person: { id: string; name: string }; sealed: Sealed; own?: boolean }) {
  const t = useText("person");
  const [asking, setAsking] = useState<string | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  useEffect(() => {
    if (Object.keys(values).length === 0) return;
    const timer = setTimeout(() => setValues({}), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [values]);
  if (sealed.fields.length === 0) return null;
  const asked = sealed.fields.find((item) => item.field === asking);
  return (
    <>
      <dl className="facts sealed" aria-live="polite">
        {sealed.fields.map((item) => (
          <div key={item.field}>
            <dt>{item.label}</dt>
            <dd>
              <span className="num">{values[item.field] ?? item.masked}</span>
              {sealed.may_reveal && !(item.field in values) && (
                <Button tone="quiet" icon="eye" onClick={() => setAsking(item.field)} aria-label={t("sealed.show_of", { what: item.label })}>
                  {t("sealed.show")}
                </Button>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {asked && (
        <Suspense fallback={null}>
          <RevealDialog
            person={person}
            what={asked}
            purposes={own ? [] : sealed.purposes}
            onShown={(value) => {
              setValues((now) => ({ ...now, [asked.field]: value }));
              setAsking(null);
            }}
            onClose={() => setAsking(null)}
          />
        </Suspense>
      )}
    </>
  );
}
