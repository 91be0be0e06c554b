import type { FoundCredential } from "@/lib/domain/imports/hidden-credentials";
import type { ImportSecret } from "@/lib/domain/imports/import-preview";
import { MAX_SECRET_NAME_CHARACTERS, type SecretOption } from "@/lib/domain/routine/secret-option";

/** `https://api.cron-job.org` as `CRONJOB_ORG_API`: the domain, then what stands before it. */
function nameOfOrigin(origin: string): string {
  const host = URL.parse(origin)?.hostname ?? "";
  const labels = host
    .replace(/^\[|\]$/g, "")
    .split(".")
    .filter((label) => label !== "www");
  const isAddress = /^[\d.]+$/.test(host) || host.includes(":");
  const turned = isAddress ? labels : [...labels.slice(-2), ...labels.slice(0, -2)];
  return turned.map((label) => label.replace(/[^A-Za-z0-9]/g, "").toUpperCase()).join("_");
}

/** Leaves room for a number at the end. */
const cut = (name: string) => name.slice(0, MAX_SECRET_NAME_CHARACTERS - 5);

/**
 * Names the secrets that the jobs of a text need: one for each value, header and origin, the same for the same
 * text. Values serve to tell them apart, and go with the book.
 */
export class SecretBook {
  readonly #existing: ReadonlyMap<string, SecretOption>;
  readonly #byValue = new Map<string, ImportSecret>();
  readonly #taken = new Set<string>();

  /** @param existing those that the workspace may name. */
  constructor(existing: readonly SecretOption[]) {
    this.#existing = new Map(existing.map((option) => [option.name, option]));
  }

  propose({ header, value, hint }: FoundCredential, origin: string): ImportSecret {
    const key = JSON.stringify([origin, header, value]);
    const known = this.#byValue.get(key);
    if (known !== undefined) return known;
    const wanted = cut(hint ?? nameOfOrigin(origin)) || "IMPORTED";
    let name = wanted;
    for (let number = 2; !this.#isFree(name, origin); number += 1) name = `${wanted}_${number}`;
    this.#taken.add(name);
    const secret = { name, header, origin, exists: this.#existing.has(name) };
    this.#byValue.set(key, secret);
    return secret;
  }

  /** A name that isn't used for another value here, nor for another origin by the workspace. */
  #isFree(name: string, origin: string): boolean {
    if (this.#taken.has(name)) return false;
    const existing = this.#existing.get(name);
    return (
      existing === undefined ||
      (existing.purpose === "credential" && existing.origins.includes(origin))
    );
  }
}
