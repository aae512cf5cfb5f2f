// A deed that may be refused: whether it is under way, what the service said against it, and the key that a repeat has.
import { useRef, useState } from "react";
import { ApiProblem, intentKey, wasRefused } from "../api";

/** `silent`: what to say when the service says nothing. After a refusal the next try is another deed; without an answer, the same. */
export function useAttempt(silent: string) {
  const key = useRef(intentKey());
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const attempt = async (act: () => Promise<void>) => {
    setBusy(true);
    setBad("");
    try {
      await act();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (wasRefused(problem)) key.current = intentKey();
      setBad(problem.errors.map((each) => each.message).join(" ") || problem.detail || silent);
    } finally {
      setBusy(false);
    }
  };
  return { key, busy, bad, setBad, attempt };
}
