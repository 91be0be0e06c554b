import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import { headerText } from "@/lib/egress/header-text";

/** What is shown of a text of the endpoint. */
const QUOTED_CHARACTERS = 60;

type EgressErrorOptions = ErrorOptions & {
  /** Text of the endpoint, in Latin-1. It may echo a secret, and is cut when it is shown. */
  quote?: string;
  /** Whether the endpoint's text goes on after the quote, or may. */
  isQuoteCut?: boolean;
};

/** The first characters of a text, with secrets masked; also one that a cut at its end left only a part of. */
export type CutText = (text: string, limit: number, isWhole: boolean) => string;

/**
 * The error of a request, inside this layer: callers of `sendRequest` get it as a result.
 * `message` tells a person what happened and what to do, and holds no secret. `{quote}` in it stands for
 * a text of the endpoint.
 */
export class EgressError extends Error {
  readonly runErrorCode: RunErrorCode;
  readonly #quote: string | null;
  readonly #isQuoteCut: boolean;

  constructor(runErrorCode: RunErrorCode, message: string, options: EgressErrorOptions = {}) {
    super(message, options);
    this.name = "EgressError";
    this.runErrorCode = runErrorCode;
    this.#quote = options.quote ?? null;
    this.#isQuoteCut = options.isQuoteCut ?? false;
  }

  /** The message with the beginning of the endpoint's text in it, control bytes made visible. */
  explain(cut: CutText): string {
    if (this.#quote === null) return this.message;
    const quote = headerText(this.#quote).trimEnd();
    const start = cut(quote, QUOTED_CHARACTERS, !this.#isQuoteCut);
    const visible = start.replace(
      /[^\x20-\x7e\xa0-\u{10ffff}]/gu,
      (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
    );
    const more = quote.length > QUOTED_CHARACTERS ? "…" : "";
    return this.message.replace("{quote}", () => `"${visible}${more}"`);
  }
}

/** An error that is ours and not the endpoint's. */
export const internalError = (cause: unknown) =>
  new EgressError(
    "INTERNAL",
    "OpsPulse failed to send the request. This is a defect of OpsPulse, not of the endpoint.",
    { cause },
  );
