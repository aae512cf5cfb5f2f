// What the person typed is never lost: at once in this tab, a moment later at the service.
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiProblem } from "../api";
import { calls } from "../calls";
import type { Answers } from "../api-types";

export type DraftState = { at: string | null; state: "clean" | "saving" | "saved" | "failed" };

const key = (task: string, account: string) => `yg.draft.${account}.${task}`;

export function readLocal(task: string, account: string): Answers | null {
  try {
    return JSON.parse(sessionStorage.getItem(key(task, account)) ?? "null") as Answers | null;
  } catch {
    return null;
  }
}

export function writeLocal(task: string, account: string, answers: Answers | null): void {
  try {
    if (answers) sessionStorage.setItem(key(task, account), JSON.stringify(answers));
    else sessionStorage.removeItem(key(task, account));
  } catch {
    // no storage in this window: the service has the draft
  }
}

const PAUSE = 1500;

export function useDraft(task: string, account: string, allowed: boolean, savedAt: string | null) {
  const [draft, setDraft] = useState<DraftState>({ at: savedAt, state: savedAt ? "saved" : "clean" });
  const pending = useRef<Answers | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const alive = useRef(true);

  const save = useCallback(async () => {
    clearTimeout(timer.current);
    const answers = pending.current;
    if (!answers || !allowed) return;
    pending.current = null;
    if (alive.current) setDraft((before) => ({ ...before, state: "saving" }));
    try {
      const { saved_at } = await calls.saveDraft(task, answers);
      if (alive.current) setDraft({ at: saved_at, state: pending.current ? "saving" : "saved" });
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 0) pending.current ??= answers;
      if (alive.current) setDraft((before) => ({ ...before, state: "failed" }));
    }
  }, [task, allowed]);

  const change = useCallback(
    (answers: Answers) => {
      writeLocal(task, account, answers);
      pending.current = answers;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), PAUSE);
    },
    [task, account, save],
  );

  /** After the submission nothing may write the draft again. */
  const drop = useCallback(() => {
    clearTimeout(timer.current);
    pending.current = null;
    writeLocal(task, account, null);
  }, [task, account]);

  useEffect(() => {
    alive.current = true;
    const leave = () => void save();
    addEventListener("pagehide", leave);
    return () => {
      alive.current = false;
      removeEventListener("pagehide", leave);
      void save();
    };
  }, [save]);

  return { ...draft, change, save, drop };
}
