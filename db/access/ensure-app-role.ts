import { sql } from "drizzle-orm";
import { appRole } from "@/db/access/app-role";
import type { Database, Transaction } from "@/db/client";
import { hasErrorCode } from "@/db/connections/transient-error";

/** A role that is missing, or isn't as it must be, and that the user of the database can't mend. */
export class AppRoleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AppRoleError";
  }
}

const INSUFFICIENT_PRIVILEGE = "42501";

/** The SQLSTATEs of two databases of a cluster that change its shared catalogue at once. */
const CATALOGUE_RACES: readonly string[] = ["XX000", "23505", "40P01", "42710"];
const MOST_ATTEMPTS = 5;

/**
 * Makes the role `opspulse_app`, and the current user a member of it, where that isn't so. Roles
 * belong to the whole cluster: another database of it may do the same at this moment, and a database
 * that was restored elsewhere finds none.
 * @throws {AppRoleError} with what an administrator has to run, where the user may not.
 */
export async function ensureAppRole(db: Database): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await makeRole(db);
      return;
    } catch (error) {
      const isRace = hasErrorCode(error, (code) => CATALOGUE_RACES.includes(code));
      if (attempt === MOST_ATTEMPTS || !isRace) throw error;
    }
  }
}

/**
 * Checks that policies are for the app's role. They are lost where a dump is restored before the role is
 * there, and without them nobody sees a row.
 * @throws {AppRoleError} with what to do.
 */
export async function requirePolicies(tx: Transaction): Promise<void> {
  const policies = await tx.execute(sql`
    select from pg_policies where schemaname = 'public' and ${appRole.name}::name = any (roles) limit 1`);
  if (policies.length > 0) return;
  throw new AppRoleError(
    `No policy is for the role ${appRole.name}: it was missing when this database was restored. It is there now. Restore the dump again, into an empty database.`,
  );
}

function makeRole(db: Database): Promise<void> {
  const role = sql.identifier(appRole.name);
  return db.transaction(async (tx) => {
    const [found] = await tx.execute<{ user: string; exists: boolean; isUnbound: boolean }>(sql`
      select current_user as user, rolname is not null as exists,
        coalesce(rolsuper or rolbypassrls, false) as "isUnbound"
      from (select) as one left join pg_roles on rolname = ${appRole.name}`);
    const { user = "", exists = false, isUnbound = false } = found ?? {};
    if (isUnbound) {
      throw new AppRoleError(
        `The role ${appRole.name} isn't bound by row-level security. As an administrator of this PostgreSQL, run: alter role ${appRole.name} nosuperuser nobypassrls;`,
      );
    }
    try {
      if (!exists) await tx.execute(sql`create role ${role} nologin`);
      // Since version 16, a member may become the role only where the membership says so.
      const [member] = await tx.execute<{ mayBecome: boolean }>(sql`
        select pg_has_role(
          oid, case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end
        ) as "mayBecome"
        from pg_roles where rolname = ${appRole.name}`);
      if (member?.mayBecome !== true) await tx.execute(sql`grant ${role} to current_user`);
    } catch (error) {
      if (!hasErrorCode(error, (code) => code === INSUFFICIENT_PRIVILEGE)) throw error;
      const create = exists ? "" : `create role ${appRole.name} nologin; `;
      throw new AppRoleError(
        `The database's user "${user}" may not make the role that the app works as. As an administrator of this PostgreSQL, run: ${create}grant ${appRole.name} to "${user}";`,
      );
    }
  });
}
