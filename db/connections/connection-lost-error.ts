/** The connection is gone, or the pool is closed. */
export class ConnectionLostError extends Error {
  readonly code: "CONNECTION_CLOSED" | "CONNECTION_ENDED";

  constructor(code: ConnectionLostError["code"] = "CONNECTION_CLOSED", options?: ErrorOptions) {
    super(
      code === "CONNECTION_CLOSED"
        ? "The connection to the database was closed."
        : "The database is not used any more.",
      options,
    );
    this.name = "ConnectionLostError";
    this.code = code;
  }
}
