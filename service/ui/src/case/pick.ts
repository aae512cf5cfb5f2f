/** A node that the reader looks at, in outline and drawing alike. */
export interface Pick {
  process: string;
  node: string;
}

export function samePick(a: Pick | null, b: Pick | null): boolean {
  return a === b || (a !== null && b !== null && a.process === b.process && a.node === b.node);
}
