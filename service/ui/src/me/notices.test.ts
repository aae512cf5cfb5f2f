import { expect, it } from "vitest";
import { noticesInOrder } from "./notices";

it("puts the unread first, then the newest", () => {
  const notice = (at: string, read_at: string | null) => ({ at, read_at });
  expect(noticesInOrder([notice("1", "x"), notice("2", null), notice("3", "x"), notice("4", null)]).map((n) => n.at)).toEqual(["4", "2", "3", "1"]);
});
