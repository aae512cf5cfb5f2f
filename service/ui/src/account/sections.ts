// The sections of 账号与安全, in the order of the sub-navigation. One line a page; its texts come with it.
import type { ComponentType } from "react";

export type Section = {
  feature: string;
  load: () => Promise<{ default: ComponentType }>;
  /** only whoever holds a post has a use for it */
  post?: boolean;
};

export const SECTIONS: Record<string, Section> = {
  security: { feature: "account", load: () => import("./Security") },
  substitution: { feature: "standing", post: true, load: () => import("../standing/Substitutions") },
  recusal: { feature: "standing", post: true, load: () => import("../standing/Recusals") },
  tokens: { feature: "account", post: true, load: () => import("./Tokens") },
  data: { feature: "me", load: () => import("../me/Copy") },
  privacy: { feature: "me", load: () => import("../me/Privacy") },
};
