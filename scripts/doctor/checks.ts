import type { Check } from "@/scripts/doctor/check";
import { appCheck } from "@/scripts/doctor/checks/app";
import { appUrlCheck } from "@/scripts/doctor/checks/app-url";
import { clockCheck } from "@/scripts/doctor/checks/clock";
import { cronSecretCheck } from "@/scripts/doctor/checks/cron-secret";
import { dataApiCheck } from "@/scripts/doctor/checks/data-api";
import { databaseCheck } from "@/scripts/doctor/checks/database";
import { databaseEncryptionCheck } from "@/scripts/doctor/checks/database-encryption";
import { demoCheck } from "@/scripts/doctor/checks/demo";
import { egressCheck } from "@/scripts/doctor/checks/egress";
import { foreignHostCheck } from "@/scripts/doctor/checks/foreign-host";
import { heartbeatCheck } from "@/scripts/doctor/checks/heartbeat";
import { leaseCheck } from "@/scripts/doctor/checks/lease";
import { livenessCheck } from "@/scripts/doctor/checks/liveness";
import { migrationsCheck } from "@/scripts/doctor/checks/migrations";
import { planLimitsCheck } from "@/scripts/doctor/checks/plan-limits";
import { prepareCheck } from "@/scripts/doctor/checks/prepare";
import { privateFilesCheck } from "@/scripts/doctor/checks/private-files";
import { publicFunctionsCheck } from "@/scripts/doctor/checks/public-functions";
import { publicRolesCheck } from "@/scripts/doctor/checks/public-roles";
import { routineSecretsCheck } from "@/scripts/doctor/checks/routine-secrets";
import { rowSecurityCheck } from "@/scripts/doctor/checks/row-security";
import { sealedSecretsCheck } from "@/scripts/doctor/checks/sealed-secrets";
import { securityHeadersCheck } from "@/scripts/doctor/checks/security-headers";
import { signUpCheck } from "@/scripts/doctor/checks/sign-up";
import { storageCheck } from "@/scripts/doctor/checks/storage";
import { ticksCheck } from "@/scripts/doctor/checks/ticks";
import { trustProxyCheck } from "@/scripts/doctor/checks/trust-proxy";

/** Every check, in the order in which they are shown: what others depend on comes first. */
export const checks: readonly Check[] = [
  databaseCheck,
  databaseEncryptionCheck,
  prepareCheck,
  migrationsCheck,
  publicRolesCheck,
  publicFunctionsCheck,
  rowSecurityCheck,
  dataApiCheck,
  appCheck,
  livenessCheck,
  appUrlCheck,
  foreignHostCheck,
  securityHeadersCheck,
  trustProxyCheck,
  signUpCheck,
  routineSecretsCheck,
  sealedSecretsCheck,
  cronSecretCheck,
  demoCheck,
  egressCheck,
  ticksCheck,
  heartbeatCheck,
  clockCheck,
  leaseCheck,
  storageCheck,
  planLimitsCheck,
  privateFilesCheck,
];
