import { createRequire } from "node:module";
import type { Ajv2020 } from "ajv/dist/2020.js";
import type { FormatsPlugin } from "ajv-formats";

// Its types say `default` of what the module itself is.
const addFormats = createRequire(import.meta.url)("ajv-formats") as FormatsPlugin;

/** A validator that checks formats (`date-time`, `uuid`), too. */
export function withFormats(ajv: Ajv2020): Ajv2020 {
  addFormats(ajv);
  ajv.addFormat("media-range", true);
  return ajv;
}
