import { packColumns } from "@/components/pulse/field-code";
import { respondJson, handleServiceRoute } from "@/lib/http/handle-route";
import { readPulseColumns } from "@/lib/services/runs/read-pulse-columns";

export const dynamic = "force-dynamic";

/** What there is to tell of the marks of the overview: asked for once somebody points at one. */
export const GET = handleServiceRoute(async (context, request) => {
  const ids = new URL(request.url).searchParams.getAll("routine_id");
  const { starts_at, rows } = await readPulseColumns(context, ids);
  return respondJson({
    starts_at,
    rows: Object.fromEntries(rows.map(({ id, columns }) => [id, packColumns(columns)])),
  });
});
