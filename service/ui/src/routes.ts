// Every address of the service. Pages are default exports and arrive lazily with the texts of their feature.
import type { ComponentType } from "react";
import type { Route } from "./router";

type Module = { default: ComponentType };
const modules = import.meta.glob<Module>("./*/*Page.tsx");

// Address, page (its folder is its feature), and which entry of the rail is lit: text, because every byte here is paid
// for by the first paint.
const PAGES = `
/login login/Login
/ inbox/Inbox /tasks
/tasks inbox/Inbox /tasks
/tasks/:id task/Task /tasks
/signatures/:id sign/Sign /tasks
/done boxes/Done /done
/started boxes/Started /started
/drafts boxes/Drafts /drafts
/cases case/Cases /cases
/cases/:id case/Case /cases
/documents/templates documents/Templates /cases
/people people/People /people
/people/:id person/Person /people
/people/:id/points points/PersonPoints /people
/me me/Me /me
/organizations organizations/Organizations /organizations
/organizations/:id organizations/Organization /organizations
/organizations/:id/points points/BranchPoints /organizations
/deliveries deliveries/Deliveries /deliveries
/admin admin/Admin /admin
/admin/:section admin/Admin /admin
/admin/:section/:id admin/Admin /admin
/account account/Account
/account/:section account/Account
/start start/Start /start
/releases migration/Releases /cases
/releases/:key migration/Migration /cases
/releases/:key/:id migration/Run /cases
/rosters rosters/Rosters /cases
/rosters/:id rosters/Rosters /cases
/cohorts cohorts/Cohorts /cohorts
/cohorts/people cohorts/Cohorts /cohorts
/cohorts/runs/:id cohorts/Cohorts /cohorts
/rounds/:id rounds/Round /cases
/exams exams/Exams /exams
/exams/banks exams/Banks /exams
/exams/:id/sit exams/Sit /exams
/exams/:id/board exams/Board /exams
/trainings/:id trainings/Training /cases
/rules rules/Rules /rules
/rules/:id rules/Pack /rules
/rules/:id/draft rules/Draft /rules
/rules/:old/compare/:new rules/Compare /rules
/processes/:key rules/Drawing /rules
`;

export const ROUTES: Route[] = PAGES.trim().split("\n").map((line) => {
  const [path, page, nav] = line.split(" ") as [string, string, string?];
  const load = async () => {
    const found = modules[`./${page}Page.tsx`];
    if (!found) throw new Error(`no page ${page}`);
    return found();
  };
  return { path, feature: page.split("/")[0]!, load, nav, bare: path === "/login" };
});
