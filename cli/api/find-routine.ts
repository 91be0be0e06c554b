import type { Api } from "@/cli/api/api";
import { getRoutine, getRoutineByKey, listRoutines } from "@/cli/api/endpoints";
import { ApiError, CommandError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";
import { PROGRAM } from "@/cli/program-name";
import { plainLine } from "@/cli/terminal/plain-text";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import { KEY_PATTERN } from "@/lib/domain/routine/routine-options";

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const KEY = new RegExp(KEY_PATTERN);

async function findByKey(api: Api, key: string): Promise<RoutineDto | null> {
  try {
    return (await getRoutineByKey(api, key)).body;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** The routines that a name is looked for in: those that the API's search finds by it. */
const SEARCHED = 1_000;

const fold = (text: string) => text.normalize("NFC").trim().toLowerCase();

/**
 * The routine of an id, a key, or a name that only one has. Letter case counts only where names differ in
 * nothing else.
 * @throws {CommandError} where there is none, or several; it lists those that are near.
 */
export async function findRoutine(api: Api, named: string): Promise<RoutineDto> {
  if (ID.test(named)) return (await getRoutine(api, named)).body;
  const byKey = KEY.test(named) ? await findByKey(api, named) : null;
  if (byKey !== null) return byKey;
  const { rows } = await listRoutines(api, { q: named, limit: SEARCHED });
  const alike = rows.filter(({ name }) => fold(name) === fold(named));
  const exact = alike.filter(({ name }) => name === named);
  const [only, ...others] = exact.length > 0 ? exact : alike;
  if (only !== undefined && others.length === 0) return only;
  const shown = (only === undefined ? rows : [only, ...others]).slice(0, 10);
  const lines = shown.map(({ id, name }) => `${id}  ${plainLine(name)}`);
  if (only === undefined) {
    const near = lines.length === 0 ? `See: ${PROGRAM} routines` : "Near it are:";
    throw new CommandError(
      `No routine has the id, key or name "${plainLine(named)}". ${near}`,
      exitCodes.notFound,
      lines,
    );
  }
  throw new CommandError(
    `Several routines are named "${plainLine(named)}". Use an id:`,
    exitCodes.usage,
    lines,
  );
}
