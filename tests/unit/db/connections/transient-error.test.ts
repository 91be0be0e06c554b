import { DrizzleQueryError } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { ConnectionLostError } from "@/db/connections/connection-lost-error";
import { DatabaseDeadlineError } from "@/db/connections/deadline";
import { isTransientError } from "@/db/connections/transient-error";

const coded = (code: string) => Object.assign(new Error("An error."), { code });

describe("an error that may pass", () => {
  test.each([
    ["a deadline", new DatabaseDeadlineError(15)],
    ["a lost connection", new ConnectionLostError()],
    ["a connection that the driver finds closed", coded("CONNECTION_CLOSED")],
    ["a server that does not let a client in", coded("CONNECT_TIMEOUT")],
    ["a refused connection", coded("ECONNREFUSED")],
    ["a broken connection", coded("ECONNRESET")],
    ["a connection that broke while it was written to", coded("EPIPE")],
    ["a host that is out of reach", coded("EHOSTUNREACH")],
    ["a name server that does not respond", coded("EAI_AGAIN")],
    ["a protocol violation, as a pooler reports a lost server", coded("08P01")],
    ["a connection that failed", coded("08006")],
    ["a read-only server", coded("25006")],
    ["a transaction that rested too long", coded("25P03")],
    ["a serialization failure", coded("40001")],
    ["a deadlock", coded("40P01")],
    ["too many connections", coded("53300")],
    ["a lock that was not available", coded("55P03")],
    ["a statement that the server cancelled", coded("57014")],
    ["a terminated backend", coded("57P01")],
    ["a server that crashed", coded("57P02")],
    ["a server that starts", coded("57P03")],
    ["a full disk", coded("53100")],
    ["an error of a disk", coded("58030")],
    ["an error within a pooler", coded("XX000")],
    ["one that Drizzle put its own around", new DrizzleQueryError("select 1", [], coded("57P01"))],
    ["one deeper inside", new Error("a", { cause: new Error("b", { cause: coded("40001") }) })],
  ])("is %s", (_, error) => {
    expect(isTransientError(error)).toBe(true);
  });

  test.each([
    ["a pool that was closed", new ConnectionLostError("CONNECTION_ENDED")],
    ["a value that does not fit", coded("22001")],
    ["a row that is there already", coded("23505")],
    ["a table that does not exist", coded("42P01")],
    ["a wrong password", coded("28P01")],
    ["a failed transaction", coded("25P02")],
    ["a prepared statement that does not exist", coded("26000")],
    ["an error without a code", new TypeError("undefined is not a function")],
    ["a code that is a number", Object.assign(new Error("An error."), { code: 57014 })],
    ["one that Drizzle put its own around", new DrizzleQueryError("select 1", [], coded("23505"))],
    ["a text", "ECONNREFUSED"],
    ["nothing", undefined],
  ])("is not %s", (_, error) => {
    expect(isTransientError(error)).toBe(false);
  });
});
