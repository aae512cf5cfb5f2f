// Imports of people: the calls, and files as the service takes and gives them (base64 in JSON).
import { client, take } from "../../api";
import type { components } from "../../schema";

type S = components["schemas"];
export type Run = S["ImportRun"];
export type Import = S["Import"];
export type Line = S["ImportLine"];
export type Columns = S["SheetColumns"];
export type Chosen = S["ImportColumns"];
export type Sheet = S["Sheet"];

const path = (id: string) => ({ path: { id } });
const once = (key: string) => ({ "Idempotency-Key": key });

export const calls = {
  runs: () => take(client.GET("/admin/imports", { params: {} })),
  run: (id: string) => take(client.GET("/admin/imports/{id}", { params: path(id) })),
  template: () => take(client.GET("/admin/imports/template", { params: {} })),
  rejects: (id: string) => take(client.GET("/admin/imports/{id}/rejects", { params: path(id) })),
  columns: (file_name: string, content: string) => take(client.POST("/admin/imports/columns", { params: {}, body: { file_name, content } })),
  stage: (file_name: string, content: string, columns: Chosen, key: string) =>
    take(client.POST("/admin/imports", { params: { header: once(key) }, body: { file_name, content, columns } })),
  discard: (id: string, key: string) => take(client.POST("/admin/imports/{id}/discard", { params: { ...path(id), header: once(key) } })),
  decide: (verb: "confirm" | "undo", id: string, reason: string, key: string) =>
    take(client.POST(`/admin/imports/{id}/${verb}`, { params: { ...path(id), header: once(key) }, body: { reason } })),
};

/** A chosen file in base64; in pieces, because String.fromCharCode takes only so many arguments. */
export async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** Hand a file to the browser's downloads. */
export function save(sheet: Sheet): void {
  const bytes = Uint8Array.from(atob(sheet.content), (character) => character.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: sheet.type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: sheet.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
