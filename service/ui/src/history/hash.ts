/** In a chain every entry names the hash of the one before; tell the first that does not. Entries oldest first. */
export function firstBreak(entries: readonly { seq: number; hash: string; prev_hash: string | null }[]): number | null {
  for (let i = 1; i < entries.length; i += 1) {
    const [before, entry] = [entries[i - 1]!, entries[i]!];
    if (entry.seq === before.seq + 1 && entry.prev_hash !== before.hash) return entry.seq;
  }
  return null;
}
