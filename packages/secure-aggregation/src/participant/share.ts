import { constantTimeEqual } from "@tutti/crypto"
import type { RoundGraph } from "../graph/graph.ts"
import { rosterSalt, shareKey } from "../keys/schedule.ts"
import { Secret } from "../keys/secret.ts"
import { writeShares } from "../messages/from-owner.ts"
import { type RosterLine, readRoster } from "../messages/from-relay.ts"
import { type RosterRecord, rosterHash, selfSeedCommitment } from "../transcript/hashes.ts"
import { signedAdvertisement, signedShares } from "../transcript/signatures.ts"
import { forgetKeys } from "./advertise.ts"
import { dealSeeds } from "./deal.ts"
import type { OwnerRefusal } from "./refusal.ts"
import type { OwnerRound, Pinned } from "./state.ts"
import type { OwnerTools } from "./tools.ts"

type Bytes = Uint8Array<ArrayBuffer>
type Advertised = OwnerRound & { phase: "advertised" }
type Answer =
  | { ok: true; round: OwnerRound & { phase: "shared" }; message: Bytes }
  | { ok: false; code: OwnerRefusal }

/** M2 → M3: check every neighbour's keys, deal both seeds among all holders. */
export async function answerRoster(round: Advertised, bytes: Uint8Array, tools: OwnerTools): Promise<Answer> {
  const { pinned } = tools
  const refused = (code: OwnerRefusal): Answer => ({ ok: false, code })
  const lines = readRoster(bytes, { round: round.offer.round, owner: pinned.index })
  if (lines === undefined) return refused("E_SA_MALFORMED")
  const position = lines.findIndex(({ index }) => index === pinned.index)
  if (!isAscending(lines, pinned.roster.length) || !isOwn(lines[position], round))
    return refused("E_SA_ROSTER")
  if (lines.length < pinned.policy.minimumCohort) return refused("E_SA_TOO_FEW")

  const records = lines.map((line) => recordOf(line, pinned))
  const hash = rosterHash(round.offerHash, records)
  const identityKeys = records.map(({ identityKey }) => identityKey)
  const graph = tools.graph(pinned.policy, { offerHash: round.offerHash, rosterHash: hash, identityKeys })
  if (graph.threshold > graph.holders(position).length) return refused("E_SA_TOO_FEW")
  const signed = await allSigned(lines, graph.neighbours(position), round, tools)
  if (!signed) return refused("E_SA_ROSTER")

  const salt = rosterSalt(round.offerHash, hash)
  const agreed = await agreeWithNeighbours(round, graph, position, records, salt, pinned.index)
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
      records,
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

/** In order, each once, each in the frozen roster. */
function isAscending(lines: readonly RosterLine[], rosterSize: number): boolean {
  return lines.every(({ index }, place) => index > (lines[place - 1]?.index ?? -1) && index < rosterSize)
}

function isOwn(line: RosterLine | undefined, { ownKeys }: Advertised): boolean {
  return (
    line !== undefined &&
    constantTimeEqual(line.channelKey, ownKeys.channel.publicKey) &&
    constantTimeEqual(line.maskKey, ownKeys.mask.publicKey) &&
    constantTimeEqual(line.nonce, ownKeys.nonce)
  )
}

function recordOf({ index, channelKey, maskKey, nonce }: RosterLine, pinned: Pinned): RosterRecord {
  const identityKey = pinned.roster[index]
  if (identityKey === undefined) throw new Error("indices were checked against the frozen roster")
  return { index, identityKey, channelKey, maskKey, nonce }
}

async function allSigned(
  lines: readonly RosterLine[],
  neighbours: readonly number[],
  { offerHash }: Advertised,
  { pinned, verify }: OwnerTools,
): Promise<boolean> {
  const checks = neighbours.map((position) => {
    const line = lines[position]
    const identityKey = line && pinned.roster[line.index]
    if (line === undefined || identityKey === undefined) return false
    const signed = signedAdvertisement(offerHash, line.channelKey, line.maskKey, line.nonce)
    return verify(identityKey, signed, line.signature)
  })
  return (await Promise.all(checks)).every(Boolean)
}

async function agreeWithNeighbours(
  { ownKeys }: Advertised,
  graph: RoundGraph,
  position: number,
  records: readonly RosterRecord[],
  salt: Uint8Array,
  own: number,
) {
  const maskSecrets = new Map<number, Secret>()
  const dealingKeys = new Map<number, Bytes>()
  const openingKeys = new Map<number, Secret>()
  for (const neighbour of graph.neighbours(position)) {
    const record = records[neighbour]
    if (record === undefined) throw new Error("neighbours are positions of the roster")
    const mask = await ownKeys.mask.agree(Uint8Array.from(record.maskKey))
    const channel = await ownKeys.channel.agree(Uint8Array.from(record.channelKey))
    // A key of small order: its owner signed it, and nobody can be kept a secret from.
    if (mask === undefined || channel === undefined) {
      mask?.fill(0)
      channel?.fill(0)
      for (const secret of [...maskSecrets.values(), ...openingKeys.values()]) secret.wipe()
      for (const key of dealingKeys.values()) key.fill(0)
      return undefined
    }
    maskSecrets.set(neighbour, new Secret(mask))
    dealingKeys.set(neighbour, shareKey(channel, salt, own, record.index))
    openingKeys.set(neighbour, new Secret(shareKey(channel, salt, record.index, own)))
    channel.fill(0)
  }
  return { maskSecrets, dealingKeys, openingKeys }
}
