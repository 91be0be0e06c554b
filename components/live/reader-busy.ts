const OVERLAYS = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

/** How long after a key the reader still counts as typing. */
const TYPING_MS = 3_000;

let typedAt = -Infinity;

/** Notes when the reader types, until `signal` ends it. */
export function noteTyping(signal: AbortSignal): void {
  document.addEventListener("input", () => (typedAt = performance.now()), {
    capture: true,
    signal,
  });
}

/** Whether the reader is in the middle of something: an overlay is open, or text is being typed. */
export function isReaderBusy(): boolean {
  return document.querySelector(OVERLAYS) !== null || performance.now() - typedAt < TYPING_MS;
}
