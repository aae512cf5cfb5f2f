// What only sealed answers ask the service.
import { client, take } from "../api";
import type { paths } from "../api-types";

export type Opened = paths["/sealed/{id}/open"]["post"]["responses"]["200"]["content"]["application/json"];
type Opening = paths["/sealed/{id}/open"]["post"]["requestBody"]["content"]["application/json"];
export type Purpose = NonNullable<Opening["purpose"]>;
type Naming = paths["/sealed/{id}/readers"]["post"]["requestBody"]["content"]["application/json"];

const at = (id: string) => ({ params: { path: { id } } });

export const sealedAnswers = (id: string) => take(client.GET("/sealed/{id}", at(id)));
export const openSealed = (id: string, body: Opening) => take(client.POST("/sealed/{id}/open", { ...at(id), body }));
export const nameReader = (id: string, body: Naming) => take(client.POST("/sealed/{id}/readers", { ...at(id), body }));
export const endReader = (id: string, person: string, reason: string) => take(client.POST("/sealed/{id}/readers/end", { ...at(id), body: { person_id: person, reason } }));

/** A fresh proof of the second factor opens sealed answers for some minutes. */
export const showFactor = (code: string) => take(client.POST("/account/factor/show", { params: {}, body: { code } }));
