import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DOT_ROOM, Marks } from "@/components/pulse/mark-paths";
import { STRIP_HEIGHT, unpackPulse } from "@/components/pulse/pulse-code";
import { countStates } from "@/components/pulse/pulse-scale";

/** The width of a mark, and of the place that it stands in, in pixels. */
const WIDTH = 3;
const PITCH = 4;

type PulseBarsProps = {
  /** The marks, as a text of `packPulse`. */
  code: string;
  places: number;
  /** The id by which a `PulseCopy` refers to the drawing. */
  id?: string;
};

function Frame({ code, places, children }: PulseBarsProps & { children: ReactNode }) {
  const t = useTranslations("pulse");
  const width = places * PITCH;
  const height = STRIP_HEIGHT + DOT_ROOM;
  return (
    <svg
      role="img"
      aria-label={t("summary", countStates(unpackPulse(code)))}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className="block max-w-full"
    >
      {children}
    </svg>
  );
}

/** The last runs as marks, the newest at the right: height is duration, colour and shape outcome. */
export function PulseBars({ code, places, id }: PulseBarsProps) {
  const drawn = unpackPulse(code);
  const marks = drawn.map((mark, index) => ({
    ...mark,
    x: (places - drawn.length + index) * PITCH + WIDTH / 2,
  }));
  return (
    <Frame code={code} places={places}>
      <g id={id}>
        <path d={`M0 ${STRIP_HEIGHT}h${places * PITCH}v.5H0z`} fill="var(--line)" />
        <Marks marks={marks} width={WIDTH} height={STRIP_HEIGHT} />
      </g>
    </Frame>
  );
}

/** A strip that the page shows a second time, for another width of the window. */
export function PulseCopy({ id, ...strip }: PulseBarsProps & { id: string }) {
  return (
    <Frame {...strip}>
      <use href={`#${id}`} />
    </Frame>
  );
}
