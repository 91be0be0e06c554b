/** `x` is in pixels of the window. `isStill` says that the page moved under the pointer. */
export type MarkPointer = { x: number; by: "mouse" | "touch"; isStill: boolean };

type PointerMove = Pick<
  PointerEvent,
  "type" | "clientX" | "pointerType" | "movementX" | "movementY"
>;

/** A pen counts as a finger. */
export const readPointer = (event: PointerMove): MarkPointer => ({
  x: event.clientX,
  by: event.pointerType === "mouse" ? "mouse" : "touch",
  isStill: event.type === "pointermove" && event.movementX === 0 && event.movementY === 0,
});

/** The strip that an event is at: an element with `data-strip`. */
export const findStrip = (target: EventTarget | null): Element | null =>
  target instanceof Element ? target.closest("[data-strip]") : null;

/** A pointer at a strip. */
export type StripPointer = MarkPointer & { strip: Element };

export function readStripPointer(
  event: PointerMove & { target: EventTarget | null },
): StripPointer | null {
  const strip = findStrip(event.target);
  return strip === null ? null : { ...readPointer(event), strip };
}
