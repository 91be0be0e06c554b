import type { SecretOption } from "@/lib/domain/routine/secret-option";

/** Where a secret may be sent, and what must be masked wherever it could come back. */
type HeldSecret = {
  readonly name: string;
  readonly origins: readonly string[];
  readonly sensitive: readonly string[];
};

/** A secret that is sent in a header. */
export type CredentialSecret = HeldSecret & {
  readonly header: { readonly name: string; readonly value: string };
};

/** A secret that signs webhooks. The current key is first, then the one before it, if any. */
export type SigningSecret = HeldSecret & { readonly keys: readonly Buffer[] };

/** Values are private, so that a secret that is logged or serialised shows its name and origins only. */
abstract class HiddenSecret<Secret extends HeldSecret> implements HeldSecret {
  readonly name: string;
  readonly origins: readonly string[];
  readonly #secret: Secret;

  constructor(secret: Secret) {
    this.name = secret.name;
    this.origins = secret.origins;
    this.#secret = secret;
  }

  get sensitive(): readonly string[] {
    return this.#secret.sensitive;
  }

  protected get secret(): Secret {
    return this.#secret;
  }
}

class Credential extends HiddenSecret<CredentialSecret> implements CredentialSecret {
  get header(): CredentialSecret["header"] {
    return this.secret.header;
  }
}

class SigningKeys extends HiddenSecret<SigningSecret> implements SigningSecret {
  get keys(): readonly Buffer[] {
    return this.secret.keys;
  }
}

/** A secret by its purpose. */
export type PurposedSecret =
  | { purpose: "credential"; secret: CredentialSecret }
  | { purpose: "signing"; secret: SigningSecret };

/** `workspaces`: the ids of those that may use the secret, null for all. */
export type SecretEntry = { workspaces: ReadonlySet<string> | null } & PurposedSecret;

const isFor = ({ workspaces }: SecretEntry, workspaceId: string) =>
  workspaces === null || workspaces.has(workspaceId.toLowerCase());

/** The secret in a form that shows nothing of its value where it is logged or serialised. */
export const hideValue = (entry: PurposedSecret): PurposedSecret =>
  entry.purpose === "credential"
    ? { purpose: "credential", secret: new Credential(entry.secret) }
    : { purpose: "signing", secret: new SigningKeys(entry.secret) };

/**
 * The secrets of this instance. A secret that is unknown, not for this workspace, or of the other
 * purpose is null, whichever it is. Logged or serialised, the store shows nothing.
 */
export class SecretStore {
  /** By name, in the order of names. */
  readonly #entries: ReadonlyMap<string, SecretEntry>;

  constructor(entries: readonly SecretEntry[]) {
    const named = entries.map((entry) => {
      const { workspaces } = entry;
      return [entry.secret.name, { workspaces, ...hideValue(entry) }] as const;
    });
    this.#entries = new Map(named.sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** The secrets that a workspace may use, in the order of names, without values. */
  list(workspaceId: string): SecretOption[] {
    return [...this.#entries.values()]
      .filter((entry) => isFor(entry, workspaceId))
      .map(({ purpose, secret: { name, origins } }) => ({ name, purpose, origins }));
  }

  /** The names of all secrets, whichever workspaces may use them. */
  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** The secret of this name that a workspace may use, or null. */
  find(name: string, workspaceId: string): PurposedSecret | null {
    return this.#find(name, workspaceId);
  }

  findCredential(name: string, workspaceId: string): CredentialSecret | null {
    const entry = this.#find(name, workspaceId);
    return entry?.purpose === "credential" ? entry.secret : null;
  }

  findSigningKey(name: string, workspaceId: string): SigningSecret | null {
    const entry = this.#find(name, workspaceId);
    return entry?.purpose === "signing" ? entry.secret : null;
  }

  #find(name: string, workspaceId: string): SecretEntry | null {
    const entry = this.#entries.get(name);
    return entry !== undefined && isFor(entry, workspaceId) ? entry : null;
  }
}

/** Whether the secret may be sent to this URL: its origin must be exactly one of the secret's. */
export function mayBeSentTo(secret: { origins: readonly string[] }, url: URL | string): boolean {
  const parsed = URL.parse(String(url));
  return parsed !== null && secret.origins.includes(parsed.origin);
}
