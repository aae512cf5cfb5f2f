// The door in forty lines: paths, query and headers as openapi-fetch has them, typed by its types. The library itself
// is 2.5 KB gzip, which the first-paint budget does not have: this is the part of it that we use.
import type { Client } from "openapi-fetch";
import type { paths } from "./api-types";

type Values = Record<string, unknown>;
type Call = { params?: { path?: Values; query?: Values; header?: Values }; headers?: Values; body?: unknown; signal?: AbortSignal };
type Door = Pick<Client<paths>, "GET" | "POST" | "PUT" | "PATCH" | "DELETE">;

const BASE = "/api/v1";

/** The address of a call; a list becomes one parameter for each of its members. */
export function address(path: string, { path: parts = {}, query = {} }: NonNullable<Call["params"]> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parts[name])));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of [value].flat()) if (each !== undefined && each !== null) asked.append(name, String(each));
  const search = asked.toString();
  return BASE + filled + (search && `?${search}`);
}

/** Make the door; `dress` adds the headers of every call. */
export function openDoor(dress: (method: string, headers: Headers) => void): Door {
  const verb = (method: string) => async (path: string, { params, headers, body, signal }: Call = {}) => {
    const worn = new Headers();
    for (const [name, value] of Object.entries({ ...headers, ...params?.header })) if (value !== undefined && value !== null) worn.set(name, String(value));
    if (body !== undefined) worn.set("Content-Type", "application/json");
    dress(method, worn);
    const request = new Request(address(path, params), { method, headers: worn, body: body === undefined ? undefined : JSON.stringify(body), credentials: "same-origin", signal });
    // looked up on each call, so that a test can stand in for the network
    const response = await globalThis.fetch(request);
    const text = await response.text();
    let data: unknown;
    try {
      data = text ? JSON.parse(text) : undefined;
    } catch (cause) {
      if (response.ok) throw cause;
    }
    return response.ok ? { data, response } : { error: data, response };
  };
  return { GET: verb("GET"), POST: verb("POST"), PUT: verb("PUT"), PATCH: verb("PATCH"), DELETE: verb("DELETE") } as unknown as Door;
}
