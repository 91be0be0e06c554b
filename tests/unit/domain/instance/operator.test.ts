import { expect, test } from "vitest";
import { isOperator } from "@/lib/domain/instance/operator";

const id = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const account = { id, email: "You@Example.com", isConfirmed: true };
const proof = { isConfirmationProof: true };
const noProof = { isConfirmationProof: false };

test("an address counts where it is confirmed, and a confirmation proves something", () => {
  const names = ["you@example.com"];
  expect(isOperator(account, names, proof)).toBe(true);
  expect(isOperator({ ...account, isConfirmed: false }, names, proof)).toBe(false);
  expect(isOperator(account, names, noProof)).toBe(false);
  expect(isOperator({ ...account, email: "me@example.com" }, names, proof)).toBe(false);
  expect(isOperator({ ...account, email: null }, ["", "null", "undefined"], proof)).toBe(false);
});

test("an id counts always, because nobody can claim it", () => {
  expect(isOperator({ ...account, isConfirmed: false }, [id], noProof)).toBe(true);
});

test("the demo account is never an operator", () => {
  const demo = { ...account, email: "Demo@OpsPulse.app" };
  expect(isOperator(demo, ["demo@opspulse.app", id], proof)).toBe(false);
});
