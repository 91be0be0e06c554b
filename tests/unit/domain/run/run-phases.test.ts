import { describe, expect, it } from "vitest";
import { isOverOpenConnection, listPhases } from "@/lib/domain/run/run-phases";
import { runDetail } from "@/tests/support/run-detail";

const phasesOf = (given: Parameters<typeof runDetail>[0]) =>
  listPhases(runDetail(given)).map(({ name, ms }) => `${name} ${ms}`);

const nothing = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null };

describe("the phases of a run", () => {
  it.each([
    ["all of them", {}, ["dns 10", "connect 20", "tls 40", "waiting 100", "reading 30"]],
    [
      "no TLS, to a literal address",
      { dns_ms: null, tls_ms: null },
      ["connect 20", "waiting 100", "reading 80"],
    ],
    [
      "an open connection",
      { dns_ms: null, connect_ms: null, tls_ms: null, duration_ms: 100 },
      ["waiting 100", "reading 0"],
    ],
    [
      "no head of a response before the timeout",
      { first_byte_ms: null, duration_ms: 8_000 },
      ["dns 10", "connect 20", "tls 40", "unfinished 7930"],
    ],
    [
      "a phase that failed and has its own time",
      { connect_ms: null, tls_ms: null, first_byte_ms: null, duration_ms: 10 },
      ["dns 10"],
    ],
    [
      "rounded phases that are longer than the whole",
      { duration_ms: 169 },
      ["dns 10", "connect 20", "tls 40", "waiting 100", "reading 0"],
    ],
    ["no duration yet", { duration_ms: null }, ["dns 10", "connect 20", "tls 40", "waiting 100"]],
    ["nothing on record", nothing, []],
  ])("%s", (_name, given, phases) => {
    expect(phasesOf(given)).toEqual(phases);
  });

  it.each([
    ["a new connection", {}, false],
    ["an open one", { connect_ms: null }, true],
    ["none that anything came over", nothing, false],
  ])("are over an open connection: %s", (_name, given, isOpen) => {
    expect(isOverOpenConnection(runDetail(given))).toBe(isOpen);
  });
});
