import type { Claim } from "@/db/queries/claim-due-routines";

function change(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

/**
 * Counts the claims that a tick has in flight (taken and not yet recorded), by workspace and by
 * host. Shares and caps go by them.
 */
export class InFlightCounts {
  readonly byWorkspace = new Map<string, number>();
  readonly byHost = new Map<string, number>();

  add(claim: Claim): void {
    change(this.byWorkspace, claim.routine.workspaceId, 1);
    change(this.byHost, claim.routine.endpointHost, 1);
  }

  remove(claim: Claim): void {
    change(this.byWorkspace, claim.routine.workspaceId, -1);
    change(this.byHost, claim.routine.endpointHost, -1);
  }
}
