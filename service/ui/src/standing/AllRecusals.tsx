import { Recusals } from "./Recusals";

export default function AllRecusals() {
  return <Recusals all />;
}
