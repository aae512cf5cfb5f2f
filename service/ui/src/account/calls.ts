// What the pages of one's own account ask of the service.
import { client, take } from "../api";
import type { components } from "../schema";

type S = components["schemas"];
export type Account = S["Account"];
export type Session = S["Session"];
export type Token = S["Token"];
export type Draft = S["SecondFactorDraft"];

const one = (id: string) => ({ params: { path: { id } } });
const none = { params: {} };

export const ACCOUNT = ["account"];

export const account = {
  read: () => take(client.GET("/account", none)),
  changePassword: (current: string, password: string) => take(client.POST("/account/password", { ...none, body: { current, password } })),
  language: (language: "zh-CN" | "en") => take(client.POST("/account/language", { ...none, body: { language } })),
  endSession: (id: string) => take(client.POST("/account/sessions/{id}/revoke", one(id))),
  endOthers: () => take(client.POST("/account/sessions/revoke", none)),
  beginFactor: (current: string) => take(client.POST("/account/factor", { ...none, body: { current } })),
  confirmFactor: (code: string) => take(client.POST("/account/factor/confirm", { ...none, body: { code } })),
  link: (current: string) => take(client.POST("/account/identity", { ...none, body: { current } })),
  unlink: () => take(client.POST("/account/identity/remove", none)),
  showCode: (code: string) => take(client.POST("/account/factor/show", { ...none, body: { code } })),
  renewCodes: () => take(client.POST("/account/factor/codes", none)),
  dropFactor: () => take(client.POST("/account/factor/off", none)),
  makeToken: (body: { current: string; name: string; scope: "read" | "act"; days: number }) => take(client.POST("/account/tokens", { ...none, body })),
  revokeToken: (id: string) => take(client.POST("/account/tokens/{id}/revoke", one(id))),
};
