import { identifyMessage } from "@tutti/crypto"
import { PROTOCOL_VERSION, type StudyId } from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import { RawWebSocket } from "../testing/raw-web-socket.ts"
import { newIdentity } from "../testing/test-owner.ts"
import type { Fuzz } from "./fuzz-frames.ts"

/**
 * One connection that an invitation lets in under a fresh identity, and that sends nonsense of the protocol's own form
 * until it is done or thrown out.
 * @param hashes what it says that it agreed to, one of these each time
 * @returns how many frames were sent
 */
export async function messageLife(
  url: string,
  fuzz: Fuzz,
  { study, secret }: { study: StudyId; secret: string },
  hashes: readonly [string, ...string[]],
  most: number,
): Promise<number> {
  const socket = await RawWebSocket.open(url)
  await socket.enter("/owner")
  const nonce = (await socket.heard((text) => text.includes("nonce")))?.match(/"nonce":"([^"]+)"/)?.[1] ?? ""
  const identity = await newIdentity()
  const signature = await identity.sign(identifyMessage(fromBase64url(nonce) ?? new Uint8Array(32), study))
  const identify = {
    kind: "identify",
    protocol: PROTOCOL_VERSION,
    study,
    invite: secret,
    publicKey: toBase64url(identity.publicKey),
    signature: toBase64url(signature),
    label: fuzz.bytes(10).toString("hex"),
  }
  socket.text(`42/owner,${JSON.stringify(["message", { message: identify }])}`)
  await socket.heard((text) => text.includes('"admitted"'))
  const frames: Buffer[] = []
  while (frames.length < most) frames.push(...fuzz.message(hashes))
  socket.write(Buffer.concat(frames))
  await socket.finish()
  return frames.length
}
