// What the person's own rights ask the service.
import { client, take } from "../api";
import type { components } from "../schema";

export type OwnCopy = components["schemas"]["OwnCopy"];

export const withdraw = (intent: string) => take(client.POST("/me/withdraw", { params: {}, headers: { "Idempotency-Key": intent } }));
export const ownCopy = () => take(client.POST("/me/copy", { params: {} }));
export { showFactor } from "../person/calls";
