/*
 * The declared WebCrypto port: the one global that the packages below the adapters may touch, and only the part
 * of it that is used here. Browsers, workers and Node have it; `subtle` is missing on pages without HTTPS.
 */

/** A key that the platform holds. The browser's `CryptoKey` is one, and IndexedDB can store it. */
export interface CryptoKeyHandle {
  readonly type: string
  readonly extractable: boolean
}
export interface CryptoKeyPairHandle {
  readonly publicKey: CryptoKeyHandle
  readonly privateKey: CryptoKeyHandle
}

type Bytes = Uint8Array<ArrayBuffer>

interface Subtle {
  generateKey(algorithm: "Ed25519", extractable: boolean, usages: string[]): Promise<CryptoKeyPairHandle>
  importKey(
    format: "raw",
    bytes: Bytes,
    algorithm: "Ed25519",
    extractable: boolean,
    usages: string[],
  ): Promise<CryptoKeyHandle>
  exportKey(format: "raw", key: CryptoKeyHandle): Promise<ArrayBuffer>
  sign(algorithm: "Ed25519", key: CryptoKeyHandle, message: Bytes): Promise<ArrayBuffer>
  verify(algorithm: "Ed25519", key: CryptoKeyHandle, signature: Bytes, message: Bytes): Promise<boolean>
}

declare const crypto: { readonly subtle?: Subtle; getRandomValues(bytes: Bytes): Bytes }

/** Undefined where the platform offers none (a page that did not come over HTTPS or from localhost). */
export function subtleCrypto(): Subtle | undefined {
  return crypto.subtle
}

/** Fills at most 65,536 bytes. */
export function fillRandom(bytes: Bytes): void {
  crypto.getRandomValues(bytes)
}
