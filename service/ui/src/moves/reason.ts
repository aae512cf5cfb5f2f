/** A reason as the service takes it: something has been said, and it is no letter. */
export const LEAST = 4;
export const MOST = 500;

/** Characters as people count them: one outside the basic plane is one. */
export function enough(reason: string): boolean {
  return [...reason.trim()].length >= LEAST;
}
