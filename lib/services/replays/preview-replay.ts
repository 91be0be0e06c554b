import type { ReplayPreviewDto } from "@/lib/domain/replays/replay";
import type { ServiceContext } from "@/lib/services/context";
import { planReplay } from "@/lib/services/replays/plan-replay";

/**
 * What a replay of one routine (`routineId`), or of those that the input names, would run, and what it
 * would leave out and why. Nothing is written.
 * @throws as `planReplay` does.
 */
export async function previewReplay(
  context: ServiceContext,
  input: unknown,
  routineId: string | null = null,
): Promise<ReplayPreviewDto> {
  const { preview } = await planReplay(context, input, routineId);
  return preview;
}
