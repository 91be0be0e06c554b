"use server";

import { refresh } from "next/cache";
import { readTimezone } from "@/app/choices";
import { snoozes, type IncidentActState } from "@/components/incidents/incident-act";
import { toSnoozeInput } from "@/components/incidents/snooze-input";
import type { ActionResult } from "@/lib/domain/action-result";
import { dataArgument, formArgument } from "@/lib/http/action-arguments";
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

/** Does to an incident what the pressed button says, with the note of the form. */
export async function actOnIncidentAction(
  id: string,
  _state: IncidentActState,
  sent: FormData,
): Promise<IncidentActState> {
  const form = formArgument(sent);
  const note = readText(form, "note");
  const [name, length] = readText(form, "act").split(":");
  const state = await act();
  refresh();
  return state;

  async function act(): Promise<IncidentActState> {
    switch (name) {
      case "snooze": {
        const snooze = snoozes.find((choice) => choice === length) ?? "1h";
        const timezone = readText(form, "timezone") || ((await readTimezone()) ?? "UTC");
        const end = toSnoozeInput(snooze, { timezone, now: new Date() });
        return {
          act: "snooze",
          result: await runAction((context) =>
            snoozeIncident(context, id, { ...end, note }, "PAGE"),
          ),
        };
      }
      case "resolve":
        return {
          act: "resolve",
          result: await runAction((context) => resolveIncident(context, id, { note }, "PAGE")),
        };
      case "note":
        return {
          act: "note",
          result: await runAction((context) => addNote(context, id, { note }, "PAGE")),
        };
      default:
        return {
          act: "acknowledge",
          result: await runAction((context) => acknowledgeIncident(context, id, { note }, "PAGE")),
        };
    }
  }
}

/** Acknowledges several incidents; the result is the first failure, or that all went well. */
export async function acknowledgeAllAction(ids: readonly string[]): Promise<IncidentActState> {
  const given = dataArgument(ids);
  const wanted = Array.isArray(given) ? given.filter((id) => typeof id === "string") : [];
  let result: ActionResult<unknown> = { ok: true, data: null };
  for (const id of wanted.slice(0, MAX_AT_ONCE)) {
    result = await runAction((context) => acknowledgeIncident(context, id, {}, "PAGE"));
    if (!result.ok) break;
  }
  refresh();
  return { act: "acknowledge", result };
}
