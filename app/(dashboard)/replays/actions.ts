"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import type { ActionResult } from "@/lib/domain/action-result";
import type { ReplayDto } from "@/lib/domain/replays/replay";
import { fromZonedTime, zoneOrUtc } from "@/lib/domain/schedule/zoned-time";
import { formArgument, textArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { cancelReplay } from "@/lib/services/replays/cancel-replay";
import { createReplay } from "@/lib/services/replays/create-replay";
import { getRoutine } from "@/lib/services/routines/get-routine";

/** Starts the replay of a routine's slots, with times on the clocks of its zone. */
export async function startReplayAction(
  sentId: string,
  _result: unknown,
  sent: FormData,
): Promise<ActionResult<unknown> | null> {
  const id = textArgument(sentId);
  const form = formArgument(sent);
  const result = await runAction(
    async (context) => {
      const { timezone } = await getRoutine(context, id);
      const toInstant = (name: string) => {
        const text = form.get(name);
        if (typeof text !== "string") return null;
        return fromZonedTime(text, zoneOrUtc(timezone))?.toISOString() ?? text;
      };
      const input = {
        from: toInstant("from"),
        to: toInstant("to"),
        statuses: form.getAll("status"),
        pace: Number(form.get("pace")),
      };
      return createReplay(context, input, id);
    },
    { rate: "runs" },
  );
  if (!result.ok) return result;
  redirect(`/replays/${result.data.id}`);
}

export async function cancelReplayAction(sent: string): Promise<ActionResult<ReplayDto>> {
  const id = textArgument(sent);
  const result = await runAction((context) => cancelReplay(context, id));
  refresh();
  return result;
}
