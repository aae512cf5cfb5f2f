// A request to sign as a page of its own; what it shows is shared with the pane beside the inbox.
import { Suspense, lazy } from "react";
import { Skeleton } from "../components/states";
import { loadTexts } from "../i18n";
import { useParams } from "../router";

const SignDesk = lazy(async () => (await loadTexts(["task", "sign"]), import("./SignDesk")));

export default function SignPage() {
  const { id = "" } = useParams();
  return (
    <Suspense fallback={<div className="wide"><Skeleton lines={5} /></div>}>
      <SignDesk key={id} id={id} />
    </Suspense>
  );
}
