import type { ImportSource } from "@/lib/domain/imports/import-source";

const MAX_SLUG_CHARACTERS = 80;

/** A name in the letters of a key. */
function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_SLUG_CHARACTERS)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "job" : plain;
}

/** FNV-1a in 32 bits, as six figures: enough to tell the jobs of one name apart. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash.toString(36).padStart(6, "0").slice(-6);
}

/**
 * Keys of a text's jobs: by the source's own ids where it has them, else by name. Jobs of one name are told
 * apart by what they do, and not by their place, so that a line that is added above changes no key.
 */
export class ItemKeys {
  readonly #taken = new Set<string>();

  constructor(private readonly source: ImportSource) {}

  /** @param content what the job does, without credentials. */
  take({ id, name, content }: { id: string | null; name: string; content: string }): string {
    const base = `import/${this.source}/${slugOf(id ?? name)}`;
    const wanted = this.#taken.has(base) ? `${base}-${shortHash(content)}` : base;
    let key = wanted;
    for (let number = 2; this.#taken.has(key); number += 1) key = `${wanted}-${number}`;
    this.#taken.add(key);
    return key;
  }
}
