import { rosterSalt, shareKey } from "../keys/schedule.ts"
import { Secret } from "../keys/secret.ts"
import { writeShares } from "../messages/from-owner.ts"
import { type RosterLine, readRoster } from "../messages/from-relay.ts"
import { type RosterRecord, rosterHash, selfSeedCommitment } from "../transcript/hashes.ts"
import { rootAbove } from "../transcript/roster-tree.ts"
import { signedAdvertisement, signedShares } from "../transcript/signatures.ts"
import { forgetKeys } from "./advertise.ts"
import { dealSeeds } from "./deal.ts"
import type { OwnerRefusal } from "./refusal.ts"
import type { OwnerRound, Pinned } from "./state.ts"
import type { OwnerTools } from "./tools.ts"

type Bytes = Uint8Array<ArrayBuffer>
type Advertised = OwnerRound & { phase: "advertised" }
/** A neighbour's line of M2, with its place in the round and its index in the frozen roster. */
type Neighbour = RosterLine & { readonly position: number; readonly index: number }
type Answer =
  | { ok: true; round: OwnerRound & { phase: "shared" }; message: Bytes }
  | { ok: false; code: OwnerRefusal }

/** M2 → M3: check every neighbour's keys, deal both seeds among all holders. */
export async function answerRoster(round: Advertised, bytes: Uint8Array, tools: OwnerTools): Promise<Answer> {
  const { pinned } = tools
  const refused = (code: OwnerRefusal): Answer => ({ ok: false, code })
  const rosterSize = pinned.roster.length
  const told = readRoster(bytes, { round: round.offer.round, owner: pinned.index }, rosterSize)
  if (told === undefined) return refused("E_SA_MALFORMED")
  const { indices, path } = told
  const position = indices.indexOf(pinned.index)
  if (position < 0) return refused("E_SA_ROSTER")
  if (indices.length < pinned.policy.minimumCohort) return refused("E_SA_TOO_FEW")

  const identityKeys = indices.map((index) => identityOf(index, pinned))
  const root = rootAbove(ownRecord(round, pinned), position, indices.length, path)
  const hash = rosterHash(round.offerHash, indices, rosterSize, root)
  const graph = tools.graph(pinned.policy, { offerHash: round.offerHash, rosterHash: hash, identityKeys })
  if (graph.threshold > graph.holders(position).length) return refused("E_SA_TOO_FEW")
  const positions = graph.neighbours(position)
  if (told.lines.length !== positions.length) return refused("E_SA_MALFORMED")
  const neighbours = told.lines.map((line, place): Neighbour => {
    const at = positions[place] ?? position
    return { ...line, position: at, index: indices[at] ?? pinned.index }
  })
  if (!(await allSigned(neighbours, round, tools))) return refused("E_SA_ROSTER")

  const salt = rosterSalt(round.offerHash, hash)
  const agreed = await agreeWithNeighbours(round, neighbours, salt, pinned.index)
  if (agreed === undefined) return refused("E_SA_ROSTER")
  forgetKeys(round.ownKeys)

  const { sealed, ownShares, selfSeed } = await dealSeeds(
    round,
    graph,
    position,
    agreed.dealingKeys,
    tools.suite,
  )
  const commitment = selfSeedCommitment(round.offerHash, pinned.index, selfSeed)
  const message = writeShares(
    { round: round.offer.round, owner: pinned.index },
    {
      rosterHash: hash,
      commitment,
      sealed,
      signature: await tools.identity.sign(signedShares(round.offerHash, hash, commitment, sealed)),
    },
  )
  return {
    ok: true,
    round: {
      phase: "shared",
      offer: round.offer,
      offerHash: round.offerHash,
      selfSeed: new Secret(selfSeed),
      indices,
      rosterHash: hash,
      position,
      graph,
      maskSecrets: agreed.maskSecrets,
      openingKeys: agreed.openingKeys,
      ownShares,
    },
    message,
  }
}

function identityOf(index: number, { roster }: Pinned): Bytes {
  const identityKey = roster[index]
  if (identityKey === undefined) throw new Error("a roster's bits are indices of the frozen roster")
  return identityKey
}

/** What the owner itself advertised: nobody needs to tell it. */
function ownRecord({ ownKeys }: Advertised, pinned: Pinned): RosterRecord {
  const { channel, mask, nonce } = ownKeys
  return {
    index: pinned.index,
    identityKey: identityOf(pinned.index, pinned),
    channelKey: channel.publicKey,
    maskKey: mask.publicKey,
    nonce,
  }
}

async function allSigned(
  neighbours: readonly Neighbour[],
  { offerHash }: Advertised,
  { pinned, verify }: OwnerTools,
): Promise<boolean> {
  const checks = neighbours.map(({ index, channelKey, maskKey, nonce, signature }) =>
    verify(identityOf(index, pinned), signedAdvertisement(offerHash, channelKey, maskKey, nonce), signature),
  )
  return (await Promise.all(checks)).every(Boolean)
}

async function agreeWithNeighbours(
  { ownKeys }: Advertised,
  neighbours: readonly Neighbour[],
  salt: Uint8Array,
  own: number,
) {
  const maskSecrets = new Map<number, Secret>()
  const dealingKeys = new Map<number, Bytes>()
  const openingKeys = new Map<number, Secret>()
  for (const { position, index, maskKey, channelKey } of neighbours) {
    const mask = await ownKeys.mask.agree(maskKey)
    const channel = await ownKeys.channel.agree(channelKey)
    // A key of small order: its owner signed it, and nobody can be kept a secret from.
    if (mask === undefined || channel === undefined) {
      mask?.fill(0)
      channel?.fill(0)
      for (const secret of [...maskSecrets.values(), ...openingKeys.values()]) secret.wipe()
      for (const key of dealingKeys.values()) key.fill(0)
      return undefined
    }
    maskSecrets.set(position, new Secret(mask))
    dealingKeys.set(position, shareKey(channel, salt, own, index))
    openingKeys.set(position, new Secret(shareKey(channel, salt, index, own)))
    channel.fill(0)
  }
  return { maskSecrets, dealingKeys, openingKeys }
}
