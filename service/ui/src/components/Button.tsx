import { useId } from "react";
import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Icon } from "./Icon";
import type { IconName } from "./Icon";

export type Tone = "plain" | "primary" | "quiet" | "seal" | "seal-full";

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> & {
  tone?: Tone;
  icon?: IconName;
  /** accessible name of a button that shows only its icon */
  label?: string;
  busy?: boolean;
  wide?: boolean;
  disabled?: boolean;
  /** why it cannot be pressed; shown beneath, and the button stays reachable */
  why?: string | null;
  keys?: string;
  children?: ReactNode;
};

/** A button. One primary a view; a disabled one says why. */
export function Button({ tone = "plain", icon, label, busy, wide, disabled, why, keys, children, className, onClick, type = "button", ...rest }: Props) {
  const whyId = useId();
  const off = Boolean(disabled || why);
  const classes = ["btn", tone !== "plain" && `btn-${tone}`, wide && "btn-wide", label && !children && "btn-icon", className].filter(Boolean).join(" ");
  const button = (
    <button
      type={type}
      className={classes}
      aria-label={label}
      aria-busy={busy || undefined}
      aria-disabled={off || undefined}
      aria-describedby={why ? whyId : undefined}
      aria-keyshortcuts={keys}
      title={label}
      onClick={(event) => {
        if (off || busy) event.preventDefault();
        else onClick?.(event);
      }}
      {...rest}
    >
      {busy ? <span className="spin" aria-hidden="true" /> : icon && <Icon name={icon} />}
      {children}
      {keys && !off && <kbd aria-hidden="true">{keys}</kbd>}
    </button>
  );
  if (!why) return button;
  return (
    <div className="btn-why">
      {button}
      <p className="hint" id={whyId}>
        {why}
      </p>
    </div>
  );
}
