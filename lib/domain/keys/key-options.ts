/** What an API key may be used for. Each has to be given: none includes another. */
export const keyScopes = [
  /** To read what its role may read. */
  "read",
  /** To create, change and delete what its role may. */
  "write",
  /** To have requests sent: runs by hand, tests and replays. */
  "run",
  /** To report that something is alive, and nothing else. */
  "ping",
] as const;
export type KeyScope = (typeof keyScopes)[number];

/** The most API keys of a workspace. */
export const MAX_API_KEYS = 100;

/** The most address blocks that a key may be limited to. */
export const MAX_KEY_ADDRESSES = 50;
