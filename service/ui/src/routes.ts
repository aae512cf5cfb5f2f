// Every address of the service. Pages are default exports and arrive lazily with the texts of their feature.
import type { ComponentType } from "react";
import type { Route } from "./router";

type Module = { default: ComponentType };
const modules = import.meta.glob<Module>("./*/*Page.tsx");

function page(file: string): () => Promise<Module> {
  return async () => {
    const load = modules[`./${file}.tsx`];
    if (!load) throw new Error(`no page ${file}`);
    return load();
  };
}

export const ROUTES: Route[] = [
  { path: "/login", feature: "login", load: page("login/LoginPage"), bare: true },
  { path: "/", feature: "inbox", load: page("inbox/InboxPage"), nav: "/tasks" },
  { path: "/tasks", feature: "inbox", load: page("inbox/InboxPage"), nav: "/tasks" },
  { path: "/tasks/:id", feature: "task", load: page("task/TaskPage"), nav: "/tasks" },
  { path: "/signatures/:id", feature: "sign", load: page("sign/SignPage"), nav: "/tasks" },
  { path: "/done", feature: "inbox", load: page("inbox/DonePage"), nav: "/done" },
  { path: "/started", feature: "inbox", load: page("inbox/StartedPage"), nav: "/started" },
  { path: "/cc", feature: "inbox", load: page("inbox/CopiesPage"), nav: "/cc" },
  { path: "/cases", feature: "case", load: page("case/CasesPage"), nav: "/cases" },
  { path: "/cases/:id", feature: "case", load: page("case/CasePage"), nav: "/cases" },
  { path: "/documents/templates", feature: "documents", load: page("documents/TemplatesPage"), nav: "/cases" },
  { path: "/people", feature: "people", load: page("people/PeoplePage"), nav: "/people" },
  { path: "/people/:id", feature: "person", load: page("person/PersonPage"), nav: "/people" },
  { path: "/people/:id/points", feature: "points", load: page("points/PersonPointsPage"), nav: "/people" },
  { path: "/me", feature: "me", load: page("me/MePage"), nav: "/me" },
  { path: "/organizations", feature: "organizations", load: page("organizations/OrganizationsPage"), nav: "/organizations" },
  { path: "/organizations/:id", feature: "organizations", load: page("organizations/OrganizationPage"), nav: "/organizations" },
  { path: "/organizations/:id/points", feature: "points", load: page("points/BranchPointsPage"), nav: "/organizations" },
  { path: "/deliveries", feature: "deliveries", load: page("deliveries/DeliveriesPage"), nav: "/deliveries" },
  ...["/admin", "/admin/:section", "/admin/:section/:id"].map((path) => ({ path, feature: "admin", load: page("admin/AdminPage"), nav: "/admin" })),
  ...["/account", "/account/:section"].map((path) => ({ path, feature: "account", load: page("account/AccountPage") })),
  { path: "/start", feature: "start", load: page("start/StartPage"), nav: "/start" },
  { path: "/releases", feature: "migration", load: page("migration/ReleasesPage"), nav: "/cases" },
  { path: "/releases/:key", feature: "migration", load: page("migration/MigrationPage"), nav: "/cases" },
  { path: "/releases/:key/:id", feature: "migration", load: page("migration/RunPage"), nav: "/cases" },
  { path: "/rounds/:id", feature: "rounds", load: page("rounds/RoundPage"), nav: "/cases" },
  { path: "/exams", feature: "exams", load: page("exams/ExamsPage"), nav: "/exams" },
  { path: "/exams/banks", feature: "exams", load: page("exams/BanksPage"), nav: "/exams" },
  { path: "/exams/:id/sit", feature: "exams", load: page("exams/SitPage"), nav: "/exams" },
  { path: "/exams/:id/board", feature: "exams", load: page("exams/BoardPage"), nav: "/exams" },
  { path: "/trainings/:id", feature: "trainings", load: page("trainings/TrainingPage"), nav: "/cases" },
];
