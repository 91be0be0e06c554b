const messages = {
  CONNECTION_CLOSED: "The connection to the database was closed.",
  CONNECTION_ENDED: "The database is not used any more.",
  CONNECTION_READ_ONLY: "The database's server only reads: another takes the writes, or soon will.",
} as const;

/** The connection is gone, or of no use, or the pool is closed. */
export class ConnectionLostError extends Error {
  readonly code: keyof typeof messages;

  constructor(code: keyof typeof messages = "CONNECTION_CLOSED", options?: ErrorOptions) {
    super(messages[code], options);
    this.name = "ConnectionLostError";
    this.code = code;
  }
}
