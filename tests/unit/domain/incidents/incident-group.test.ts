import { expect, test } from "vitest";
import {
  beginGroup,
  groupOf,
  joinGroup,
  type GroupCandidate,
} from "@/lib/domain/incidents/incident-group";
import { minute } from "@/tests/support/run-outcome";

const incident = (overrides: Partial<Parameters<typeof groupOf>[0]> = {}) => ({
  endpointHost: "api.example.com",
  errorCode: "HTTP_STATUS" as const,
  trigger: "FAILURES" as const,
  openedAt: minute(0),
  ...overrides,
});

const of = (overrides: Parameters<typeof incident>[0], id = "group"): GroupCandidate =>
  beginGroup(id, incident(overrides));

test.each([
  ["of its host, whatever the error", {}, { errorCode: "TIMEOUT" }, true],
  [
    "of its error on another host",
    { errorCode: "TLS" },
    { errorCode: "TLS", endpointHost: "b.example" },
    true,
  ],
  ["with a status of another host", {}, { endpointHost: "b.example" }, false],
  [
    "with a broken rule of another host",
    { errorCode: "ASSERTION" },
    { errorCode: "ASSERTION", endpointHost: "b.example" },
    false,
  ],
  [
    "without an error of another host",
    { errorCode: null },
    { errorCode: null, endpointHost: "b.example" },
    false,
  ],
  [
    "of missed slots on another host",
    { errorCode: null, trigger: "MISSED" },
    { errorCode: null, trigger: "MISSED", endpointHost: "b.example" },
    true,
  ],
  ["two minutes old", {}, { openedAt: minute(2) }, true],
  ["two minutes younger", { openedAt: minute(2) }, {}, true],
  ["more than two minutes old", {}, { openedAt: new Date(minute(2).getTime() + 1) }, false],
] as const)("an incident and a group %s: %#", (_name, first, second, joins) => {
  expect(groupOf(incident(second), [of(first)]) !== null).toBe(joins);
});

test("the newest of several groups is joined", () => {
  const groups = [of({}, "old"), of({ openedAt: minute(1) }, "new"), of({}, "other")];
  expect(groupOf(incident({ openedAt: minute(1) }), groups)?.id).toBe("new");
});

test("a group keeps what all of its incidents have in common", () => {
  const first = of({ errorCode: "TLS" });
  const second = joinGroup(
    first,
    incident({ errorCode: "TLS", endpointHost: "b.example", openedAt: minute(1) }),
  );
  expect(second).toEqual({
    id: "group",
    endpointHost: null,
    errorCode: "TLS",
    hasMissed: false,
    lastJoinedAt: minute(1),
  });
  expect(groupOf(incident({ openedAt: minute(2) }), [second])).toBeNull();
  const third = joinGroup(first, incident({ errorCode: "TIMEOUT", openedAt: minute(-1) }));
  expect(third).toMatchObject({
    endpointHost: "api.example.com",
    errorCode: null,
    lastJoinedAt: minute(0),
  });
});
