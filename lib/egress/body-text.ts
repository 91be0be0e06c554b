/** The decoder for the charset of a `Content-Type`; UTF-8 where this platform knows no such charset. */
function decoderFor(contentType: string | null): TextDecoder {
  const label = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType ?? "")?.[1];
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}

/** A body as text, in the charset that its `Content-Type` names. Half a character at its end is left out. */
export function decodeBody(bytes: Uint8Array, contentType: string | null): string {
  return decoderFor(contentType).decode(bytes, { stream: true });
}

/**
 * Text that can be stored and shown: control characters but for tab and line breaks, and halves of
 * characters, are replaced. PostgreSQL stores no NUL and no lone surrogate.
 */
export const toStorableText = (text: string) =>
  text.toWellFormed().replace(/[^\P{Cc}\t\n\r]/gu, "\ufffd");
