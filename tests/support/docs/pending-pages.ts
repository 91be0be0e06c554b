/** Pages of the contents that are not written yet, by their path below `docs/`, without `.md`. */
export const pendingPages: readonly string[] = [];
