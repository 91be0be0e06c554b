"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { findOrNull } from "@/app/find-or-null";
import { textArgument } from "@/lib/http/action-arguments";
import { getClientAddress } from "@/lib/http/client-address";
import { deliverAfter } from "@/lib/http/deliver-after";
import { acknowledgeByLink } from "@/lib/services/alerts/acknowledge-by-link";
import { createRateContext, createSchedulerContext } from "@/lib/services/context";
import { chargeAcknowledgement } from "@/lib/services/limits/charge-rate";

/** Acknowledges by a link, and shows the result. `proxy.ts` has refused forms of other sites. */
export async function acknowledgeAction(sentToken: string): Promise<void> {
  const token = textArgument(sentToken);
  const page = `/alerts/acknowledge/${encodeURIComponent(token)}`;
  const address = getClientAddress(await headers());
  if ((await chargeAcknowledgement(createRateContext(), address)) !== null) {
    redirect(`${page}?result=later`);
  }
  const context = createSchedulerContext();
  const acknowledged = await findOrNull(acknowledgeByLink(context, token));
  if (acknowledged !== null) deliverAfter(context);
  redirect(`${page}?result=done`);
}
