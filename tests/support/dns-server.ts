import { createSocket } from "node:dgram";
import { once } from "node:events";
import { parseIpAddress } from "@/lib/egress/ip-address";

export type RecordType = "A" | "AAAA";

/** What a name server says about a name: those of the addresses that are asked for, an error, or nothing. */
export type DnsReply =
  { addresses: readonly string[]; ttl?: number } | { error: "SERVFAIL" | "NXDOMAIN" } | "nothing";

type DnsBehaviour = (name: string, type: RecordType) => DnsReply | Promise<DnsReply>;

export type DnsServer = {
  /** As a resolver takes it. */
  server: string;
  /** What it was asked, such as `A example.com`, repeated questions too. */
  questions: readonly string[];
  close: () => Promise<void>;
};

/** RFC 1035, section 3.2.2, and RFC 3596. */
const recordTypes: Readonly<Record<number, RecordType>> = { 1: "A", 28: "AAAA" };

/** RFC 1035, section 4.1.1. */
const errorCodes = { SERVFAIL: 2, NXDOMAIN: 3 };

const HEADER_BYTES = 12;
const RESPONSE_FLAGS = 0x8180;
const CLASS_IN = 1;
/** A pointer to the name in the question. */
const SAME_NAME = 0xc00c;

type Question = { id: number; name: string; type: number; bytes: Buffer };

function parseQuestion(message: Buffer): Question {
  const labels: string[] = [];
  let offset = HEADER_BYTES;
  for (let length = message.readUInt8(offset); length > 0; length = message.readUInt8(offset)) {
    labels.push(message.toString("latin1", offset + 1, offset + 1 + length));
    offset += 1 + length;
  }
  return {
    id: message.readUInt16BE(0),
    name: labels.join("."),
    type: message.readUInt16BE(offset + 1),
    bytes: message.subarray(HEADER_BYTES, offset + 5),
  };
}

/** The data of a record; null where the address is of the other family. */
function addressBytes(text: string, type: number): Buffer | null {
  const address = parseIpAddress(text);
  if (address === null) throw new Error(`${text} is no address.`);
  if (recordTypes[type] !== (address.family === 4 ? "A" : "AAAA")) return null;
  const digits = address.family === 4 ? 8 : 32;
  return Buffer.from(address.value.toString(16).padStart(digits, "0"), "hex");
}

function encodeRecord(type: number, ttl: number, data: Buffer): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  [SAME_NAME, type, CLASS_IN].forEach((value, index) => head.writeUInt16BE(value, 2 * index));
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function encodeReply({ id, type, bytes }: Question, reply: Exclude<DnsReply, "nothing">): Buffer {
  const { addresses, ttl = 60 } = "error" in reply ? { addresses: [] } : reply;
  const records = addresses
    .map((address) => addressBytes(address, type))
    .filter((data) => data !== null)
    .map((data) => encodeRecord(type, ttl, data));
  const header = Buffer.alloc(HEADER_BYTES);
  const flags = RESPONSE_FLAGS | ("error" in reply ? errorCodes[reply.error] : 0);
  [id, flags, 1, records.length].forEach((value, index) => {
    header.writeUInt16BE(value, 2 * index);
  });
  return Buffer.concat([header, bytes, ...records]);
}

/** A name server on loopback that says what the test says. */
export async function startDnsServer(behave: DnsBehaviour): Promise<DnsServer> {
  const questions: string[] = [];
  const socket = createSocket("udp4");
  let isOpen = true;
  socket.on("message", (message, { address, port }) => {
    const question = parseQuestion(message);
    const type = recordTypes[question.type];
    if (type === undefined) return;
    questions.push(`${type} ${question.name}`);
    void Promise.resolve(behave(question.name, type)).then((reply) => {
      if (reply !== "nothing" && isOpen) socket.send(encodeReply(question, reply), port, address);
    });
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    server: `127.0.0.1:${socket.address().port}`,
    questions,
    close: async () => {
      isOpen = false;
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}
