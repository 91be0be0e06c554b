import { timingSafeEqual } from "node:crypto";
import { findKeyByPrefix, recordKeyUse } from "@/db/queries/access/api-keys";
import { DomainError } from "@/lib/domain/errors";
import { isKeyToken, keyPrefixOf } from "@/lib/domain/keys/key-token";
import { blockContains, parseAddressBlock, parseIpAddress } from "@/lib/egress/ip-address";
import { log } from "@/lib/log";
import type { Actor, SchedulerContext } from "@/lib/services/context";
import { hashKeyToken } from "@/lib/services/keys/key-hashing";

const isSame = (one: string, other: string) =>
  timingSafeEqual(Buffer.from(one, "hex"), Buffer.from(other, "hex"));

function isWithin(address: string, blocks: readonly string[]): boolean {
  const parsed = parseIpAddress(address);
  return blocks.some((text) => {
    const block = parseAddressBlock(text);
    return parsed !== null && block !== null && blockContains(block, parsed);
  });
}

/**
 * The caller of an API key, or null where it isn't one, was deleted, or has expired. What can't be a key
 * is refused without the database; a key costs one read, and one write a minute for its last use.
 * @param address The client's, in which a key that is limited to addresses has to lie.
 * @throws {DomainError} FORBIDDEN for an address that the key isn't for.
 */
export async function verifyKey(
  context: Pick<SchedulerContext, "db" | "sealing">,
  token: string,
  address: string,
): Promise<Actor | null> {
  if (!isKeyToken(token)) return null;
  const [stored, hash] = await Promise.all([
    findKeyByPrefix(context.db, keyPrefixOf(token)),
    hashKeyToken(context, token),
  ]);
  if (stored === null || hash === null || !isSame(stored.secretHash, hash)) return null;
  if (stored.isExpired) return null;
  const { id, name, workspaceId, role, scopes, addresses, isUseDue } = stored;
  if (addresses.length > 0 && !isWithin(address, addresses)) {
    throw new DomainError("FORBIDDEN", `This API key isn't accepted from the address ${address}.`);
  }
  if (isUseDue) {
    await recordKeyUse(context.db, id).catch((error: unknown) => {
      log.warn({ err: error }, "the use of an API key was not recorded");
    });
  }
  return { userId: null, key: { id, name, workspaceId, role, scopes }, address };
}
