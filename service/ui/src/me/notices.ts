/** Unread first, then the newest. */
export function noticesInOrder<N extends { at: string; read_at: string | null }>(notices: readonly N[]): N[] {
  return [...notices].sort((a, b) => Number(a.read_at !== null) - Number(b.read_at !== null) || b.at.localeCompare(a.at));
}
