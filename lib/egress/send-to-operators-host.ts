import type { AllowList } from "@/lib/egress/address-policy";
import { endpointOf } from "@/lib/egress/endpoint";
import {
  sendRequest,
  type OutboundRequest,
  type SendOptions,
  type SendOutcome,
} from "@/lib/egress/send-request";

/** The exceptions for a request to a URL that the operator has set: its host and port, and no others. */
const openHostOf = (url: string): AllowList => ({
  blocks: [],
  endpoints: [endpointOf(new URL(url))],
});

/**
 * Sends a request to a URL of the operator, by the rules for every request: only its own host and port
 * may be private, and no redirect leads to another private one. The app's own hosts stay closed.
 */
export const sendToOperatorsHost = (
  request: OutboundRequest,
  options: Omit<SendOptions, "allow">,
): Promise<SendOutcome> => sendRequest(request, { ...options, allow: openHostOf(request.url) });
