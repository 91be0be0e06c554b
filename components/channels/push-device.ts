/** Why this browser gets no notifications. */
export type PushRefusal = "unsupported" | "ios" | "insecure" | "denied" | "dismissed" | "failed";

export type PushSubscriptionResult =
  { ok: true; subscription: string } | { ok: false; refusal: PushRefusal };

const WORKER_PATH = "/push-worker.js";

/** An iPhone or iPad; the latter passes for a Mac, but has a touch screen. */
const isIos = () =>
  /iPhone|iPad/.test(navigator.userAgent) ||
  (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);

/** The reason why this browser can't be asked, or null where it can. */
export function findRefusal(): PushRefusal | null {
  if (!window.isSecureContext) return "insecure";
  const isKnown =
    "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!isKnown) return isIos() ? "ios" : "unsupported";
  return Notification.permission === "denied" ? "denied" : null;
}

/** The bytes of Base64 for URLs, as a browser takes the key of a push server. */
export function toKeyBytes(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

async function subscribe(key: string): Promise<string> {
  await navigator.serviceWorker.register(WORKER_PATH);
  const { pushManager } = await navigator.serviceWorker.ready;
  // A subscription to another key of this instance would refuse what is sent with this one.
  await (await pushManager.getSubscription())?.unsubscribe();
  const subscription = await pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: toKeyBytes(key),
  });
  return JSON.stringify(subscription);
}

/**
 * Asks for permission and subscribes this browser to push messages of the server with `key`. Never
 * rejects.
 */
export async function subscribeDevice(key: string): Promise<PushSubscriptionResult> {
  const refusal = findRefusal();
  if (refusal !== null) return { ok: false, refusal };
  try {
    const permission = await Notification.requestPermission();
    if (permission !== "granted") {
      return { ok: false, refusal: permission === "denied" ? "denied" : "dismissed" };
    }
    return { ok: true, subscription: await subscribe(key) };
  } catch {
    return { ok: false, refusal: "failed" };
  }
}
