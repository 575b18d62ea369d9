const REPLACEMENT = 0xfffd

/**
 * The UTF-8 bytes of a text, as `TextEncoder` gives them (a surrogate without its other half becomes U+FFFD);
 * written out because the packages below the adapters know no platform.
 * @see RFC 3629, section 3
 */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = []
  for (const character of text) {
    const scalar = character.codePointAt(0) ?? REPLACEMENT
    const code = scalar >= 0xd800 && scalar <= 0xdfff ? REPLACEMENT : scalar
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code))
    else if (code < 0x1_0000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code))
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code))
  }
  return Uint8Array.from(bytes)
}

function tail(code: number): number {
  return 0x80 | (code & 0x3f)
}
