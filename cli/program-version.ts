/** The version in the first lines of the program as an instance serves it; null where it's something else. */
export const programVersion = (text: string): string | null =>
  /^#!\/usr\/bin\/env node\n\/\/ The command line of OpsPulse (\S+)\.\n/.exec(text)?.[1] ?? null;
