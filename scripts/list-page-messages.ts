import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import {
  listPageMessages,
  PAGE_MESSAGES_FILE,
  readModules,
} from "@/scripts/messages/page-messages";

const path = join(import.meta.dirname, "..", PAGE_MESSAGES_FILE);
const lists = JSON.stringify(listPageMessages(readModules()));
await writeFile(path, await format(lists, { ...(await resolveConfig(path)), filepath: path }));
