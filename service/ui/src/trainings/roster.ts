/** A roster in the order of names (the server's), filtered by status and name. */

export interface Attendee {
  person: { id: string; name: string };
  status: string;
}

export function statuses(attendees: readonly Attendee[]): { status: string; n: number }[] {
  const sums = new Map<string, number>();
  for (const attendee of attendees) sums.set(attendee.status, (sums.get(attendee.status) ?? 0) + 1);
  return [...sums.entries()].map(([status, n]) => ({ status, n }));
}

export function pick<A extends Attendee>(attendees: readonly A[], status: string, q: string): A[] {
  const wanted = q.trim();
  return attendees.filter((attendee) => (!status || attendee.status === status) && (!wanted || attendee.person.name.includes(wanted)));
}
