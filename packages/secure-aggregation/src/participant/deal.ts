import { type RoundSuite, type Share, sharesThrough } from "@tutti/crypto"
import { concatBytes } from "@tutti/ring"
import { dealing } from "../graph/dealing.ts"
import type { RoundGraph } from "../graph/graph.ts"
import { agreedShares } from "../keys/schedule.ts"
import { Secret } from "../keys/secret.ts"
import { SHARE_BYTES } from "../messages/from-owner.ts"

type Bytes = Uint8Array<ArrayBuffer>
type Seeds = { readonly selfSeed: Secret; readonly maskSeed: Secret }

export type Dealt = {
  /** For each neighbour whose shares are not agreed, going around. */
  readonly sealed: Bytes
  /** The owner's shares of its own seeds. */
  readonly ownShares: Seeds
  /** b itself, which commitment and masking still need. */
  readonly selfSeed: Bytes
}

/**
 * Both seeds, as one secret of 64 bytes, in shares: those of t − 1 neighbours are what the key with each of them gives,
 * the others follow and are sealed under theirs.
 * @param keys for each neighbour the key K of what it is sent; every one is overwritten
 */
export async function dealSeeds(
  { selfSeed, maskSeed }: Seeds,
  graph: RoundGraph,
  position: number,
  keys: ReadonlyMap<number, Bytes>,
  suite: RoundSuite,
): Promise<Dealt> {
  const { agreed, sealed } = dealing(graph, position)
  const fixed: Share[] = []
  for (const neighbour of agreed)
    fixed.push({ position: neighbour + 1, bytes: await agreedShares(suite, keyOf(neighbour)) })
  const self = await selfSeed.consume((seed) => seed.slice())
  const both = await maskSeed.consume((seed) => concatBytes(self, seed))
  const receivers = [position, ...sealed]
  const [own, ...others] = sharesThrough(
    graph.field,
    both,
    fixed,
    receivers.map((receiver) => receiver + 1),
  )
  if (own === undefined) throw new Error("an owner holds a share of its own seeds")
  const ownShares = {
    selfSeed: new Secret(own.bytes.slice(0, SHARE_BYTES)),
    maskSeed: new Secret(own.bytes.slice(SHARE_BYTES)),
  }
  const bodies: Bytes[] = []
  for (const [place, neighbour] of sealed.entries())
    bodies.push(await suite.seal(keyOf(neighbour), others[place]?.bytes ?? missing()))
  for (const { bytes } of [own, ...fixed, ...others]) bytes.fill(0)
  for (const key of keys.values()) key.fill(0)
  both.fill(0)
  return { sealed: concatBytes(...bodies), ownShares, selfSeed: self }

  function keyOf(neighbour: number): Bytes {
    return keys.get(neighbour) ?? missing()
  }
}

function missing(): never {
  throw new Error("every neighbour has a key and a share")
}
