import { useTranslations } from "next-intl";

/** Stands where something is still being checked. */
export function Waiting() {
  return <p className="text-ink-faint">{useTranslations("operator")("checking")}</p>;
}
