import { type AgreementKey, chooseRoundSuite, type RoundSuite, webRandom } from "@tutti/crypto"
import { RegressionSpec } from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import { browserKeyShelf } from "../../admin/study-key/key-shelf.ts"
import { UnkeptKey } from "../../admin/study-key/unkept.ts"

const FILE = "tutti/result-key/1"

export type FreshResultKey = { publicKey: string; seed: Uint8Array<ArrayBuffer> }

/** A new key that owners' reports are sealed to; one for each regression. */
export async function makeResultKey(): Promise<FreshResultKey> {
  const suite = await chooseRoundSuite()
  const seed = webRandom(32)
  return { publicKey: toBase64url((await suite.agreementKey(seed)).publicKey), seed }
}

/** Resolves when it is on the disk: reports to a key that is lost can never be opened. @throws {UnkeptKey} */
export function keepResultKey({ publicKey, seed }: FreshResultKey, spec: RegressionSpec): Promise<void> {
  const file = JSON.stringify({ file: FILE, seed: toBase64url(seed), spec })
  return browserKeyShelf()
    .keep({ publicKey, file })
    .catch((cause: unknown) => {
      throw new UnkeptKey("the result key could not be kept", { cause })
    })
}

export type HeldResultKey = { suite: RoundSuite; resultKey: AgreementKey; spec: RegressionSpec }

/** @returns null when this browser never had it. */
export async function findResultKey(publicKey: string): Promise<HeldResultKey | null> {
  const kept = await browserKeyShelf().find(publicKey)
  const read = kept && readFile(kept.file)
  if (!read) return null
  const suite = await chooseRoundSuite()
  return { suite, resultKey: await suite.agreementKey(read.seed), spec: read.spec }
}

/** What this browser keeps to open a regression's result: the key, and the study as its admin signed it. */
function readFile(text: string): { seed: Uint8Array<ArrayBuffer>; spec: RegressionSpec } | null {
  const json: unknown = JSON.parse(text)
  if (typeof json !== "object" || json === null || !("file" in json && "seed" in json && "spec" in json))
    return null
  const seed = typeof json.seed === "string" ? fromBase64url(json.seed) : undefined
  const spec = RegressionSpec.safeParse(json.spec)
  return json.file === FILE && seed !== undefined && spec.success ? { seed, spec: spec.data } : null
}
