import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { MASTER_KEY_BYTES } from "@/lib/sealing/master-key";
import { UnsealError } from "@/lib/sealing/unseal-error";

/**
 * Sealed text: `v1.<key id>.<nonce>.<ciphertext and tag>`, the last three in Base64 for URLs.
 * AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits and a tag of 128. Its additional data is
 * the version, the key id and the place, so text that is moved to another row or field doesn't open.
 * The key of AES is derived from the master key by HKDF-SHA256 (RFC 5869), and so is the key id, which
 * says nothing about the key.
 */

const VERSION = "v1";
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 8;
const SEALED = /^v1\.([\w-]{11})\.([\w-]{16})\.([\w-]{22,})$/;

/** Where sealed text is stored. `workspaceId` is null for what belongs to the whole instance. */
export type SealedPlace = {
  workspaceId: string | null;
  /** The names of table and column in the database. */
  table: string;
  field: string;
  rowId: string;
};

type MasterKey = { id: string; master: Buffer; cipher: Buffer };

const derive = (master: Buffer, info: string, bytes = MASTER_KEY_BYTES) =>
  Buffer.from(hkdfSync("sha256", master, "", `opspulse ${info}`, bytes));

function toMasterKey(master: Buffer): MasterKey {
  if (master.length !== MASTER_KEY_BYTES) {
    throw new RangeError(`A master key has ${MASTER_KEY_BYTES} bytes.`);
  }
  return {
    id: derive(master, "key id", KEY_ID_BYTES).toString("base64url"),
    master,
    cipher: derive(master, `seal ${VERSION}`),
  };
}

/** One text for one key and place: JSON keeps the parts apart, whatever they hold. */
const additionalData = (keyId: string, { workspaceId, table, rowId, field }: SealedPlace) =>
  Buffer.from(JSON.stringify([VERSION, keyId, workspaceId, table, rowId, field]), "utf8");

/** The bytes of Base64 for URLs, or null where another text stands for the same bytes. */
function decode(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : null;
}

type SealedParts = { keyId: string; nonce: Buffer; ciphertext: Buffer; tag: Buffer };

function parseSealed(sealed: string): SealedParts | null {
  const [, keyId = "", nonceText = "", bodyText = ""] = SEALED.exec(sealed) ?? [];
  const nonce = decode(nonceText);
  const body = decode(bodyText);
  if (keyId === "" || nonce === null || body === null) return null;
  return {
    keyId,
    nonce,
    ciphertext: body.subarray(0, -TAG_BYTES),
    tag: body.subarray(-TAG_BYTES),
  };
}

/**
 * The keys that this instance seals with. Logged or serialised, they show nothing.
 */
export class SealingKeys {
  readonly #current: MasterKey;
  /** The current key first. */
  readonly #all: readonly MasterKey[];

  /**
   * @param current the key of `SECRETS_KEY`, 32 bytes.
   * @param previous the key of `SECRETS_KEY_PREVIOUS`, which only opens.
   */
  constructor(current: Buffer, previous: Buffer | null = null) {
    this.#current = toMasterKey(current);
    const isRotated = previous !== null && !previous.equals(current);
    this.#all = isRotated ? [this.#current, toMasterKey(previous)] : [this.#current];
  }

  /** The beginnings of texts that these keys have sealed, that of the current key first. */
  get prefixes(): readonly string[] {
    return this.#all.map(({ id }) => `${VERSION}.${id}.`);
  }

  /** The text sealed under the current key. Sealing again gives another text. */
  seal(text: string, place: SealedPlace): string {
    const { id, cipher: key } = this.#current;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(additionalData(id, place));
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return [VERSION, id, nonce.toString("base64url"), body.toString("base64url")].join(".");
  }

  /**
   * The text that was sealed for this place, under the current or the previous key.
   * @throws {UnsealError} saying why not.
   */
  unseal(sealed: string, place: SealedPlace): string {
    const parts = parseSealed(sealed);
    if (parts === null) throw new UnsealError("MALFORMED");
    const key = this.#all.find(({ id }) => id === parts.keyId);
    if (key === undefined) throw new UnsealError("UNKNOWN_KEY");
    const decipher = createDecipheriv(CIPHER, key.cipher, parts.nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(additionalData(key.id, place));
    decipher.setAuthTag(parts.tag);
    try {
      return Buffer.concat([decipher.update(parts.ciphertext), decipher.final()]).toString("utf8");
    } catch {
      throw new UnsealError("NOT_AUTHENTIC");
    }
  }

  /**
   * A key of 32 bytes for another purpose, such as signing links: the same for the same purpose, and
   * of no use for any other. It changes with `SECRETS_KEY`.
   */
  deriveKey(purpose: string): Buffer {
    return derive(this.#current.master, `purpose ${purpose}`);
  }

  /** The keys for a purpose that what was signed earlier may have, the current one first. */
  deriveKeys(purpose: string): readonly Buffer[] {
    return this.#all.map(({ master }) => derive(master, `purpose ${purpose}`));
  }
}
