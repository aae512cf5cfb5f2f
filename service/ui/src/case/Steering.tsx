// Suspend, resume or cancel a case: behind a menu, asked back once, with a reason.
import { useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { api } from "../api";
import type { Instance } from "../api-types";
import { Icon, Menu, toast } from "../components";
import type { IconName } from "../components";
import { loadTexts, useText } from "../i18n";
import { caseHeading } from "./name";

const ReasonDialog = lazy(async () => (await loadTexts(["moves"]), import("../moves/ReasonDialog")));

type Move = "suspend" | "resume" | "cancel";
const MOVES: { move: Move; icon: IconName }[] = [
  { move: "resume", icon: "play" },
  { move: "suspend", icon: "lock" },
  { move: "cancel", icon: "close" },
];

export function Steering({ instance }: { instance: Instance }) {
  const t = useText("case");
  const client = useQueryClient();
  const [asked, setAsked] = useState<Move | null>(null);
  const offered = MOVES.filter(({ move }) => instance.can[move]);
  const act = async (move: Move, reason: string, key: string) => {
    await api.steer(move, instance.id, { reason }, instance.version, key);
    setAsked(null);
    toast(t(`move.${move}.done`));
    await client.invalidateQueries();
  };
  return (
    <>
      {offered.length > 0 && (
        <Menu label={t("move.menu")} className="btn btn-icon">
          {(close) =>
            offered.map(({ move, icon }) => (
              <button key={move} type="button" onClick={() => (close(), setAsked(move))}>
                <Icon name={icon} />
                {t(`move.${move}.verb`)}
              </button>
            ))
          }
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
