import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { put } from "../src/cache";

test("what a deed answered stays, when a question asked before it is answered late", async () => {
  const client = new QueryClient();
  const key = ["rosters", "1"];
  client.setQueryData(key, "old");
  let answer: (data: string) => void = () => undefined;
  const asked = client.fetchQuery({ queryKey: key, queryFn: () => new Promise<string>((resolve) => (answer = resolve)), staleTime: 0 }).catch(() => undefined);
  await put(client, key, "new");
  answer("old");
  await asked;
  expect(client.getQueryData(key)).toBe("new");
});
