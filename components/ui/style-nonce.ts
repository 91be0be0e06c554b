import { setNonce } from "get-nonce";

// A dialog stops the page from scrolling by a style element, which the Content-Security-Policy of the
// page allows only with its nonce: that of the first page, which stays while others are opened in it.
if (typeof document !== "undefined") {
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
  if (nonce !== undefined) setNonce(nonce);
}
