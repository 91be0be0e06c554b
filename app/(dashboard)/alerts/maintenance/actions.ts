"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import type { CreateWindow } from "@/components/maintenance/maintenance-form";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";
import { fromZonedTime } from "@/lib/domain/schedule/zoned-time";
import { splitTagNames } from "@/lib/domain/tags/tag-names";
import { formArgument, textArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { createMaintenance } from "@/lib/services/maintenance/create-maintenance";
import { deleteMaintenance } from "@/lib/services/maintenance/delete-maintenance";

type Result = ReturnType<CreateWindow>;

/** The input of the verb, from the fields of the form. Only those of the chosen kind count. */
function toInput(form: FormData): Record<string, unknown> {
  const read = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const timezone = read("timezone");
  const toInstant = (name: string) => {
    const text = read(name);
    if (text === "") return undefined;
    // What is no time is refused by the verb, at its field.
    const instant = isTimezone(timezone) ? fromZonedTime(text, timezone) : null;
    return instant?.toISOString() ?? text;
  };
  const name = read("name");
  const common = {
    ...(name !== "" && { name }),
    timezone,
    routine_ids: form.getAll("routine_ids"),
  };
  const quick = read("quick_minutes");
  if (quick !== "") return { ...common, duration_minutes: Number(quick) };
  const scope = { ...common, tags: splitTagNames(read("tags")) };
  if (read("when") !== "recurring") {
    return { ...scope, starts_at: toInstant("starts_at"), ends_at: toInstant("ends_at") };
  }
  const minutes = read("duration_minutes");
  return {
    ...scope,
    cron_expression: read("cron_expression"),
    duration_minutes: minutes === "" ? null : Number(minutes),
  };
}

export async function createMaintenanceAction(_result: unknown, sent: FormData): Result {
  const form = formArgument(sent);
  const result = await runAction((context) => createMaintenance(context, toInput(form)));
  if (!result.ok) return result;
  redirect("/alerts/maintenance");
}

export async function deleteMaintenanceAction(sent: string): Result {
  const id = textArgument(sent);
  const result = await runAction((context) => deleteMaintenance(context, id));
  refresh();
  return result;
}
