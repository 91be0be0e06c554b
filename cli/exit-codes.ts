/** How the program ends, for scripts and CI. Documented in `docs/reference/command-line.md`. */
export const exitCodes = {
  /** Done. */
  fine: 0,
  /** The thing asked about failed: a run, a ping. */
  failed: 1,
  /** The command line can't be right. */
  usage: 2,
  /** No key, a key that isn't valid, or one that may not do this. */
  forbidden: 3,
  notFound: 4,
  /** The server refused the input, or something changed meanwhile. */
  refused: 5,
  /** The server isn't responding, is busy, or limits the rate, also after retries. */
  unavailable: 6,
  /** `plan --exit-code`: there are changes. */
  changes: 10,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each code means, in the order of the help. */
export const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  fine: "done",
  failed: "the thing asked about failed: a run, a ping",
  usage: "the command line can't be right",
  forbidden: "not signed in, or the key may not do this",
  notFound: "not found",
  refused: "the server refused the input, or it conflicts with something",
  unavailable: "the server isn't responding or limits the rate, after retries",
  changes: "plan --exit-code: there are changes",
};
