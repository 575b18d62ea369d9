import { type AgreementKey, canonicalJson, type Random, type RoundSuite, type Verify } from "@tutti/crypto"
import { RunReportBody } from "@tutti/protocol"
import { concatBytes, encodeUtf8 } from "@tutti/ring"
import { type RunName, reportInfo, signedReport } from "./labels.ts"
import { seal, unseal } from "./seal.ts"

type Bytes = Uint8Array<ArrayBuffer>

const KEY_BYTES = 32
const SIGNATURE_BYTES = 64

type Sender = {
  readonly random: Random
  readonly suite: RoundSuite
  sign(message: Uint8Array): Promise<Bytes>
}

/**
 * What a party opened, for the admin alone: signed, so that no relay can invent it, and sealed to the result key
 * together with the signature. A fresh X25519 key (32) goes ahead.
 * @returns undefined where nobody can agree with the result key
 */
export async function sealReport(
  name: RunName,
  party: number,
  resultKey: Bytes,
  report: RunReportBody,
  { random, suite, sign }: Sender,
): Promise<Bytes | undefined> {
  const body = encodeUtf8(canonicalJson(report))
  const signature = await sign(signedReport(name, party, body))
  const seed = random(KEY_BYTES)
  const own = await suite.agreementKey(seed)
  seed.fill(0)
  const sealed = await seal(
    { suite, own, theirs: resultKey, salt: name.studyHash, info: reportInfo(name.run, party) },
    concatBytes(signature, body),
  )
  own.forget()
  return sealed && concatBytes(own.publicKey, sealed)
}

/** One party's report; undefined when it does not open, is not signed by the party, or holds something else. */
export async function openReport(
  name: RunName,
  party: number,
  identityKey: Bytes,
  bytes: Uint8Array,
  { suite, resultKey, verify }: { suite: RoundSuite; resultKey: AgreementKey; verify: Verify },
): Promise<RunReportBody | undefined> {
  const theirs = bytes.slice(0, KEY_BYTES)
  const plain = await unseal(
    { suite, own: resultKey, theirs, salt: name.studyHash, info: reportInfo(name.run, party) },
    bytes.slice(KEY_BYTES),
  )
  if (plain === undefined || plain.length < SIGNATURE_BYTES) return undefined
  const body = plain.slice(SIGNATURE_BYTES)
  const isSigned = await verify(identityKey, signedReport(name, party, body), plain.slice(0, SIGNATURE_BYTES))
  return isSigned ? parsed(body) : undefined
}

function parsed(body: Bytes): RunReportBody | undefined {
  try {
    // Names, digits and hashes: a report has no letter outside ASCII.
    return RunReportBody.safeParse(JSON.parse(Array.from(body, (byte) => String.fromCharCode(byte)).join("")))
      .data
  } catch {
    // Signed by its party, and no JSON all the same.
    return undefined
  }
}
