/** The colours of tags; each is a token of the style sheet, `--tag-red` for `red`. */
export const tagColors = [
  "gray",
  "red",
  "orange",
  "yellow",
  "green",
  "teal",
  "blue",
  "purple",
] as const;
export type TagColor = (typeof tagColors)[number];

export const MAX_TAG_CHARACTERS = 40;

/** The most tags of one routine. */
export const MAX_ROUTINE_TAGS = 20;

/** The most tags of one workspace. */
export const MAX_WORKSPACE_TAGS = 200;
