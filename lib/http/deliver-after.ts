import { after } from "next/server";
import { deliverSoon } from "@/lib/services/alerts/run-alerts-soon";
import type { SchedulerContext } from "@/lib/services/context";

/** Sends the alerts that a request has made due, once its response is on its way. */
export function deliverAfter(context: SchedulerContext): void {
  after(() => deliverSoon(context));
}
