/** The version of the file's format. */
export const CODE_VERSION = 1;

/** The most bytes of a file, in UTF-8. */
export const MAX_CODE_BYTES = 1_000_000;

export const MAX_PREFIX_CHARACTERS = 100;

/** Things of a workspace that nobody has put under a file's care are named up to this number. */
export const MAX_LISTED_UNMANAGED = 50;

/** The kinds of what a file describes, in the order in which a plan lists them. */
export const codeKinds = ["tag", "policy", "routine", "channel", "maintenance"] as const;
export type CodeKind = (typeof codeKinds)[number];

export const codeFormats = ["yaml", "json"] as const;
export type CodeFormat = (typeof codeFormats)[number];

/** The key of the workspace's own alert policy among those of a file. */
export const DEFAULT_POLICY_KEY = "default";
