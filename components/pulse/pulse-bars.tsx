import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { unpackPulse } from "@/components/pulse/pulse-code";
import { PITCH, pulsePaths, STRIP_HEIGHT } from "@/components/pulse/pulse-paths";
import { countStates } from "@/components/pulse/pulse-scale";
import { DOT_ROOM } from "@/components/pulse/pulse-shape";

type PulseBarsProps = {
  /** The marks, as a text of `packPulse`. */
  code: string;
  places: number;
  /** What a `PulseCopy` finds the drawing by. */
  id?: string;
};

function Frame({ code, places, children }: PulseBarsProps & { children: ReactNode }) {
  const t = useTranslations("pulse");
  const width = places * PITCH;
  const height = STRIP_HEIGHT + DOT_ROOM;
  return (
    <svg
      role="img"
      aria-label={t("summary", countStates(unpackPulse(code).map(({ state }) => state)))}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className="block max-w-full"
    >
      {children}
    </svg>
  );
}

/** What `PulseStrip` shows, from its text. */
export function PulseBars({ code, places, id }: PulseBarsProps) {
  const marks = unpackPulse(code);
  return (
    <Frame code={code} places={places}>
      <g id={id}>
        <path d={`M0 ${STRIP_HEIGHT}h${places * PITCH}v.5H0z`} fill="var(--line)" />
        {pulsePaths(marks, places - marks.length).map(({ d, paint }, index) => (
          <path key={index} d={d} {...paint} />
        ))}
      </g>
    </Frame>
  );
}

/** The same strip a second time on a page, for another width of the window. */
export function PulseCopy({ id, ...strip }: PulseBarsProps & { id: string }) {
  return (
    <Frame {...strip}>
      <use href={`#${id}`} />
    </Frame>
  );
}
