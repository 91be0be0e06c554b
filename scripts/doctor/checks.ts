import type { Check } from "@/lib/services/instance/check";
import { checksByGroup } from "@/lib/services/instance/checks";
import { appCheck } from "@/lib/services/instance/outside/app";
import { foreignHostCheck } from "@/lib/services/instance/outside/foreign-host";
import { livenessCheck } from "@/lib/services/instance/outside/liveness";
import { securityHeadersCheck } from "@/lib/services/instance/outside/security-headers";
import { tickRefusalCheck } from "@/lib/services/instance/outside/tick-refusal";
import { tickingCheck } from "@/lib/services/instance/outside/ticking";
import { tlsCheck } from "@/lib/services/instance/outside/tls";
import { visibleSignUpCheck } from "@/lib/services/instance/outside/visible-sign-up";
import { privateFilesCheck } from "@/scripts/doctor/checks/private-files";
import type { LocalInstance } from "@/scripts/doctor/find-instance";

/** Every check of an instance whose variables are here, in the order in which they are shown. */
export const checks: readonly Check<LocalInstance>[] = [
  ...checksByGroup.database,
  ...checksByGroup.clocks,
  ...checksByGroup.settings,
  ...checksByGroup.outside,
  privateFilesCheck,
];

/** What anybody can see of an instance, without its variables. */
export const outsideChecks: readonly Check[] = [
  appCheck,
  livenessCheck,
  tlsCheck,
  foreignHostCheck,
  securityHeadersCheck,
  tickRefusalCheck,
  visibleSignUpCheck,
  tickingCheck,
];
