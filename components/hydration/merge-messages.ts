/** Messages by name: texts, as a file or the build has them, and groups of further ones. */
export type MessageGroup = Record<string, unknown>;

/** A text is a string, or the array that the build makes of one. */
export const isMessageGroup = (value: unknown): value is MessageGroup =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The messages of both, where the same message is not in both. */
export function mergeMessages(one: MessageGroup, other: MessageGroup): MessageGroup {
  const merged = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const known = merged[name];
    merged[name] =
      isMessageGroup(known) && isMessageGroup(value) ? mergeMessages(known, value) : value;
  }
  return merged;
}
