import { fingerprintWords } from "@tutti/protocol"
import { toHex } from "@tutti/ring"
import { bytesOf } from "../../secure/signed.ts"
import type { Terms } from "../terms.ts"

/**
 * Of the terms and the client's key: whoever substitutes one of them has other words.
 * @param clientKey base64url
 */
export const safetyWords = ({ hash }: Pick<Terms, "hash">, clientKey: string): readonly string[] => [
  ...fingerprintWords(hash),
  ...fingerprintWords(toHex(bytesOf(clientKey))),
]
