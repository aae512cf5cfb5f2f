// Counting a vote: nobody more than entitled is present, no more votes than people present.
import { text } from "../i18n";

export type Votes = { entitled?: number; present?: number; yes?: number; no?: number; abstain?: number };
export type VoteProblem = { field: keyof Votes; message: string };

const number = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

export function castVotes(votes: Votes): number {
  return (number(votes.yes) ?? 0) + (number(votes.no) ?? 0) + (number(votes.abstain) ?? 0);
}

export function voteProblems(votes: Votes): VoteProblem[] {
  const entitled = number(votes.entitled);
  const present = number(votes.present);
  const problems: VoteProblem[] = [];
  if (entitled !== null && present !== null && present > entitled) problems.push({ field: "present", message: text("forms", "votes.present", { present, entitled }) });
  const sum = castVotes(votes);
  if (present !== null && sum > present) problems.push({ field: "yes", message: text("forms", "votes.cast", { sum, present }) });
  return problems;
}
