import { describe, expect, it } from "vitest";
import { grantableRoles, hasRole, roles, type Role } from "@/lib/domain/workspace/role";

describe("a role may do what the ones below it may, and no more", () => {
  const inOrder: Role[] = ["VIEWER", "MEMBER", "ADMIN", "OWNER"];

  it.each(inOrder)("%s", (role) => {
    const may = inOrder.filter((atLeast) => hasRole(role, atLeast));
    expect(may).toEqual(inOrder.slice(0, inOrder.indexOf(role) + 1));
  });

  it("every role can be given but that of the owner", () => {
    expect([...grantableRoles].sort()).toEqual(roles.filter((role) => role !== "OWNER").sort());
  });
});
