import { readQuery, type AllowedValues, type Parameters } from "@/components/page/query";
import { ValidationError } from "@/lib/domain/errors";

/** The parameters that name a place in a list. They fit only the list that they were made for. */
const places: readonly string[] = ["cursor", "before"];

type ListQuery<Name extends string> = Partial<Record<Name, string>>;

/** The query without the parameters of these names, or null where it has none of them. */
function without<Name extends string>(
  query: ListQuery<Name>,
  names: readonly string[],
): ListQuery<Name> | null {
  const kept: ListQuery<Name> = {};
  for (const name in query) {
    const value = query[name];
    if (value !== undefined && !names.includes(name)) kept[name] = value;
  }
  return Object.keys(kept).length === Object.keys(query).length ? null : kept;
}

/**
 * A list as the address of its page asks for it, and the parameters that were followed.
 *
 * Parameters that don't fit are dropped, and the others still count. That holds for what `allowed`
 * rules out, for what `load` refuses, and for a place past the end of the list. There is no redirect:
 * people type addresses, cut them off in messages and keep them for years, and an old cursor must cost
 * them neither their filters nor a way back. The links of the page carry what was followed, so the
 * next click leads to an address that fits. Programs get a problem instead: see the routes of the API.
 *
 * @throws {ValidationError} where `load` refuses what no parameter has asked for.
 */
export async function readList<Name extends string, List extends { data: readonly unknown[] }>(
  parameters: Parameters,
  allowed: AllowedValues<Name>,
  load: (query: ListQuery<Name>) => Promise<List>,
): Promise<{ query: ListQuery<Name>; list: List }> {
  const query = readQuery(parameters, allowed);
  try {
    const list = await load(query);
    const fromStart = list.data.length === 0 ? without(query, places) : null;
    if (fromStart === null) return { query, list };
    return { query: fromStart, list: await load(fromStart) };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const refused = error.problems.map(({ path }) => path);
    const fitting = without(query, [...refused, ...places]);
    if (fitting === null) throw error;
    return { query: fitting, list: await load(fitting) };
  }
}
