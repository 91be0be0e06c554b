import type { Database } from "@/db/client";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
import type { Role } from "@/lib/domain/workspace/role";
import type { AllowList } from "@/lib/egress/address-policy";
import type { ConnectionPool } from "@/lib/egress/connection-pool";
import type { SecretStore } from "@/lib/egress/secret-store";

/** What every outbound request of this instance is held to. */
export type EgressRules = {
  allow: AllowList;
  /** Hosts (`host` or `host:port`) at which this instance itself is reached. */
  ownHosts: readonly string[];
  resolve: (hostname: string) => Promise<readonly string[]>;
  /** Sockets that a workspace may use again. Without one every request has a socket of its own. */
  pool?: ConnectionPool;
};

/** How leases, ticks and requests are dimensioned. */
export type SchedulerSettings = {
  /** Names this worker in leases, runs and logs. */
  workerId: string;
  maxConcurrency: number;
  /** Requests to one host that a tick has in hand at most. */
  maxPerHost: number;
  /** Rows a claim. */
  batchLimit: number;
  slackSeconds: number;
  leaseSeconds: number;
  /** Seconds of a lease that must be left after the longest request, to record its result. */
  recordMarginSeconds: number;
  budgetSeconds: number;
  retentionDays: number;
};

/** What the scheduler works with: the service connection, and no tenant. */
export type SchedulerContext = {
  db: Database;
  egress: EgressRules;
  secrets: SecretStore;
  scheduler: SchedulerSettings;
};

/** What a verb works with: a verified user in one of their workspaces. */
export type ServiceContext = SchedulerContext & {
  workspaceId: string;
  /** What the user is in this workspace. */
  role: Role;
  actor: { userId: string };
  /** Whether visitors of this instance share the demo account, which then is nobody's to take away. */
  hasDemo: boolean;
  limits: RoutineLimits;
};
