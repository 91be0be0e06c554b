import { describe, expect, it } from "vitest";
import {
  errorResponse,
  MessageReader,
  parseResponse,
  queryMessage,
  readyForQuery,
  syncMessage,
} from "@/scripts/stack/postgres-messages";

function int32s(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeInt32BE(value, index * 4));
  return bytes;
}

describe("messages of a client", () => {
  it("are the same however the network cuts them", () => {
    const stream = Buffer.concat([
      queryMessage("select 1"),
      syncMessage,
      queryMessage("select 'é'"),
    ]);
    for (let size = 1; size <= stream.length; size += 1) {
      const reader = new MessageReader();
      const types: string[] = [];
      for (let start = 0; start < stream.length; start += size) {
        reader.push(stream.subarray(start, start + size));
        for (let next = reader.nextMessage(); next !== null; next = reader.nextMessage()) {
          types.push(next.type);
        }
      }
      expect(types).toEqual(["Q", "S", "Q"]);
    }
  });

  it.each([0, 3, -1, 2 ** 31 - 1])("are refused with a length of %d", (length) => {
    const reader = new MessageReader();
    reader.push(Buffer.concat([Buffer.from("Q"), int32s(length)]));
    expect(() => reader.nextMessage()).toThrow(RangeError);
  });
});

describe("the first packet of a client", () => {
  it.each([
    ["TLS is asked for", int32s(8, 80_877_103), "encryption-request"],
    ["GSS encryption is asked for", int32s(8, 80_877_104), "encryption-request"],
    ["a query is to be cancelled", int32s(16, 80_877_102, 1, 2), "cancel-request"],
    ["a session is to begin", int32s(9, 196_608, 0).subarray(0, 9), "startup"],
  ])("is recognized where %s", (_, packet, kind) => {
    const reader = new MessageReader();
    reader.push(packet.subarray(0, 5));
    expect(reader.nextStartupPacket()).toBeNull();
    reader.push(packet.subarray(5));
    expect(reader.nextStartupPacket()?.kind).toBe(kind);
  });

  it("is refused where it is another protocol", () => {
    const reader = new MessageReader();
    reader.push(Buffer.from("GET / HTTP/1.1\r\n"));
    expect(() => reader.nextStartupPacket()).toThrow(RangeError);
  });
});

describe("an response of the database", () => {
  it("loses its announcements of being ready, and the last of them counts", () => {
    const failure = errorResponse("ERROR", "42703", "no such column");
    const response = Buffer.concat([failure, readyForQuery("T"), readyForQuery("E")]);
    expect(parseResponse(response)).toEqual({ bytes: failure, status: "E", hasFailed: true });
  });

  it("may announce nothing", () => {
    expect(parseResponse(new Uint8Array())).toEqual({
      bytes: Buffer.alloc(0),
      status: null,
      hasFailed: false,
    });
  });
});
