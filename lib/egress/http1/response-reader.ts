import { frameBody, type BodyFraming } from "@/lib/egress/http1/body-framing";
import { notHttp } from "@/lib/egress/http1/first-bytes";
import {
  bodyTooLarge,
  cutShort,
  headTooLarge,
  loneReturns,
  malformedChunk,
  noResponse,
  switchedProtocols,
  tooManyInterim,
} from "@/lib/egress/http1/malformed";
import { readHead, readStatusLine, type ResponseHead } from "@/lib/egress/http1/response-head";

const MAX_INTERIM_RESPONSES = 16;

/** As many as curl reads. Their bytes are limited too. */
const MAX_FIELDS = 5_000;

/** What is looked at of a response that isn't HTTP. */
const RECOGNIZED_BYTES = 64;

const LF = 10;
const CR = 13;
const NOTHING = Buffer.alloc(0);
const HTTP = "http/";

/** RFC 9112, section 7.1.1: a size, blanks, and extensions that are not read. */
const CHUNK_SIZE = /^0*([0-9a-f]{0,13})[ \t]*(?:;.*)?$/is;

export type ReaderLimits = {
  /** Of each head, and of the trailers and chunk extensions of a response. */
  maxHeaderBytes: number;
  maxBodyBytes: number;
};

export type ReaderEvents = {
  /** The head of the final response, once. It is called before anything of its framing is refused. */
  onHead: (head: ResponseHead) => void;
  onBody: (bytes: Buffer) => void;
};

type State =
  | "before" // nothing but empty lines so far
  | "foreign" // what came can't become HTTP
  | "fields"
  | "length"
  | "close"
  | "size"
  | "chunk"
  | "chunk end"
  | "trailers"
  | "done";

/**
 * Reads one response of HTTP/1 out of the bytes of a socket (RFC 9112). It takes what the RFC and curl
 * take: line ends without CR, blanks around values, folds, interim responses that nobody asked for,
 * lengths that are repeated. What leaves the end of a body open is refused with its reason. It holds no
 * more than a head, and never reads beyond the end of the response.
 */
export class ResponseReader {
  readonly #method: string;
  readonly #limits: ReaderLimits;
  readonly #events: ReaderEvents;
  #state: State = "before";
  #pending: Buffer = NOTHING;
  #hasBytes = false;
  #isClean = true;
  #interimCount = 0;
  #headBytes = 0;
  #status = 0;
  #lines: string[] = [];
  #framing: BodyFraming = { kind: "none" };
  /** Bytes of the body, of the current chunk, and of all that came after the head. */
  #bodyBytes = 0;
  #left = 0;
  #wireBytes = 0;
  #chunkCount = 0;
  #chunkExtras = 0;

  constructor(method: string, limits: ReaderLimits, events: ReaderEvents) {
    this.#method = method;
    this.#limits = limits;
    this.#events = events;
  }

  /** Whether the response has come to its end. */
  get isDone(): boolean {
    return this.#state === "done";
  }

  /** Whether any byte has come. */
  get hasBytes(): boolean {
    return this.#hasBytes;
  }

  /** Whether what came can't become HTTP. `end` says what it looks like; a few more bytes may help. */
  get isForeign(): boolean {
    return this.#state === "foreign";
  }

  /** Whether another request may follow over the socket: nothing odd came, and nothing after the end. */
  get isClean(): boolean {
    return this.isDone && this.#isClean && this.#pending.length === 0;
  }

  /**
   * Reads on.
   * @throws {EgressError} `PROTOCOL` or `TOO_LARGE`.
   */
  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#hasBytes = true;
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    try {
      while (this.#step());
    } catch (error) {
      this.#isClean = false;
      throw error;
    }
  }

