import { startReplayQuery } from "@/lib/domain/replays/replay";
import { respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { readQuery } from "@/lib/http/read-query";
import type { ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { createReplay } from "@/lib/services/replays/create-replay";
import { previewReplay } from "@/lib/services/replays/preview-replay";

/** Responds with a new replay of a routine, or of those that the body names; with `dry_run`, its preview. */
export async function startReplay(
  context: ServiceContext,
  request: Request,
  routineId: string | null,
): Promise<Response> {
  const { dry_run } = parseInput(startReplayQuery, readQuery(request));
  const input = await readJson(request);
  if (dry_run === "true") {
    const preview = await previewReplay(context, input, routineId);
    return respondJson({ dry_run: true, action: "create", changes: [], ...preview });
  }
  const replay = await createReplay(context, input, routineId);
  return respondJson(replay, { status: 201, headers: { Location: `/api/replays/${replay.id}` } });
}
