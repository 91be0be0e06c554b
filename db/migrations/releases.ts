import { z } from "zod";
import list from "@/drizzle/releases.json";

const release = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  date: z.iso.date(),
  /** The commit that the tag `v{version}` names. */
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  /** The newest migration that the release has. */
  migration: z.string(),
});

export type Release = z.infer<typeof release>;

/** What was released, the oldest first. The code itself is on its way to the release after the last. */
export const releases: readonly [Release, ...Release[]] = z.tuple([release], release).parse(list);

/** The release before this code. Its instances run on this code's schema while they are replaced. */
export const previousRelease: Release = releases.at(-1) ?? releases[0];

/**
 * The newest release whose schema a database has, by the names of its migrations; null where it is older
 * than all of them.
 */
export const releaseOf = (applied: readonly string[]): Release | null =>
  releases.findLast(({ migration }) => applied.includes(migration)) ?? null;