  /**
   * Takes note that no more bytes come. It returns where the response is whole.
   * @param error what closed the socket, where the endpoint didn't end it.
   * @throws {EgressError} `PROTOCOL`.
   */
  end(error?: unknown): void {
    const start = this.#pending.toString("latin1");
    switch (this.#state) {
      case "done":
        return;
      case "before":
        if (start.includes("\r") && start.length > HTTP.length) throw loneReturns(start);
        if (start !== "") throw cutShort("within its status line", error);
        if (this.#interimCount > 0) throw cutShort("after an interim response", error);
        throw noResponse(error);
      case "foreign":
        throw notHttp(start);
      case "fields":
        throw cutShort(`within its headers, in line ${this.#lines.length + 2}`, error);
      case "close":
        if (error !== undefined) {
          throw cutShort(`after ${this.#bodyBytes} bytes of its body`, error);
        }
        break;
      case "length": {
        const announced = this.#bodyBytes + this.#left;
        throw cutShort(`after ${this.#bodyBytes} of ${announced} bytes of its body`, error);
      }
      case "size":
      case "chunk":
      case "chunk end":
      case "trailers":
        throw cutShort(
          `after ${this.#bodyBytes} bytes of its body, before the last chunk was complete`,
          error,
        );
    }
    this.#isClean = false;
    this.#state = "done";
  }

  /** Returns whether anything was read. */
  #step(): boolean {
    switch (this.#state) {
      case "before":
        return this.#readStart();
      case "fields":
        return this.#readField();
      case "length":
        return this.#readData("done");
      case "chunk":
        return this.#readData("chunk end");
      case "close":
        return this.#readToClose();
      case "size":
        return this.#readSize();
      case "chunk end":
        return this.#readChunkEnd();
      case "trailers":
        return this.#readTrailer();
      case "foreign":
        return this.#recognize();
      case "done":
        return false;
    }
  }

