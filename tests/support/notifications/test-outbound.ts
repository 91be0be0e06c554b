import { parseAllowList } from "@/lib/egress/address-policy";
import type { Outbound, OutboundContext } from "@/lib/notifications/outbound";
import { createOutbound } from "@/lib/notifications/outbound";

type Changes = Partial<Omit<OutboundContext, "egress">> & {
  allow?: string;
  ownHosts?: readonly string[];
  addresses?: readonly string[];
};

export const testWorkspaceId = "0d5d0a52-6f6a-4f55-9d43-9b1f0b6f7c10";

/** The way out of an instance that may call loopback; every name leads there. */
export const makeOutbound = ({
  allow = "127.0.0.1/32",
  ownHosts = [],
  addresses = ["127.0.0.1"],
  ...changes
}: Changes = {}): Outbound =>
  createOutbound(
    {
      egress: {
        allow: parseAllowList(allow),
        ownHosts,
        authorities: [],
        resolve: async () => addresses,
      },
      appUrl: "https://ops.example.com",
      smtp: null,
      vapid: async () => null,
      ...changes,
    },
    testWorkspaceId,
  );
