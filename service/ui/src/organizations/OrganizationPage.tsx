// The same page: so the tree stays open while one walks through it.
export { default } from "./OrganizationsPage";
