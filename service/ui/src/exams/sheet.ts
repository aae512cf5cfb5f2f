// The answer sheet of one sitting: what is chosen, what the service has not acknowledged yet, and when to send it.
// Everything unsent also lies in the browser's own store, so that a reload without a network loses nothing.
import type { Answer, Sitting } from "./calls";

export type Saved = "saved" | "saving" | "waiting";
export type Stopped = "elsewhere" | "over" | "handed_in";
type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;
type Send = (body: { device: number; seq: number; answers: Answer[] }) => Promise<unknown>;
type Options = { send: Send; store: Store | null; changed: () => void; stopped: (why: Stopped) => void; wait?: number; again?: number };

type Kept = { device: number; answers: [number, string[]][] };

/** How the service says that this sheet takes no more answers. */
const STOPS: Record<string, Stopped> = { exam_elsewhere: "elsewhere", exam_time_over: "over", exam_handed_in: "handed_in" };

export class Sheet {
  readonly chosen = new Map<number, string[]>();
  state: Saved = "saved";
  private readonly pending = new Map<number, string[]>();
  private seq: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private going: Promise<void> | null = null;
  private over = false;
  private readonly key: string;

  constructor(
    private readonly sitting: Sitting,
    private readonly options: Options,
  ) {
    this.key = `yg-exam-${sitting.exam_id}-${sitting.attempt}`;
    this.seq = sitting.seq;
    for (const { place, chosen } of sitting.answers) this.chosen.set(place, chosen);
    this.recall();
    if (this.pending.size > 0) this.soon(0);
  }

  get unsent(): number {
    return this.pending.size;
  }

  answered(): number {
    return [...this.chosen.values()].filter((keys) => keys.length > 0).length;
  }

  choose(place: number, keys: string[]): void {
    this.chosen.set(place, keys);
    this.pending.set(place, keys);
    this.keep();
    this.soon(this.options.wait ?? 400);
    this.tell("saving");
  }

  /** Send what is not acknowledged; resolves when nothing is left, or when the service was not reached. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.going) await this.going;
    if (this.pending.size === 0 || this.over) return;
    this.going = this.send().finally(() => (this.going = null));
    await this.going;
    if (this.state === "saving") await this.flush();
  }

  /** Forget what lies in the browser: the sheet is handed in, and the next person at this computer shall not find it. */
  forget(): void {
    clearTimeout(this.timer);
    this.pending.clear();
    try {
      this.options.store?.removeItem(this.key);
    } catch {
      // a store that cannot be written held nothing either
    }
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async send(): Promise<void> {
    const batch = new Map(this.pending);
    this.seq += 1;
    this.tell("saving");
    try {
      const answers = [...batch].map(([place, chosen]) => ({ place, chosen }));
      await this.options.send({ device: this.sitting.device, seq: this.seq, answers });
      // what was changed meanwhile is another list, and waits for its own turn
      for (const [place, keys] of batch) if (this.pending.get(place) === keys) this.pending.delete(place);
      this.keep();
      this.tell(this.pending.size > 0 ? "saving" : "saved");
    } catch (problem) {
      const code = (problem as { code?: string }).code ?? "";
      const stop = STOPS[code];
      if (stop) {
        this.over = true; // asking again would only be refused again
        return this.options.stopped(stop);
      }
      this.tell("waiting");
      this.soon(this.options.again ?? 4000);
    }
  }

  private soon(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), wait);
  }

  private tell(state: Saved): void {
    this.state = state;
    this.options.changed();
  }

  private keep(): void {
    try {
      if (this.pending.size === 0) this.options.store?.removeItem(this.key);
      else this.options.store?.setItem(this.key, JSON.stringify({ device: this.sitting.device, answers: [...this.pending] } satisfies Kept));
    } catch {
      // private windows may refuse; the service has everything that it acknowledged
    }
  }

  private recall(): void {
    try {
      const kept = JSON.parse(this.options.store?.getItem(this.key) ?? "null") as Kept | null;
      if (!kept) return;
      // another device went on in between: what it answered is newer than what could not be sent from here
      const ours = kept.device >= this.sitting.device - 1;
      for (const [place, keys] of kept.answers) {
        if (!ours && this.chosen.has(place)) continue;
        this.chosen.set(place, keys);
        this.pending.set(place, keys);
      }
    } catch {
      // what cannot be read is not worth a broken page
    }
  }
}

/** Seconds left, by the service's clock. */
export function left(endsAt: string, offset: number, at: number): number {
  return Math.max(0, Math.floor((Date.parse(endsAt) - offset - at) / 1000));
}

/** 61 -> 01:01, 3661 -> 1:01:01 */
export function clock(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}
