/** Each prepared statement holds memory of the server, for as long as its connection lives. */
const MOST_PREPARED = 64;

const MOST_REMEMBERED = 256;

/**
 * The texts of the statements that a connection prepares by name: those that it has run before. A
 * text that never comes again, as of a filter or a list of another length, costs the server nothing.
 */
export class PreparedTexts {
  readonly #prepared = new Set<string>();
  readonly #seen = new Set<string>();

  /** True from the second time on, while there is room. */
  prepares(text: string): boolean {
    if (this.#prepared.has(text)) return true;
    if (this.#prepared.size === MOST_PREPARED) return false;
    if (this.#seen.delete(text)) {
      this.#prepared.add(text);
      return true;
    }
    if (this.#seen.size === MOST_REMEMBERED) this.#seen.clear();
    this.#seen.add(text);
    return false;
  }
}
