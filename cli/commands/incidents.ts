import { changeIncident, listIncidents } from "@/cli/api/endpoints";
import { findRoutine } from "@/cli/api/find-routine";
import { choice, defineCommand, text } from "@/cli/arguments/define-command";
import { readLimit } from "@/cli/commands/read-limit";
import { exitCodes } from "@/cli/exit-codes";
import { colorOf } from "@/cli/terminal/colors";
import { plainLine } from "@/cli/terminal/plain-text";
import { localTime } from "@/cli/terminal/times";
import { incidentStates } from "@/lib/domain/incidents/incident-options";

export const incidentsList = defineCommand({
  name: "incidents",
  does: "lists incidents, those that aren't resolved first",
  options: {
    state: choice(incidentStates, "only those in this state"),
    routine: text("ROUTINE", "only those of a routine"),
    limit: text("NUMBER", "at most so many, 50 by default"),
  },
  run: async ({ options, output, session }) => {
    const limit = readLimit(options.limit, 50);
    const api = await session.signedIn();
    const routine =
      options.routine === undefined ? undefined : await findRoutine(api, options.routine);
    const { rows, json, isCut } = await listIncidents(api, {
      state: options.state,
      routine_id: routine?.id,
      limit,
    });
    output.json(json);
    const { paint } = output;
    if (rows.length === 0) {
      output.line("No incidents.");
    } else {
      output.table(
        [
          { title: "ID", cell: ({ id }) => id },
          {
            title: "STATE",
            cell: ({ state }) => state,
            paint: (shown) => paint(colorOf(shown.trim()), shown),
          },
          { title: "ROUTINE", cell: (incident) => incident.routine_name, isFlexible: true },
          { title: "ABOUT", cell: ({ trigger }) => trigger.toLowerCase() },
          { title: "OPENED", cell: ({ opened_at }) => localTime(opened_at) },
          { title: "FAILURES", cell: (incident) => String(incident.failure_count), isRight: true },
          {
            title: "ERROR",
            cell: ({ error_message, error_code }) => error_message ?? error_code ?? "-",
            isFlexible: true,
          },
        ],
        rows,
      );
    }
    if (isCut && !output.isJson) output.note("There are more. Use --limit or a filter.");
    return exitCodes.fine;
  },
});

const args = [{ name: "incident" }] as const;
const note = text("TEXT", "a note for the others");

export const incidentsAck = defineCommand({
  name: "incidents ack",
  does: "acknowledges an incident, so that others know that somebody has it",
  args,
  options: { note },
  run: async ({ args: [id = ""], options, output, session }) => {
    const api = await session.signedIn();
    const { body, text: json } = await changeIncident(api, id, "acknowledge", options.note);
    output.json(json);
    output.line(`Acknowledged the incident of ${plainLine(body.routine_name)}.`);
    return exitCodes.fine;
  },
});

export const incidentsResolve = defineCommand({
  name: "incidents resolve",
  does: "resolves an incident",
  args,
  options: { note },
  run: async ({ args: [id = ""], options, output, session }) => {
    const api = await session.signedIn();
    const { body, text: json } = await changeIncident(api, id, "resolve", options.note);
    output.json(json);
    output.line(`Resolved the incident of ${plainLine(body.routine_name)}.`);
    return exitCodes.fine;
  },
});
