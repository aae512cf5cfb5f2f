// What only the sealed facts of a person ask the service.
import { client, take } from "../api";
import type { paths } from "../api-types";

export type Sealed = paths["/people/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["sealed"];
export type Reveal = paths["/people/{id}/reveal"]["post"]["requestBody"]["content"]["application/json"];

export const reveal = (id: string, body: Reveal) => take(client.POST("/people/{id}/reveal", { params: { path: { id } }, body }));

/** A fresh proof of the second factor opens sealed values for some minutes. */
export const showFactor = (code: string) => take(client.POST("/account/factor/show", { params: {}, body: { code } }));
