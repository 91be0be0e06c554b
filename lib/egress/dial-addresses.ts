import net from "node:net";
import { errorDetails } from "@/lib/domain/run/error-details";
import { EgressError } from "@/lib/egress/egress-error";
import { formatIpAddress, type IpAddress } from "@/lib/egress/ip-address";
import type { RequestScope } from "@/lib/egress/request-scope";

/** Starts a TCP connection to an IP literal that was judged; the socket is still connecting. */
export type Dial = (target: { address: string; port: number }) => net.Socket;

/**
 * From the start of one attempt to the next, while none has ended (RFC 8305, section 5); less where the time
 * that is left would not do for all addresses.
 */
const ATTEMPT_DELAY_MS = 250;

/**
 * The addresses of a host that are dialled before the connection counts as failed: eight of each family,
 * the most that large balancers publish. The owner of a name can make no request dial more.
 */
const MAX_ADDRESSES = 16;

const dialTcp: Dial = ({ address, port }) =>
  net.connect({ host: address, port, noDelay: true, autoSelectFamily: false });

/** The families in turn, beginning with that of the first address, in their order otherwise. */
function alternateFamilies(addresses: readonly IpAddress[]): IpAddress[] {
  const first = addresses.filter(({ family }) => family === addresses[0]?.family);
  const second = addresses.filter(({ family }) => family !== addresses[0]?.family);
  const longer = first.length > second.length ? first : second;
  return longer.flatMap((_, index) =>
    [first[index], second[index]].filter((address) => address !== undefined),
  );
}

type FailedAttempt = { family: IpAddress["family"]; code: string };
type Fault = keyof typeof errorDetails.CONNECT;

/** Faults by the codes of errors, those first that say most of the server. */
const faults: readonly { fault: Fault; codes: readonly string[] }[] = [
  { fault: "REFUSED", codes: ["ECONNREFUSED"] },
  { fault: "RESET", codes: ["ECONNRESET", "ECONNABORTED", "EPIPE"] },
  { fault: "TIMED_OUT", codes: ["ETIMEDOUT"] },
  { fault: "NO_ROUTE", codes: ["EHOSTUNREACH", "EHOSTDOWN"] },
  { fault: "NOT_PERMITTED", codes: ["EACCES", "EPERM"] },
  { fault: "NO_SOCKET", codes: ["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"] },
  { fault: "NO_NETWORK", codes: ["ENETUNREACH", "ENETDOWN", "EADDRNOTAVAIL", "EAFNOSUPPORT"] },
];

function findFault(failed: readonly FailedAttempt[]): Fault | null {
  const found = faults.find(({ codes }) => failed.some(({ code }) => codes.includes(code)));
  if (found?.fault !== "NO_NETWORK") return found?.fault ?? null;
  return failed.every(({ family }) => family === 6) ? "NO_IPV6" : "NO_NETWORK";
}

type Place = { hostname: string; port: number };

const { CONNECT: words } = errorDetails;

const explanations: Readonly<Record<Fault, (place: Place) => string>> = {
  REFUSED: ({ hostname, port }) =>
    `${hostname} ${words.REFUSED} on port ${port}. Check that the service is running and that the port is right.`,
  RESET: ({ hostname, port }) =>
    `${hostname} ${words.RESET} on port ${port}. Check that the service is running, and that no firewall turns requests from outside away.`,
  TIMED_OUT: ({ hostname, port }) =>
    `${hostname} ${words.TIMED_OUT} on port ${port}. Check that the server is running, and that its firewall lets requests in.`,
  NO_ROUTE: (place) =>
    `${unreached(place)}: ${words.NO_ROUTE}. Check that the server is on, and that its address in DNS is right.`,
  NO_NETWORK: (place) =>
    `${unreached(place)}: ${words.NO_NETWORK}. Check its address in DNS, and the network of this instance.`,
  NO_IPV6: (place) =>
    `${unreached(place)}: ${words.NO_IPV6}. Add an A record, or give this instance IPv6.`,
  NOT_PERMITTED: (place) =>
    `${unreached(place)}: ${words.NOT_PERMITTED}. Ask the administrator to check its firewall.`,
  NO_SOCKET: (place) =>
    `${unreached(place)}: ${words.NO_SOCKET}. Ask the administrator to raise the limit of open files.`,
};

const unreached = ({ hostname, port }: Place) => `${hostname} could not be reached on port ${port}`;

function explainFailedDial(place: Place, failed: readonly FailedAttempt[]): string {
  const fault = findFault(failed);
  return fault === null
    ? `${unreached(place)}. Check that the service is up and that its firewall lets requests in.`
    : explanations[fault](place);
}

const codeOf = (error: Error | null) =>
  error !== null && "code" in error ? String(error.code) : "";

/**
 * Connects to the first of the addresses that accepts, by RFC 8305 ("Happy Eyeballs"): the families in
 * turn, the next attempt at most 250 ms after the last one or as soon as one fails, and an attempt goes on
 * while later ones are made. The sockets that are not returned are destroyed. The addresses must have been
 * judged; each is dialled once at most, and none after the end of `scope`.
 * @throws {EgressError} `CONNECT` where all have failed, or `TIMEOUT` after the end of the scope.
 */
export function dialAddresses(
  addresses: readonly IpAddress[],
  place: Place,
  dial: Dial = dialTcp,
  scope: RequestScope,
): Promise<net.Socket> {
  const waiting = alternateFamilies(addresses).slice(0, MAX_ADDRESSES);
  const racing = new Set<net.Socket>();
  const failed: FailedAttempt[] = [];
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const end = () => {
      clearTimeout(timer);
      waiting.length = 0;
      const losers = [...racing];
      racing.clear();
      for (const socket of losers) socket.destroy();
    };
    const dialNext = () => {
      clearTimeout(timer);
      const candidate = waiting.shift();
      if (candidate === undefined) {
        if (racing.size > 0) return;
        const { code } = failed.at(-1) ?? { code: "" };
        const cause = new Error(`No address accepted the connection: ${code}`);
        reject(new EgressError("CONNECT", explainFailedDial(place, failed), { cause }));
        return;
      }
      const peer = { address: formatIpAddress(candidate), certificateExpiresAt: null };
      let socket: net.Socket;
      try {
        scope.assertOpen();
        socket = scope.add(dial({ address: peer.address, port: place.port }));
      } catch (error) {
        end();
        reject(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      scope.peer = peer;
      racing.add(socket);
      socket.once("connect", () => {
        if (!racing.delete(socket)) return;
        end();
        scope.peer = peer;
        resolve(socket);
      });
      socket.once("close", () => {
        if (!racing.delete(socket)) return;
        failed.push({ family: candidate.family, code: codeOf(socket.errored) });
        dialNext();
      });
      if (waiting.length > 0) {
        const shareMs = scope.remainingMs() / (waiting.length + 1);
        timer = setTimeout(dialNext, Math.min(ATTEMPT_DELAY_MS, shareMs));
      }
    };
    dialNext();
  });
}
