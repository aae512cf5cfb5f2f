// The sections of /admin: one folder below src/admin each, with its own texts, loaded when it is opened.
// A new one is a line here and one in service/domain/administration.py, which says who sees it.
import type { ComponentType } from "react";
import { addTexts } from "../i18n";
import type { Texts } from "../i18n";

type Module = { default: ComponentType };
/** `more`: features whose parts the page uses, and which bring texts of their own. */
type Section = { feature: string; more?: string[]; load: () => Promise<Module> };

const texts = import.meta.glob<{ default: Texts }>("./*/{zh,en}.json");
addTexts(Object.fromEntries(Object.entries(texts).map(([file, load]) => [file.replace("./", "./admin/"), load])));

export const SECTIONS: Record<string, Section> = {
  organizations: { feature: "admin/organizations", load: () => import("./organizations/OrganizationsPage") },
  affiliations: { feature: "admin/affiliations", more: ["standing", "forms"], load: () => import("./affiliations/AffiliationsPage") },
  people: { feature: "admin/people", more: ["standing", "forms"], load: () => import("./people/PeoplePage") },
  accounts: { feature: "admin/accounts", more: ["standing", "forms"], load: () => import("./accounts/AccountsPage") },
  imports: { feature: "admin/imports", load: () => import("./imports/ImportsPage") },
  calendar: { feature: "admin/calendar", load: () => import("./calendar/CalendarPage") },
  posts: { feature: "standing", more: ["forms"], load: () => import("../standing/Posts") },
  substitutions: { feature: "standing", more: ["forms"], load: () => import("../standing/AllSubstitutions") },
  recusals: { feature: "standing", more: ["forms"], load: () => import("../standing/AllRecusals") },
  access: { feature: "admin/logs", more: ["standing", "forms"], load: () => import("./logs/AccessPage") },
  acts: { feature: "admin/logs", more: ["standing", "forms"], load: () => import("./logs/ActsPage") },
  retention: { feature: "admin/retention", more: ["moves"], load: () => import("./retention/RetentionPage") },
  deliveries: { feature: "deliveries", load: () => import("../deliveries/DeliveriesPage") },
};
