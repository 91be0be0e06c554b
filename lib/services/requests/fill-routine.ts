import type { Routine } from "@/db/queries/routine-columns";
import type { ScheduleColumns } from "@/lib/domain/schedule/schedule";
import { fillRequest } from "@/lib/domain/template/fill-request";
import { momentOfRun } from "@/lib/domain/template/moment-of-run";

type RequestOfRoutine = ScheduleColumns &
  Pick<Routine, "endpointUrl" | "headersJson" | "body" | "fillValues">;

/** A routine with the values of a run in its URL, headers and body. It never throws: no run fails for them. */
export function fillRoutine<Sent extends RequestOfRoutine>(
  routine: Sent,
  run: Parameters<typeof momentOfRun>[1],
): Sent {
  if (!routine.fillValues) return routine;
  const { endpointUrl, headersJson, body } = routine;
  const texts = { url: endpointUrl, headers: headersJson, body };
  const filled = fillRequest(texts, momentOfRun(routine, run));
  return filled === texts
    ? routine
    : {
        ...routine,
        endpointUrl: filled.url,
        headersJson: { ...filled.headers },
        body: filled.body,
      };
}
