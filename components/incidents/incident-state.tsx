import { StatusGlyph, type GlyphState } from "@/components/pulse/status-glyph";
import type { IncidentDto } from "@/lib/domain/incidents/incident";
import type { AlertTrigger } from "@/lib/domain/incidents/incident-options";

const glyphs: Record<AlertTrigger, GlyphState> = {
  FAILURES: "FAIL",
  SLOW: "DEGRADED",
  DEGRADED: "DEGRADED",
  MISSED: "MISSED",
  CERTIFICATE: "DEGRADED",
};

/** The mark of what an incident is about; a resolved one has that of a success. */
export function IncidentGlyph({ incident }: { incident: Pick<IncidentDto, "state" | "trigger"> }) {
  return (
    <StatusGlyph state={incident.state === "resolved" ? "SUCCESS" : glyphs[incident.trigger]} />
  );
}
