import { z } from "zod";

const uuid = z.uuid();

/** Whether a string from a path can be an id. Any other is handled as not found. */
export const isId = (text: string): boolean => uuid.safeParse(text).success;
