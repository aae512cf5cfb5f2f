// Paper says whose it is: every printed page carries who printed it, when, and what for where that was asked.
import { moment, now } from "../dates";

type Words = (key: string, params: Record<string, string>) => string;

let said: (() => string) | null = null;
let asked: string | null = null;

/** Tell who prints; every page that is printed from now on carries it. */
export function markPrints(name: string, t: Words): void {
  if (!said) {
    addEventListener("beforeprint", put);
    addEventListener("afterprint", take);
  }
  said = () => t("print_mark", { name, at: moment(now().toISOString()) });
}

function put(): void {
  take();
  // a paper with a line of its own has said it already
  if (!said || document.querySelector(".copy-mark")) return;
  const line = document.createElement("p");
  line.className = "print-mark";
  line.textContent = asked ?? said();
  document.body.append(line);
}

function take(): void {
  document.querySelector("body > .print-mark")?.remove();
}

/** Print the page whole, with a line that the service gave or the plain one: what is folded is unfolded on paper only. */
export function printWhole(mark?: unknown): void {
  asked = typeof mark === "string" ? mark : null;
  const folded = [...document.querySelectorAll<HTMLDetailsElement>("main details:not([open])")];
  for (const details of folded) details.open = true;
  addEventListener(
    "afterprint",
    () => {
      for (const details of folded) details.open = false;
      asked = null;
    },
    { once: true },
  );
  window.print();
}
