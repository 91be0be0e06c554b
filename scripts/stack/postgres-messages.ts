/**
 * The parts of the PostgreSQL wire protocol (version 3, chapter "Frontend/Backend Protocol") that a
 * server needs to hand whole messages to a database that speaks the rest of it.
 */

export type FrontendMessage = { type: string; bytes: Uint8Array };

export type StartupPacket =
  | { kind: "startup"; bytes: Uint8Array }
  | { kind: "encryption-request" }
  | { kind: "cancel-request" };

/** I: idle. T: in a transaction. E: in a failed transaction. */
export type TransactionStatus = "I" | "T" | "E";

const CANCEL_REQUEST = 80_877_102;
const ENCRYPTION_REQUESTS: readonly number[] = [80_877_103, 80_877_104];
const LONGEST_STARTUP_PACKET = 10_000;
const LONGEST_MESSAGE = 64 * 1024 * 1024;

/** Collects the bytes of one client and gives them back as whole packets and messages. */
export class MessageReader {
  #pending = Buffer.alloc(0);

  push(chunk: Uint8Array): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
  }

  /** The next packet of the start-up phase, or null until it is complete. */
  nextStartupPacket(): StartupPacket | null {
    if (this.#pending.length < 8) return null;
    const length = this.#pending.readInt32BE(0);
    if (length < 8 || length > LONGEST_STARTUP_PACKET) {
      throw new RangeError("This is not the PostgreSQL protocol.");
    }
    const bytes = this.#take(length);
    if (bytes === null) return null;
    const code = bytes.readInt32BE(4);
    if (ENCRYPTION_REQUESTS.includes(code)) return { kind: "encryption-request" };
    if (code === CANCEL_REQUEST) return { kind: "cancel-request" };
    return { kind: "startup", bytes };
  }

  /** The next message after the start-up phase, or null until it is complete. */
  nextMessage(): FrontendMessage | null {
    if (this.#pending.length < 5) return null;
    const length = this.#pending.readInt32BE(1);
    if (length < 4 || length > LONGEST_MESSAGE) {
      throw new RangeError("A message of the PostgreSQL protocol has no valid length.");
    }
    const bytes = this.#take(1 + length);
    return bytes && { type: String.fromCharCode(bytes[0] ?? 0), bytes };
  }

  #take(length: number): Buffer<ArrayBuffer> | null {
    if (this.#pending.length < length) return null;
    const bytes = Buffer.from(this.#pending.subarray(0, length));
    this.#pending = this.#pending.subarray(length);
    return bytes;
  }
}

/** A response of the database without its ReadyForQuery messages, and the status in those. */
export type DatabaseResponse = {
  bytes: Buffer;
  status: TransactionStatus | null;
  hasFailed: boolean;
};

type BackendMessage = { type: string; bytes: Buffer };

function* splitMessages(response: Uint8Array): Generator<BackendMessage> {
  const bytes = Buffer.from(response.buffer, response.byteOffset, response.byteLength);
  for (let start = 0; start + 5 <= bytes.length;) {
    const end = start + 1 + bytes.readInt32BE(start + 1);
    const type = String.fromCharCode(bytes[start] ?? 0);
    yield { type, bytes: bytes.subarray(start, end) };
    start = end;
  }
}

/** Takes the ReadyForQuery messages out of a response. */
export function parseResponse(response: Uint8Array): DatabaseResponse {
  const kept: Buffer[] = [];
  let status: TransactionStatus | null = null;
  let hasFailed = false;
  for (const { type, bytes } of splitMessages(response)) {
    if (type === "Z") status = toStatus(String.fromCharCode(bytes[5] ?? 0));
    else kept.push(bytes);
    hasFailed ||= type === "E";
  }
  return { bytes: Buffer.concat(kept), status, hasFailed };
}

/**
 * Takes the BackendKeyData message out of a response. A client that learned the process of the
 * session would take the session for its own, and leave settings and prepared statements in it.
 */
export function withoutBackendKey(response: Uint8Array): Buffer {
  const messages = Array.from(splitMessages(response));
  return Buffer.concat(messages.filter(({ type }) => type !== "K").map(({ bytes }) => bytes));
}

function toStatus(letter: string): TransactionStatus {
  return letter === "T" || letter === "E" ? letter : "I";
}

export function readyForQuery(status: TransactionStatus): Buffer {
  return message("Z", Buffer.from(status));
}

/** Asks the client for its password in clear text; both ends are on this machine. */
export const passwordRequest: Buffer = message("R", Buffer.from([0, 0, 0, 3]));

export const syncMessage: Buffer = message("S", Buffer.alloc(0));

export function queryMessage(text: string): Buffer {
  return message("Q", Buffer.from(`${text}\0`));
}

/** `code` is an SQLSTATE. FATAL tells the client that the connection is over. */
export function errorResponse(severity: "ERROR" | "FATAL", code: string, text: string): Buffer {
  const fields = `S${severity}\0V${severity}\0C${code}\0M${text}\0\0`;
  return message("E", Buffer.from(fields));
}

/** The text after the header of a message, up to its terminating zero. */
export function firstText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0, 5);
  return Buffer.from(bytes.subarray(5, end === -1 ? bytes.length : end)).toString("utf8");
}

function message(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.write(type, 0, "latin1");
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}
