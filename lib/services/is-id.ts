import { z } from "zod";

const uuid = z.uuid();

/** Whether a text from a path, or an argument, can be an id. Any other is handled as not found. */
export const isId = (text: unknown): boolean =>
  typeof text === "string" && uuid.safeParse(text).success;
