// Where the English texts lie. Most people never ask: a list of its own keeps it out of the first page.
import type { Texts } from "./i18n";

export const english = import.meta.glob<{ default: Texts }>("./*/en.json");
