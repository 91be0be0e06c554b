import { z } from "zod";

const uuid = z.uuid();

/** Whether a string from a path can name a row at all. What cannot is answered as not found. */
export const isId = (text: string): boolean => uuid.safeParse(text).success;
