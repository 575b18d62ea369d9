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

/** The algorithms that are used here, each with the parameters it takes. */
type KeyAlgorithm = "Ed25519" | "X25519" | "AES-CTR" | "AES-GCM"
type CipherParameters =
  | { readonly name: "AES-CTR"; readonly counter: Bytes; readonly length: number }
  | { readonly name: "AES-GCM"; readonly iv: Bytes }

interface Subtle {
  digest(algorithm: "SHA-256", message: Bytes): Promise<ArrayBuffer>
  generateKey(algorithm: "Ed25519", extractable: boolean, usages: string[]): Promise<CryptoKeyPairHandle>
  importKey(
    format: "raw" | "pkcs8",
    bytes: Bytes,
    algorithm: KeyAlgorithm,
    extractable: boolean,
    usages: string[],
  ): Promise<CryptoKeyHandle>
  exportKey(format: "raw", key: CryptoKeyHandle): Promise<ArrayBuffer>
  sign(algorithm: "Ed25519", key: CryptoKeyHandle, message: Bytes): Promise<ArrayBuffer>
  verify(algorithm: "Ed25519", key: CryptoKeyHandle, signature: Bytes, message: Bytes): Promise<boolean>
  deriveBits(
    algorithm: { readonly name: "X25519"; readonly public: CryptoKeyHandle },
    key: CryptoKeyHandle,
    bits: number,
  ): Promise<ArrayBuffer>
  encrypt(parameters: CipherParameters, key: CryptoKeyHandle, plain: Bytes): Promise<ArrayBuffer>
  decrypt(parameters: CipherParameters, key: CryptoKeyHandle, sealed: Bytes): Promise<ArrayBuffer>
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
