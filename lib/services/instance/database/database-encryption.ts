import { splitDatabaseUrl } from "@/lib/domain/database-servers";
import { ok, warning, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { isLocalHost } from "@/lib/services/instance/local-host";

/** `sslMode` is null where the URL has none: the driver then doesn't encrypt. */
type EncryptionFacts = { hostname: string; sslMode: string | null };

const unencrypted = new Set([null, "disable", "allow", "prefer", "false"]);

export function judgeDatabaseEncryption({ hostname, sslMode }: EncryptionFacts): Finding {
  if (isLocalHost(hostname)) return ok("the connection stays on this machine or in its network");
  if (unencrypted.has(sslMode)) {
    return warning(
      `the connection to ${hostname} isn't encrypted, or may fall back to that`,
      "Add sslmode=require to DATABASE_URL, or better verify-full",
    );
  }
  return ok(`the connection to ${hostname} is encrypted (sslmode=${sslMode ?? ""})`);
}

export const databaseEncryptionCheck = defineCheck({
  name: "database-encryption",
  look: ({ settings }): EncryptionFacts => {
    const servers = splitDatabaseUrl(settings.databaseUrl).map((url) => new URL(url));
    const farthest = servers.find(({ hostname }) => !isLocalHost(hostname)) ?? servers[0];
    const { hostname, searchParams } = farthest ?? new URL(settings.databaseUrl);
    return { hostname, sslMode: searchParams.get("sslmode") ?? searchParams.get("ssl") };
  },
  judge: judgeDatabaseEncryption,
});
