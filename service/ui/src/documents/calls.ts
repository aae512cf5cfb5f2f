// Documents: the calls, and files as the service gives and takes them (base64 in JSON).
import { client, take } from "../api";
import type { components } from "../schema";

type S = components["schemas"];
export type Documents = S["CaseDocuments"];
export type Paper = S["CaseDocument"];
export type Scan = S["Scan"];
export type Taking = S["TakeDocument"];
export type Opening = S["OpenScan"];
type Code = S["NewTemplate"]["code"];
export type TemplateLine = S["TemplateLine"];
type File = S["PaperFile"];

const path = (id: string) => ({ path: { id } });

export const calls = {
  ofCase: (id: string) => take(client.GET("/documents/case/{id}", { params: path(id) })),
  file: (id: string, body: Taking) => take(client.POST("/documents/{id}/file", { params: path(id), body })),
  scan: (id: string, body: Opening) => take(client.POST("/documents/scans/{id}/file", { params: path(id), body })),
  addScan: (id: string, name: string, content: string, key: string) =>
    take(client.POST("/documents/{id}/scans", { params: { ...path(id), header: { "Idempotency-Key": key } }, body: { name, content } })),
  templates: () => take(client.GET("/documents/templates", { params: {} })),
  template: (id: string) => take(client.GET("/documents/templates/{id}", { params: path(id) })),
  addTemplate: (code: string, name: string, content: string, key: string) =>
    take(client.POST("/documents/templates", { params: { header: { "Idempotency-Key": key } }, body: { code: code as Code, name, content } })),
  endTemplate: (id: string, key: string) => take(client.POST("/documents/templates/{id}/end", { params: { ...path(id), header: { "Idempotency-Key": key } } })),
  /** A fresh proof of the second factor opens what is sealed for some minutes. */
  showFactor: (code: string) => take(client.POST("/account/factor/show", { params: {}, body: { code } })),
};

/** A chosen file in base64; in pieces, because String.fromCharCode takes only so many arguments. */
export async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** Hand a file to the browser's downloads. */
export function save(file: File): void {
  const bytes = Uint8Array.from(atob(file.content), (character) => character.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: file.type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
