/** A pointer at a strip: the strip's element, and the pointer's place in the window, in pixels. */
export type StripPointer = { element: Element; x: number; type: "mouse" | "touch" };

/** The strip that an event is at: whatever bears `data-strip`. */
export const findStrip = (target: EventTarget | null): Element | null =>
  target instanceof Element ? target.closest("[data-strip]") : null;

/** Where a pointer is at a strip; null where there is none. A pen counts as a finger. */
export function readStripPointer(
  event: Pick<PointerEvent, "target" | "clientX" | "pointerType">,
): StripPointer | null {
  const element = findStrip(event.target);
  if (element === null) return null;
  return { element, x: event.clientX, type: event.pointerType === "mouse" ? "mouse" : "touch" };
}
