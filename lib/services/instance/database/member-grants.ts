import { sql } from "drizzle-orm";
import { appRole } from "@/db/access/app-role";
import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { isOurRelation } from "@/lib/services/instance/database/our-objects";

/** The role that statements for users run as, and the tables where its grants and policies disagree. */
type MemberGrantFacts = {
  role: "missing" | "unbound" | "bound";
  /** A policy lets members read it, and no grant does. */
  closed: readonly string[];
  /** A grant lets members reach it, and no policy says which rows. */
  unguarded: readonly string[];
};

export function judgeMemberGrants({ role, closed, unguarded }: MemberGrantFacts): Finding {
  if (role === "missing") {
    return problem(
      `the role ${appRole.name} is missing, so no page can be shown`,
      "Run npm run db:migrate, which makes it. After a restore into another cluster, restore once more afterwards",
    );
  }
  if (role === "unbound") {
    return problem(
      `row-level security doesn't bind ${appRole.name}: members could read every workspace`,
      `As an administrator of the database, run: alter role ${appRole.name} nosuperuser nobypassrls`,
    );
  }
  if (unguarded.length > 0) {
    return problem(
      `${appRole.name} has privileges on ${unguarded.join(", ")}, which no policy guards`,
      `Run: revoke all on ${unguarded.join(", ")} from ${appRole.name}`,
    );
  }
  if (closed.length > 0) {
    return problem(
      `members can't read ${closed.join(", ")}: the grants are missing`,
      "A restore without privileges loses them: restore the dump with its grants",
    );
  }
  return ok("members have the grants that policies expect, and no others");
}

export const memberGrantsCheck = defineCheck({
  name: "member-grants",
  look: async (instance): Promise<MemberGrantFacts> => {
    const [role] = await instance.query<{ is_unbound: boolean }>(
      sql`select rolsuper or rolbypassrls as is_unbound from pg_roles where rolname = ${appRole.name}`,
    );
    if (role === undefined) return { role: "missing", closed: [], unguarded: [] };
    const rows = await instance.query<{
      name: string;
      has_grant: boolean;
      has_policy: boolean;
    }>(sql`
      select c.relname as name,
        has_table_privilege(r.oid, c.oid, 'select, insert, update, delete')
          or has_any_column_privilege(r.oid, c.oid, 'select, insert, update') as has_grant,
        exists (select from pg_policy p where p.polrelid = c.oid and r.oid = any (p.polroles)) as has_policy
      from pg_class c join pg_namespace n on n.oid = c.relnamespace, pg_roles r
      where r.rolname = ${appRole.name} and c.relkind in ('r', 'p') and ${isOurRelation}
      order by name
    `);
    const names = (wanted: (row: (typeof rows)[number]) => boolean) =>
      rows.filter(wanted).map(({ name }) => name);
    return {
      role: role.is_unbound ? "unbound" : "bound",
      closed: names(({ has_grant, has_policy }) => has_policy && !has_grant),
      unguarded: names(({ has_grant, has_policy }) => has_grant && !has_policy),
    };
  },
  judge: judgeMemberGrants,
});
