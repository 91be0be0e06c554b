import type { Api, Query } from "@/cli/api/api";
import { parseExactJson, stringifyExactJson } from "@/lib/domain/json/exact-json";

/** The rows of a list, and the list as text of JSON. */
export type Listed<Row> = { rows: Row[]; json: string; isCut: boolean };

type AnyPage = { data: unknown[]; next_cursor: string | null };

/** The most rows that the API gives in one page, by list. */
const PAGE_ROWS = 200;

/**
 * Up to `limit` rows of a list, over as many pages as it takes. `isCut` says that there are more. Numbers
 * in the JSON keep all of their figures.
 */
export async function readList(
  api: Api,
  path: string,
  { limit, pageRows = PAGE_ROWS, ...query }: Query & { limit: number; pageRows?: number },
): Promise<Listed<unknown>> {
  const exact: unknown[] = [];
  const rows: unknown[] = [];
  let cursor: string | undefined;
  for (;;) {
    const rest = Math.min(pageRows, limit - rows.length);
    const response = await api.send({ path, query: { ...query, limit: rest, cursor } });
    const page = response.body as AnyPage;
    rows.push(...page.data);
    const isLast = page.next_cursor === null || rows.length >= limit;
    if (isLast && exact.length === 0) {
      return { rows, json: response.text, isCut: page.next_cursor !== null };
    }
    exact.push(...(parseExactJson(response.text) as AnyPage).data);
    if (isLast) {
      const json = stringifyExactJson({ data: exact, next_cursor: page.next_cursor });
      return { rows, json, isCut: page.next_cursor !== null };
    }
    cursor = page.next_cursor ?? undefined;
  }
}
