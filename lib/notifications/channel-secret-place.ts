import type { SealedPlace } from "@/lib/sealing/sealing-keys";

/** The place that the secret of a channel is sealed for. */
export const channelSecretPlace = (workspaceId: string, channelId: string): SealedPlace => ({
  workspaceId,
  table: "channels",
  rowId: channelId,
  field: "sealed_secret",
});
