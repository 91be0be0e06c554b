/** A command as its shell splits it. */
export type ShellWords = {
  words: string[];
  /** Variables and substitutions. The words hold them as they were written. */
  variables: string[];
  /** A quote is not closed: it reaches to the end of the text. */
  isUnclosed: boolean;
  /** Whether another command follows. */
  hasRest: boolean;
  /** The text after the first command, with the sign that ends it. */
  rest: string;
  /** What the command reads where it reads `-`; null where the text doesn't say. */
  input: string | null;
};

/** Collects pieces into words. A word may be empty; before its first piece there is no word. */
export class WordList {
  readonly words: string[] = [];
  readonly variables: string[] = [];
  isUnclosed = false;
  input: string | null = null;
  #word: string | null = null;
  #redirect: ((target: string) => void) | null = null;

  get isInWord() {
    return this.#word !== null;
  }

  /** The word that is being put together, so far. */
  get word() {
    return this.#word ?? "";
  }

  add(text: string) {
    this.#word = (this.#word ?? "") + text;
  }

  end() {
    if (this.#word === null) return;
    if (this.#redirect === null) this.words.push(this.#word);
    else this.#redirect(this.#word);
    this.#redirect = null;
    this.#word = null;
  }

  /** Has the next word taken as the target of a redirection, whose descriptor (`2>`) is no word. */
  redirect(take: (target: string) => void) {
    if (this.#word !== null && /^\d$/.test(this.#word)) this.#word = null;
    this.end();
    this.#redirect = take;
  }

  /** The words, where the command ends and `rest` follows. */
  finish(rest: string): ShellWords {
    this.end();
    const { words, variables, isUnclosed, input } = this;
    return { words, variables, isUnclosed, input, rest, hasRest: /[^\s;&|)}'"`]/.test(rest) };
  }
}
