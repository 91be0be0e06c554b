import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";
import { emailFiles } from "@/scripts/emails/email-files";
import { say } from "@/scripts/start/report";

/** `npm run emails`: writes the emails of a hosted Supabase project from the words in `messages/`. */
const files = emailFiles({ en, "pt-BR": ptBR });
for (const [path, content] of files) {
  const file = join(import.meta.dirname, "..", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
say(`written: ${[...files.keys()].join(", ")}`);
