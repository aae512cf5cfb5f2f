// What is still to be mended, as links to the fields; it takes the focus when it appears.
import { useEffect, useRef } from "react";
import { useText } from "../i18n";
import "../parts/texts";

export type FieldError = { id: string; message: string; label?: string };

export function ErrorSummary({ errors, turn = 0 }: { errors: FieldError[]; turn?: number }) {
  const t = useText();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (errors.length > 0) ref.current?.focus();
    // a new submission, not each keystroke, moves the focus
  }, [turn]);
  if (errors.length === 0) return null;
  return (
    <div className="summary-bad" role="alert" tabIndex={-1} ref={ref}>
      <h2>{t("summary.title", { count: errors.length })}</h2>
      <ul>
        {errors.map((error) => (
          <li key={error.id + error.message}>
            <a
              href={`#${error.id}`}
              onClick={(event) => {
                event.preventDefault();
                const field = document.getElementById(error.id) ?? document.querySelector(`[name="${CSS.escape(error.id)}"]`);
                const control = field?.matches("input, select, textarea, button") ? field : field?.querySelector("input, select, textarea, button");
                (control as HTMLElement | null | undefined)?.focus();
                (control ?? field)?.scrollIntoView({ block: "center" });
              }}
            >
              {error.label ? t("summary.line", { label: error.label, message: error.message }) : error.message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
