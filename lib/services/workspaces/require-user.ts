import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";

/**
 * The user who acts, for what belongs to a person.
 * @throws {DomainError} FORBIDDEN for an API key.
 */
export function requireUser({ actor }: Pick<ServiceContext, "actor">): string {
  if (actor.key === undefined) return actor.userId;
  throw new DomainError("FORBIDDEN", "An API key can't do this. Sign in and do it yourself.");
}
