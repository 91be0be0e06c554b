import { asData, listAt, numberAt, textAt } from "@/lib/domain/imports/data";
import { refuse, type ReadJob } from "@/lib/domain/imports/foreign-job";
import { safeText } from "@/lib/domain/imports/hidden-credentials";

/**
 * The list of Healthchecks' management API, `GET /api/v3/checks/`. A check waits for pings of a job that
 * somebody else starts: a routine would start it, so none is made, and each is named with its schedule.
 */
export function readHealthchecks(document: unknown): ReadJob[] {
  return listAt(asData(document), "checks").map((each) => {
    const check = asData(each);
    const seconds = numberAt(check, "timeout");
    const schedule = textAt(check, "schedule");
    const zone = textAt(check, "tz");
    const when =
      schedule === null ? `${seconds ?? "?"} s` : [schedule, zone].filter(Boolean).join(" ");
    const name = textAt(check, "name") ?? textAt(check, "slug") ?? "?";
    return refuse(safeText(name), "waits_for_pings", { name: safeText(when) });
  });
}
