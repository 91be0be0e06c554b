import { expect, test } from "vitest";
import { AUDIT_CSV_HEADER, toAuditCsvLine } from "@/lib/domain/audit/audit-csv";
import type { AuditEventDto } from "@/lib/domain/audit/audit-event";

const event: AuditEventDto = {
  ...{ id: "7", at: "2026-03-01T09:00:00.000Z", actor_id: null, actor_email: "a@example.com" },
  ...{ key_id: null, key_name: null, address: "203.0.113.9", action: "routine.updated" },
  ...{ target_kind: "routine", target_id: null, target_name: "Payments", changes: [] },
  ...{ actor_exists: true, target_exists: true },
};

const cellOf = (target_name: string) =>
  toAuditCsvLine({ ...event, target_name })
    .split(",")
    .at(-2);

test("a line has a cell for each column of the header", () => {
  expect(AUDIT_CSV_HEADER).toBe(
    "id,at,actor_id,actor_email,key_id,key_name,address,action,target_kind,target_id,target_name,changes\r\n",
  );
  expect(toAuditCsvLine(event)).toBe(
    "7,2026-03-01T09:00:00.000Z,,a@example.com,,,203.0.113.9,routine.updated,routine,,Payments,[]\r\n",
  );
});

test.each([
  ["=1+1", "'=1+1"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  [" =1", "' =1"],
  ["\t=1", "'\t=1"],
  ["＝1", "'＝1"],
  ["a=1", "a=1"],
  ["", ""],
  ['say "x"', '"say ""x"""'],
  ["=\n1", `"'=\n1"`],
])("the name %j is the cell %j, which no spreadsheet runs", (name, cell) => {
  expect(cellOf(name)).toBe(cell);
});
