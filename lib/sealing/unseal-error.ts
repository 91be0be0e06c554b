/**
 * MALFORMED: not sealed text. UNKNOWN_KEY: sealed under a key that this instance doesn't have.
 * NOT_AUTHENTIC: changed after it was sealed, or sealed for another place.
 */
type UnsealReason = "MALFORMED" | "UNKNOWN_KEY" | "NOT_AUTHENTIC";

const messages: Record<UnsealReason, string> = {
  MALFORMED: "The stored text isn't sealed text.",
  UNKNOWN_KEY:
    "The stored text is sealed under another key. Set SECRETS_KEY_PREVIOUS to the key of before, or store the secret again.",
  NOT_AUTHENTIC: "The stored text was changed, or belongs to another row. Store the secret again.",
};

/** Sealed text that can't be opened here. Holds nothing of the text. */
export class UnsealError extends Error {
  readonly reason: UnsealReason;

  constructor(reason: UnsealReason) {
    super(messages[reason]);
    this.name = "UnsealError";
    this.reason = reason;
  }
}