  #take(length: number): Buffer {
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return taken;
  }

  /** The next line without its end; null where it isn't whole yet. */
  #takeLine(): string | null {
    const end = this.#pending.indexOf(LF);
    if (end === -1) return null;
    const isCrlf = end > 0 && this.#pending[end - 1] === CR;
    if (!isCrlf) this.#isClean = false;
    const line = this.#take(end + 1);
    return line.toString("latin1", 0, isCrlf ? end - 1 : end);
  }

  #takeHeadLine(): string | null {
    const before = this.#pending.length;
    const line = this.#takeLine();
    this.#headBytes += before - this.#pending.length;
    const held = this.#headBytes + (line === null ? this.#pending.length : 0);
    if (held > this.#limits.maxHeaderBytes || this.#lines.length > MAX_FIELDS) {
      throw headTooLarge(this.#limits.maxHeaderBytes);
    }
    return line;
  }

  #readStart(): boolean {
    const first = this.#pending.findIndex((byte) => byte !== CR && byte !== LF);
    const empty = first === -1 ? this.#pending.length : first;
    if (empty > 0) this.#isClean = false;
    this.#headBytes += this.#take(empty).length;
    const start = this.#pending.toString("latin1", 0, HTTP.length).toLowerCase();
    if (start !== HTTP.slice(0, start.length)) {
      this.#state = "foreign";
      return true;
    }
    const line = this.#takeHeadLine();
    if (line === null) return false;
    this.#status = readStatusLine(line);
    this.#lines = [];
    this.#state = "fields";
    return true;
  }

  /** Waits for the first line of a text, and for the first bytes of anything else. */
  #recognize(): boolean {
    const start = this.#pending.toString("latin1", 0, RECOGNIZED_BYTES);
    const line = /^[\t\x20-\x7e\x80-\xff]+(?=\r?\n)/.exec(start)?.[0];
    if (line === undefined && start.length < RECOGNIZED_BYTES) return false;
    throw notHttp(line ?? this.#pending.toString("latin1"));
  }

  #readField(): boolean {
    const line = this.#takeHeadLine();
    if (line === null) return false;
    if (line !== "") {
      this.#lines.push(line);
      return true;
    }
    if (this.#status < 200) this.#passInterim();
    else this.#beginBody();
    return true;
  }

  #passInterim(): void {
    if (this.#status === 101) throw switchedProtocols();
    this.#interimCount += 1;
    if (this.#interimCount > MAX_INTERIM_RESPONSES) throw tooManyInterim(MAX_INTERIM_RESPONSES);
    this.#headBytes = 0;
    this.#state = "before";
  }

  #beginBody(): void {
    const head = readHead(this.#status, this.#lines);
    this.#lines = [];
    this.#events.onHead(head);
    if (head.fault !== null) throw head.fault;
    const { framing, isClean } = frameBody(head, this.#method);
    this.#framing = framing;
    if (!head.isClean || !isClean) this.#isClean = false;
    const states = { none: "done", length: "length", chunked: "size", close: "close" } as const;
    this.#state = states[framing.kind];
    if (this.#framing.kind !== "length") return;
    this.#left = this.#framing.bytes;
    if (this.#left === 0) this.#state = "done";
  }

  #giveBody(bytes: Buffer): void {
    this.#bodyBytes += bytes.length;
    this.#events.onBody(bytes);
    if (this.#bodyBytes > this.#limits.maxBodyBytes) throw bodyTooLarge(this.#limits.maxBodyBytes);
  }

  #readData(next: State): boolean {
    if (this.#pending.length === 0) return false;
    const bytes = this.#take(Math.min(this.#left, this.#pending.length));
    this.#left -= bytes.length;
    this.#wireBytes += bytes.length;
    if (this.#left === 0) this.#state = next;
    this.#giveBody(bytes);
    return true;
  }

  #readToClose(): boolean {
    if (this.#pending.length === 0) return false;
    this.#giveBody(this.#take(this.#pending.length));
    return false;
  }

  /** @throws {EgressError} `TOO_LARGE` for framing without end, which the limits of heads and bodies miss. */
  #takeChunkLine(): string | null {
    const { maxHeaderBytes, maxBodyBytes } = this.#limits;
    const before = this.#pending.length;
    const line = this.#takeLine();
    const taken = before - this.#pending.length;
    this.#wireBytes += taken;
    if (this.#state === "trailers") this.#chunkExtras += taken;
    else this.#chunkExtras += Math.max(0, taken - 16);
    const held = line === null ? this.#pending.length : 0;
    if (this.#chunkExtras + held > maxHeaderBytes) throw headTooLarge(maxHeaderBytes);
    if (this.#wireBytes > maxHeaderBytes + maxBodyBytes) throw bodyTooLarge(maxBodyBytes);
    return line;
  }

  #readSize(): boolean {
    const line = this.#takeChunkLine();
    if (line === null) return false;
    const digits = /^[0-9a-f]/i.test(line) ? CHUNK_SIZE.exec(line)?.[1] : undefined;
    this.#chunkCount += 1;
    if (digits === undefined) {
      throw malformedChunk(this.#chunkCount, "should begin with a size, and begins with", line);
    }
    this.#left = digits === "" ? 0 : Number.parseInt(digits, 16);
    this.#state = this.#left === 0 ? "trailers" : "chunk";
    return true;
  }

  #readChunkEnd(): boolean {
    const isCr = this.#pending[0] === CR;
    const end = this.#pending[isCr ? 1 : 0];
    if (end === undefined) return false;
    if (end !== LF) {
      const next = this.#pending.toString("latin1", 0, 60);
      throw malformedChunk(this.#chunkCount, "is longer than its size: it goes on with", next);
    }
    if (!isCr) this.#isClean = false;
    this.#wireBytes += this.#take(isCr ? 2 : 1).length;
    this.#state = "size";
    return true;
  }

  /** Trailers are passed over, so nothing in them can contradict the head (RFC 9110, section 6.5.1). */
  #readTrailer(): boolean {
    const line = this.#takeChunkLine();
    if (line === null) return false;
    if (line === "") this.#state = "done";
    return true;
  }
}
