import { useTranslations } from "next-intl";

const KILOBYTE = 1_024;

/** A number of bytes in the unit that fits it. */
export function ByteSize({ bytes }: { bytes: number }) {
  const t = useTranslations("run");
  return (
    <span className="tabular-nums">
      {bytes < KILOBYTE
        ? t("bytes", { count: bytes })
        : t("kilobytes", { count: bytes / KILOBYTE })}
    </span>
  );
}
