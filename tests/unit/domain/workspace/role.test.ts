import { describe, expect, it } from "vitest";
import { grantableRoles, hasRole, roles, type Role } from "@/lib/domain/workspace/role";

describe("a role may do what lower roles may, and no more", () => {
  const inOrder: Role[] = ["VIEWER", "MEMBER", "ADMIN", "OWNER"];

  it.each(inOrder)("%s", (role) => {
    const may = inOrder.filter((atLeast) => hasRole(role, atLeast));
    expect(may).toEqual(inOrder.slice(0, inOrder.indexOf(role) + 1));
  });

  it("every role but the owner's can be granted", () => {
    expect([...grantableRoles].sort()).toEqual(roles.filter((role) => role !== "OWNER").sort());
  });
});
