// Suspend, resume or cancel a case: behind a menu, asked back once, with a reason. Beside it what a branch may begin about
// somebody on the way to membership.
import { useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { calls } from "../calls";
import type { Instance } from "../api-types";
import { Icon, Menu, toast } from "../components";
import type { IconName } from "../components";
import { loadTexts, useText } from "../i18n";
import { navigate } from "../router";
import { useMe } from "../session";
import { caseHeading } from "./name";

const ReasonDialog = lazy(async () => (await loadTexts(["moves"]), import("../moves/ReasonDialog")));

type Move = "suspend" | "resume" | "cancel";
const MOVES: { move: Move; icon: IconName }[] = [
  { move: "resume", icon: "play" },
  { move: "suspend", icon: "lock" },
  { move: "cancel", icon: "close" },
];

// what the branch of a membership case may begin from its page; who may start it, the service decides
const DEEDS: { process: string; deed: string; icon: IconName }[] = [
  { process: "proc_case_transfer", deed: "transfer", icon: "swap" },
  { process: "proc_death_record", deed: "death", icon: "file" },
];
const BRANCH_POSTS = ["org_commissioner", "branch_secretary"];

export function Steering({ instance }: { instance: Instance }) {
  const t = useText("case");
  const client = useQueryClient();
  const [asked, setAsked] = useState<Move | null>(null);
  const me = useMe();
  const offered = MOVES.filter(({ move }) => instance.can[move]);
  const about = instance.process.key === "proc_membership_case" && (instance.status === "running" || instance.status === "suspended");
  const branch = me?.grants.some((grant) => grant.organization.id === instance.organization.id && BRANCH_POSTS.includes(grant.role)) ?? false;
  const deeds = about && branch ? DEEDS : [];
  const act = async (move: Move, reason: string, key: string) => {
    await calls.steer(move, instance.id, { reason }, instance.version, key);
    setAsked(null);
    toast(t(`move.${move}.done`));
    await client.invalidateQueries();
  };
  return (
    <>
      {offered.length + deeds.length > 0 && (
        <Menu label={t("move.menu")} className="btn btn-icon">
          {(close) => (
            <>
              {deeds.map(({ process, deed, icon }) => (
                <button key={deed} type="button" onClick={() => (close(), navigate(`/start?process=${process}&about=${instance.id}`))}>
                  <Icon name={icon} />
                  {t(`deed.${deed}`)}
                </button>
              ))}
              {offered.map(({ move, icon }) => (
                <button key={move} type="button" onClick={() => (close(), setAsked(move))}>
                  <Icon name={icon} />
                  {t(`move.${move}.verb`)}
                </button>
              ))}
            </>
          )}
        </Menu>
      )}
      {asked && (
        <Suspense fallback={null}>
          <ReasonDialog
            title={t(`move.${asked}.title`, { name: caseHeading(instance) })}
            verb={t(`move.${asked}.verb`)}
            tone={asked === "cancel" ? "seal-full" : "primary"}
            act={(reason, key) => act(asked, reason, key)}
            onClose={() => setAsked(null)}
          >
            {t(`move.${asked}.text`)}
          </ReasonDialog>
        </Suspense>
      )}
    </>
  );
}
