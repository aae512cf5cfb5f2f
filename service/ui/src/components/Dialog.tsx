// A native modal dialog: the browser keeps the focus inside, Esc closes, focus returns to where it was.
import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";
import { useText } from "../i18n";
import { Button } from "./Button";

type Props = {
  title: string;
  onClose: () => void;
  children: ReactNode;
  foot?: ReactNode;
  wide?: boolean;
  /** draw no head: the content brings its own, but keep the name */
  bare?: boolean;
  className?: string;
};

export function Dialog({ title, onClose, children, foot, wide, bare, className }: Props) {
  const t = useText();
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const before = document.activeElement;
    if (!dialog.open) dialog.showModal?.();
    return () => {
      dialog.close?.();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={["dialog", wide && "dialog-wide", className].filter(Boolean).join(" ")}
      aria-labelledby={bare ? undefined : titleId}
      aria-label={bare ? title : undefined}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      {!bare && (
        <div className="dialog-head apart line">
          <h2 id={titleId}>{title}</h2>
          <Button tone="quiet" icon="close" label={t("close")} onClick={onClose} />
        </div>
      )}
      {bare ? children : <div className="dialog-body">{children}</div>}
      {foot && <div className="dialog-foot">{foot}</div>}
    </dialog>
  );
}
