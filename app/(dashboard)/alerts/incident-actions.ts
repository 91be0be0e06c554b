"use server";

import { refresh } from "next/cache";
import { readTimezone } from "@/app/choices";
import { incidentActs, snoozes, type IncidentActState } from "@/components/incidents/incident-act";
import { toSnoozeInput } from "@/components/incidents/snooze-input";
import type { ActionResult } from "@/lib/domain/action-result";
import { dataArgument, formArgument } from "@/lib/http/action-arguments";
import { deliverAfter } from "@/lib/http/deliver-after";
import { runAction } from "@/lib/http/run-action";
import {
  acknowledgeIncident,
  addNote,
  resolveIncident,
  snoozeIncident,
} from "@/lib/services/incidents/change-incident";

/** The most incidents that are acknowledged by one click: all of a page. */
const MAX_AT_ONCE = 100;

const readText = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

/** What a button sends, apart from a snooze, which has an end. */
const verbs = {
  acknowledge: acknowledgeIncident,
  resolve: resolveIncident,
  note: addNote,
} as const;

/** When a snooze ends, by the choice and the zone in a form. */
async function readSnoozeEnd(form: FormData, choice: string | undefined) {
  const snooze = snoozes.find((known) => known === choice) ?? "1h";
  const timezone = readText(form, "timezone") || ((await readTimezone()) ?? "UTC");
  return toSnoozeInput(snooze, { timezone, now: new Date() });
}

/** Does to an incident what the pressed button says, with the note of the form. */
export async function actOnIncidentAction(
  id: string,
  _state: IncidentActState,
  sent: FormData,
): Promise<IncidentActState> {
  const form = formArgument(sent);
  const note = readText(form, "note");
  const [name, choice] = readText(form, "act").split(":");
  const act = incidentActs.find((known) => known === name) ?? "acknowledge";
  const result = await runAction(async (context) => {
    const incident =
      act === "snooze"
        ? await snoozeIncident(
            context,
            id,
            { ...(await readSnoozeEnd(form, choice)), note },
            "PAGE",
          )
        : await verbs[act](context, id, { note }, "PAGE");
    deliverAfter(context);
    return incident;
  });
  refresh();
  return { act, result };
}

/** Acknowledges several incidents; the result is the first failure, or that all went well. */
export async function acknowledgeAllAction(ids: readonly string[]): Promise<IncidentActState> {
  const given = dataArgument(ids);
  const wanted = Array.isArray(given) ? given.filter((id) => typeof id === "string") : [];
  let result: ActionResult<unknown> = { ok: true, data: null };
  const chosen = wanted.slice(0, MAX_AT_ONCE);
  const last = chosen.at(-1);
  for (const id of chosen) {
    result = await runAction(async (context) => {
      const incident = await acknowledgeIncident(context, id, {}, "PAGE");
      if (id === last) deliverAfter(context);
      return incident;
    });
    if (!result.ok) break;
  }
  refresh();
  return { act: "acknowledge", result };
}
