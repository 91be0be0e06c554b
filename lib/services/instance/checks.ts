import type { Check } from "@/lib/services/instance/check";
import { clockCheck } from "@/lib/services/instance/clocks/clock";
import { clocksCheck } from "@/lib/services/instance/clocks/clocks";
import { heartbeatCheck } from "@/lib/services/instance/clocks/heartbeat";
import { lagCheck } from "@/lib/services/instance/clocks/lag";
import { leaseCheck } from "@/lib/services/instance/clocks/lease";
import { ticksCheck } from "@/lib/services/instance/clocks/ticks";
import { dataApiCheck } from "@/lib/services/instance/database/data-api";
import { databaseCheck } from "@/lib/services/instance/database/database";
import { databaseDistanceCheck } from "@/lib/services/instance/database/database-distance";
import { databaseEncryptionCheck } from "@/lib/services/instance/database/database-encryption";
import { exposedSchemasCheck } from "@/lib/services/instance/database/exposed-schemas";
import { memberGrantsCheck } from "@/lib/services/instance/database/member-grants";
import { migrationsCheck } from "@/lib/services/instance/database/migrations";
import { planLimitsCheck } from "@/lib/services/instance/database/plan-limits";
import { prepareCheck } from "@/lib/services/instance/database/prepare";
import { publicFunctionsCheck } from "@/lib/services/instance/database/public-functions";
import { publicRolesCheck } from "@/lib/services/instance/database/public-roles";
import { rowSecurityCheck } from "@/lib/services/instance/database/row-security";
import { storageCheck } from "@/lib/services/instance/database/storage";
import { appCheck } from "@/lib/services/instance/outside/app";
import { foreignHostCheck } from "@/lib/services/instance/outside/foreign-host";
import { livenessCheck } from "@/lib/services/instance/outside/liveness";
import { securityHeadersCheck } from "@/lib/services/instance/outside/security-headers";
import { tickRefusalCheck } from "@/lib/services/instance/outside/tick-refusal";
import { tlsCheck } from "@/lib/services/instance/outside/tls";
import { appUrlCheck } from "@/lib/services/instance/settings/app-url";
import { authLinksCheck } from "@/lib/services/instance/settings/auth-links";
import { authTemplatesCheck } from "@/lib/services/instance/settings/auth-templates";
import { cronSecretCheck } from "@/lib/services/instance/settings/cron-secret";
import { demoCheck } from "@/lib/services/instance/settings/demo";
import { egressCheck } from "@/lib/services/instance/settings/egress";
import { mailCheck } from "@/lib/services/instance/settings/mail";
import { operatorsCheck } from "@/lib/services/instance/settings/operators";
import { publishableKeyCheck } from "@/lib/services/instance/settings/publishable-key";
import { pushKeysCheck } from "@/lib/services/instance/settings/push-keys";
import { routineSecretsCheck } from "@/lib/services/instance/settings/routine-secrets";
import { sealedSecretsCheck } from "@/lib/services/instance/settings/sealed-secrets";
import { secretStrengthCheck } from "@/lib/services/instance/settings/secret-strength";
import { signUpCheck } from "@/lib/services/instance/settings/sign-up";
import { trustProxyCheck } from "@/lib/services/instance/settings/trust-proxy";

export const checkGroups = ["database", "clocks", "settings", "outside"] as const;
export type CheckGroup = (typeof checkGroups)[number];

/** Every check of an instance, in the order in which they are shown: what others depend on comes first. */
export const checksByGroup: Readonly<Record<CheckGroup, readonly Check[]>> = {
  database: [
    databaseCheck,
    databaseDistanceCheck,
    databaseEncryptionCheck,
    prepareCheck,
    migrationsCheck,
    publicRolesCheck,
    publicFunctionsCheck,
    memberGrantsCheck,
    rowSecurityCheck,
    storageCheck,
    planLimitsCheck,
  ],
  clocks: [ticksCheck, clocksCheck, lagCheck, heartbeatCheck, clockCheck, leaseCheck],
  settings: [
    appUrlCheck,
    trustProxyCheck,
    egressCheck,
    demoCheck,
    operatorsCheck,
    cronSecretCheck,
    secretStrengthCheck,
    routineSecretsCheck,
    sealedSecretsCheck,
    pushKeysCheck,
  ],
  outside: [
    appCheck,
    livenessCheck,
    tlsCheck,
    foreignHostCheck,
    securityHeadersCheck,
    tickRefusalCheck,
    dataApiCheck,
    exposedSchemasCheck,
    publishableKeyCheck,
    signUpCheck,
    authLinksCheck,
    authTemplatesCheck,
    mailCheck,
  ],
};
