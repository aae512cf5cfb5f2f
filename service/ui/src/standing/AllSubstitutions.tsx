import { Substitutions } from "./Substitutions";

export default function AllSubstitutions() {
  return <Substitutions all />;
}
