import type { Database } from "@/db/client";
import type { AllowList } from "@/lib/egress/address-policy";
import type { ConnectionPool } from "@/lib/egress/connection-pool";
import type { Authorities } from "@/lib/egress/tls/authorities";
import type { SealingKeys } from "@/lib/sealing/sealing-keys";

/** The keys of browser push (RFC 8292), in Base64 for URLs. */
type VapidKeys = { publicKey: string; privateKey: string };

/** What is needed to make messages and to send them: the service connection, and no workspace. */
export type NotificationContext = {
  db: Database;
  egress: {
    allow: AllowList;
    ownHosts: readonly string[];
    authorities: Authorities;
    resolve: (
      hostname: string,
      lookup: { workspaceId: string; timeoutMs: number },
    ) => Promise<readonly string[]>;
    pool?: ConnectionPool;
  };
  /** Null without `SECRETS_KEY`: then no channel has a secret. */
  sealing: SealingKeys | null;
  /** Where people reach this instance, without a slash at the end. */
  appUrl: string;
  /** The operator's mail server; null where there is none. */
  smtp: { url: string; from: string } | null;
  /** The name of this worker in leases. */
  workerId: string;
  /** The keys of browser push, made at first need; null without `SECRETS_KEY`. */
  vapid: () => Promise<VapidKeys | null>;
};
