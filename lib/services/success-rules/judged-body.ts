import { containsText } from "@/lib/services/success-rules/contains-text";
import { foldCase } from "@/lib/services/success-rules/fold-case";
import { parseJsonBody } from "@/lib/services/success-rules/parse-json-body";

/** The text of a body as rules read it. It is parsed and folded at most once. */
export class JudgedBody {
  readonly text: string;
  #folded: string | null = null;
  #document: ReturnType<typeof parseJsonBody> | null = null;

  constructor(text: string) {
    this.text = text;
  }

  #pair(sought: string, ignoreCase: boolean): [text: string, sought: string] {
    if (!ignoreCase) return [this.text, sought];
    this.#folded ??= foldCase(this.text);
    return [this.#folded, foldCase(sought)];
  }

  contains(sought: string, ignoreCase: boolean): boolean {
    return containsText(...this.#pair(sought, ignoreCase));
  }

  /** Whether it is a text, apart from white space around both. */
  equals(sought: string, ignoreCase: boolean): boolean {
    const [text, other] = this.#pair(sought, ignoreCase);
    return text.trim() === other.trim();
  }

  parse(): ReturnType<typeof parseJsonBody> {
    this.#document ??= parseJsonBody(this.text);
    return this.#document;
  }
}
