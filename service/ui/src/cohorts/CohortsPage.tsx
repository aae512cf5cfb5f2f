// /cohorts and what stands below it: one page for the router, whose table is part of the first paint.
import { useParams, useRoute } from "../router";
import { Board } from "./Board";
import { List } from "./List";
import { RunResult } from "./RunResult";

export default function CohortsPage() {
  const { id } = useParams();
  const { place } = useRoute();
  if (id) return <RunResult />;
  return place.pathname.endsWith("/people") ? <List /> : <Board />;
}
