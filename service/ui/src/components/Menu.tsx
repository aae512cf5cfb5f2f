// A disclosure menu: a button that opens a list of actions; arrows move, Esc closes and gives the focus back.
import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { Icon } from "./Icon";
import type { IconName } from "./Icon";

type Props = { label: string; icon?: IconName; children: (close: () => void) => ReactNode; face?: ReactNode;
  /** the face holds words of its own */
  faceNamed?: boolean;
  className?: string; up?: boolean; title?: string };

export function Menu({ label, icon = "more", children, face, faceNamed = false, className = "btn btn-quiet btn-icon", up = false, title }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>(".menu button, .menu a, .menu select")?.focus();
    const away = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
    };
  }, [open]);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const items = [...(root.current?.querySelectorAll<HTMLElement>(".menu button, .menu a") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    event.preventDefault();
    items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length]?.focus();
  };
  return (
    <div className={up ? "menu-root menu-up" : "menu-root"} ref={root} onKeyDown={open ? onKey : undefined}>
      <button ref={button} type="button" className={className} aria-label={faceNamed ? undefined : label} title={title ?? (faceNamed ? undefined : label)} aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>
        {face ?? <Icon name={icon} />}
      </button>
      {open && (
        <div className="menu" id={id} role="group" aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
