import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { appliedFiles } from "@/db/schema";
import type { CodeResource } from "@/lib/domain/code/code-plan";

export type AppliedFile = { prefix: string; resources: CodeResource[]; appliedAt: Date };

/** Makes other applies in the workspace wait until the transaction ends. */
export async function lockFiles(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`files of ${workspaceId}`}::text, 0))`,
  );
}

/** What was applied last of the file with this prefix, or null. */
export async function findAppliedFile(
  tx: Transaction,
  workspaceId: string,
  prefix: string,
): Promise<AppliedFile | null> {
  const [row] = await tx
    .select({
      prefix: appliedFiles.prefix,
      resources: appliedFiles.resources,
      appliedAt: appliedFiles.appliedAt,
    })
    .from(appliedFiles)
    .where(and(eq(appliedFiles.workspaceId, workspaceId), eq(appliedFiles.prefix, prefix)));
  return row ?? null;
}

/** The files with other prefixes, of each only its tags and its policy, which have no key. */
export async function findOtherFiles(
  tx: Transaction,
  workspaceId: string,
  prefix: string,
): Promise<Pick<AppliedFile, "prefix" | "resources">[]> {
  return tx
    .select({
      prefix: appliedFiles.prefix,
      resources: sql<CodeResource[]>`jsonb_path_query_array(${appliedFiles.resources},
        '$[*] ? (@.kind == "tag" || @.kind == "policy")')`,
    })
    .from(appliedFiles)
    .where(and(eq(appliedFiles.workspaceId, workspaceId), sql`${appliedFiles.prefix} <> ${prefix}`))
    .orderBy(appliedFiles.prefix);
}

/** The prefixes of a workspace's files, with when each was applied last. */
export async function listAppliedFiles(
  tx: Transaction,
  workspaceId: string,
): Promise<Pick<AppliedFile, "prefix" | "appliedAt">[]> {
  return tx
    .select({ prefix: appliedFiles.prefix, appliedAt: appliedFiles.appliedAt })
    .from(appliedFiles)
    .where(eq(appliedFiles.workspaceId, workspaceId))
    .orderBy(appliedFiles.prefix);
}

/** Forgets the files whose prefixes share keys with this one: they own nothing any more. */
export async function forgetNestedFiles(
  tx: Transaction,
  workspaceId: string,
  prefix: string,
): Promise<void> {
  await tx
    .delete(appliedFiles)
    .where(
      and(
        eq(appliedFiles.workspaceId, workspaceId),
        sql`${appliedFiles.prefix} <> ${prefix}`,
        sql`(starts_with(${appliedFiles.prefix}, ${prefix}) or starts_with(${prefix}, ${appliedFiles.prefix}))`,
      ),
    );
}

/** Keeps what was applied of a file, in place of what was before; where it is nothing, not even the prefix. */
export async function saveAppliedFile(
  tx: Transaction,
  workspaceId: string,
  { prefix, resources }: Pick<AppliedFile, "prefix" | "resources">,
): Promise<void> {
  if (resources.length === 0) {
    await tx
      .delete(appliedFiles)
      .where(and(eq(appliedFiles.workspaceId, workspaceId), eq(appliedFiles.prefix, prefix)));
    return;
  }
  await tx
    .insert(appliedFiles)
    .values({ workspaceId, prefix, resources, appliedAt: sql`now()` })
    .onConflictDoUpdate({
      target: [appliedFiles.workspaceId, appliedFiles.prefix],
      set: { resources, appliedAt: sql`now()` },
    });
}
