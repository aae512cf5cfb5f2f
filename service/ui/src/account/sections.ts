// The sections of 账号与安全, in the order of the sub-navigation. One line a page; its texts come with it.
import type { ComponentType } from "react";

export type Section = { feature: string; load: () => Promise<{ default: ComponentType }> };

export const SECTIONS: Record<string, Section> = {
  security: { feature: "account", load: () => import("./Security") },
  substitution: { feature: "standing", load: () => import("../standing/Substitutions") },
  recusal: { feature: "standing", load: () => import("../standing/Recusals") },
  tokens: { feature: "account", load: () => import("./Tokens") },
  data: { feature: "me", load: () => import("../me/Copy") },
  privacy: { feature: "me", load: () => import("../me/Privacy") },
};
