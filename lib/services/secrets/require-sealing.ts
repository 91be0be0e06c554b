import { DomainError } from "@/lib/domain/errors";
import type { SealingKeys } from "@/lib/sealing/sealing-keys";
import type { SchedulerContext } from "@/lib/services/context";

/**
 * The keys that secrets are stored under.
 * @throws {DomainError} CONFLICT without any: an administrator must set `SECRETS_KEY` first.
 */
export function requireSealing({ sealing }: Pick<SchedulerContext, "sealing">): SealingKeys {
  if (sealing !== null) return sealing;
  throw new DomainError(
    "CONFLICT",
    "This instance can't store secrets yet: its administrator must set SECRETS_KEY first.",
  );
}
