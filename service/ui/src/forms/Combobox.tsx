// Choosing people or organizations from the service's list: an editable combobox with a listbox (WAI-ARIA), one or many.
import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import type { Option } from "../api-types";
import { Icon } from "../components/Icon";
import { Face } from "../components/marks";
import { useText } from "../i18n";

export type Load = (q: string, signal: AbortSignal) => Promise<Option[]>;

type Props = {
  id: string;
  name: string;
  value: string[];
  onChange: (value: string[]) => void;
  load: Load;
  many?: boolean;
  max?: number;
  label: string;
  disabled?: boolean;
  invalid?: boolean;
  describedBy?: string;
  placeholder?: string;
};

type Found = { q: string; items: Option[]; state: "busy" | "ok" | "failed" };

export function Combobox({ id, name, value, onChange, load, many = false, max, label, disabled, invalid, describedBy, placeholder }: Props) {
  const t = useText("forms");
  const listId = useId();
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [q, setQ] = useState<string | null>(null); // null: not typing, show the choice
  const [active, setActive] = useState(-1);
  const [found, setFound] = useState<Found>({ q: "", items: [], state: "busy" });
  const [labels, setLabels] = useState<Record<string, Option>>({});
  const loadRef = useRef(load);
  loadRef.current = load;
  const unknown = value.some((one) => !labels[one]);
  const wanted = q ?? "";

  useEffect(() => {
    if (!open && !unknown) return;
    const stop = new AbortController();
    const timer = setTimeout(
      () => {
        setFound((before) => ({ ...before, state: before.items.length > 0 ? before.state : "busy" }));
        loadRef.current(wanted, stop.signal).then(
          (items) => {
            if (stop.signal.aborted) return;
            setFound({ q: wanted, items, state: "ok" });
            setLabels((before) => ({ ...before, ...Object.fromEntries(items.map((item) => [item.value, item])) }));
          },
          () => {
            if (!stop.signal.aborted) setFound({ q: wanted, items: [], state: "failed" });
          },
        );
      },
      wanted ? 180 : 0,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
    // an unknown stored value is looked up once, by the unfiltered list
  }, [open, wanted, unknown && !open]);

  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) shut();
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
    // shutting needs nothing of a later drawing
  }, [open]);

  useEffect(() => {
    if (active >= 0) document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active, listId]);

  const shut = () => {
    setOpen(false);
    setQ(null);
    setActive(-1);
  };
  const full = many && max !== undefined && value.length >= max;
  const choices = found.items.filter((item) => !many || !value.includes(item.value));
  const take = (option: Option) => {
    if (option.disabled) return;
    setLabels((before) => ({ ...before, [option.value]: option }));
    onChange(many ? [...value, option.value] : [option.value]);
    if (many && !(max !== undefined && value.length + 1 >= max)) {
      setQ(null);
      setActive(-1);
    } else shut();
    input.current?.focus();
  };
  const labelOf = (one: string) => labels[one]?.label ?? "…";

  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const last = choices.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) setOpen(true);
      else setActive((at) => (event.key === "ArrowDown" ? (at >= last ? 0 : at + 1) : at <= 0 ? last : at - 1));
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      const option = choices[active] ?? (wanted && choices.length === 1 ? choices[0] : undefined);
      if (option) take(option);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      shut();
    } else if (event.key === "Tab") shut();
    else if (event.key === "Backspace" && many && !wanted && value.length > 0) onChange(value.slice(0, -1));
  };

  const shown = q ?? (many ? "" : value[0] ? labelOf(value[0]) : "");
  const status = !open ? "" : found.state === "busy" ? t("combo.busy") : found.state === "failed" ? t("combo.failed") : choices.length === 0 ? (wanted ? t("combo.none", { q: wanted }) : t("combo.noneAny")) : t("combo.found", { count: choices.length });

  return (
    <div className="combo" ref={root}>
      {many && value.length > 0 && (
        <ul className="chips" aria-label={label}>
          {value.map((one) => (
            <li key={one}>
              <Face name={labelOf(one)} small />
              <span>{labelOf(one)}</span>
              {!disabled && (
                <button type="button" aria-label={t("combo.remove", { name: labelOf(one) })} onClick={() => (onChange(value.filter((other) => other !== one)), input.current?.focus())}>
                  <Icon name="close" small />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <div className="combo-box">
        <input
          ref={input}
          id={id}
          name={name}
          className="input"
          type="text"
          role="combobox"
          autoComplete="off"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={open ? listId : undefined}
          aria-activedescendant={open && active >= 0 ? `${listId}-${active}` : undefined}
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          disabled={disabled || full}
          placeholder={full ? t("combo.max", { max: max ?? 0 }) : (placeholder ?? t("combo.search"))}
          value={shown}
          onChange={(event) => {
            setQ(event.target.value);
            setOpen(true);
            setActive(-1);
            if (!many && event.target.value === "" && value.length > 0) onChange([]);
          }}
          onClick={() => setOpen(true)}
          onKeyDown={onKey}
          onBlur={(event) => {
            if (!root.current?.contains(event.relatedTarget)) shut();
          }}
        />
        {!many && value.length > 0 && !disabled && (
          <button type="button" className="combo-clear" aria-label={t("combo.clear")} onClick={() => (onChange([]), setQ(null), input.current?.focus())}>
            <Icon name="close" small />
          </button>
        )}
        {open && (
          <div className="combo-pop">
            {choices.length === 0 || found.state !== "ok" ? (
              <p className="pad-s muted">{status}</p>
            ) : (
              <ul role="listbox" id={listId} aria-label={label}>
                {choices.map((option, i) => (
                  <li
                    key={option.value}
                    id={`${listId}-${i}`}
                    role="option"
                    aria-selected={value.includes(option.value)}
                    aria-disabled={option.disabled || undefined}
                    className={i === active ? "is-active" : undefined}
                    onPointerDown={(event) => event.preventDefault()}
                    onClick={() => take(option)}
                  >
                    <span>{option.label}</span>
                    {option.note && <small>{option.note}</small>}
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
      </div>
      <p className="sr" role="status">
        {status}
      </p>
    </div>
  );
}
