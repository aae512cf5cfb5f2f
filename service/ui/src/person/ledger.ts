/** The sums of a ledger as the office says them: with a sign and the real minus, one decimal only where there is one. */

/** "+6.5", "−1", "0": what the cycle added to its opening balance. */
export function delta(opening: string, total: string): string {
  const tenths = Math.round(Number(total) * 10) - Math.round(Number(opening) * 10);
  if (!Number.isFinite(tenths)) return "";
  if (tenths === 0) return "0";
  const size = Math.abs(tenths) / 10;
  return `${tenths > 0 ? "+" : "−"}${Number.isInteger(size) ? size : size.toFixed(1)}`;
}

/** Newest first by the day of the event; a reversal stands right after what it reverses. Never by points. */
export function ordered<E extends { id: string; event_date: string; reverses: string | null }>(entries: readonly E[]): E[] {
  const reversals = new Map<string, E[]>();
  const known = new Set(entries.map((entry) => entry.id));
  const own: E[] = [];
  for (const entry of entries) {
    if (entry.reverses && known.has(entry.reverses)) reversals.set(entry.reverses, [...(reversals.get(entry.reverses) ?? []), entry]);
    else own.push(entry);
  }
  const sorted = own.map((entry, index) => ({ entry, index })).sort((a, b) => b.entry.event_date.localeCompare(a.entry.event_date) || a.index - b.index);
  return sorted.flatMap(({ entry }) => [entry, ...(reversals.get(entry.id) ?? [])]);
}
