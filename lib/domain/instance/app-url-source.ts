/** Whether a variable counts as not set. */
export const isBlank = (value: string | undefined): boolean =>
  value === undefined || value.trim() === "";

/**
 * The variable that Vercel sets itself and that `APP_URL` is taken from where it isn't set, or null: of a
 * production deployment its project's own domain, of a preview the address of its branch or its own, so
 * that no preview sends people to production, or the other way round.
 */
export function findAppUrlSource(
  source: Record<string, string | undefined>,
): { name: string; url: string } | null {
  if (isBlank(source.VERCEL) || !isBlank(source.APP_URL)) return null;
  const names =
    source.VERCEL_ENV === "production"
      ? ["VERCEL_PROJECT_PRODUCTION_URL"]
      : ["VERCEL_BRANCH_URL", "VERCEL_URL"];
  const name = names.find((candidate) => !isBlank(source[candidate]));
  return name === undefined ? null : { name, url: `https://${source[name] ?? ""}` };
}
