import { selfMaskKey, sharersSalt } from "../keys/schedule.ts"
import type { UnmaskTask } from "../masking/unmask.ts"
import { type Opening, SHARE_BYTES, SLOT_BYTES, SLOT_KINDS } from "../messages/from-owner.ts"
import { abandon, type Next, type Phase, phase, recordAt } from "./close.ts"
import { advertisedKeySeed, type HeldShare, isCommitted, SeedOpener } from "./seeds.ts"
import type { CoordinatorTools } from "./tools.ts"

/* From opened shares to the seeds behind the masks. */

/** The round with one more owner's opened shares, and what is missing after them. */
export function withOpening(round: Phase<"opening">, position: number, opening: Opening): Phase<"opening"> {
  const { graph } = round
  const alive = new Set(round.survivors)
  const missing = new Map(round.missing)
  for (const [slot, owner] of graph.holders(position).entries()) {
    const needed = missing.get(owner)
    if (needed === undefined || opening.slots[SLOT_BYTES * slot] !== kindOf(owner, alive)) continue
    if (needed > 1) missing.set(owner, needed - 1)
    else missing.delete(owner)
  }
  return { ...round, missing, openings: new Map(round.openings).set(position, opening) }
}

/** What is opened of an owner in U1: its self seed when its vector is in the sum, else its mask seed. */
const kindOf = (owner: number, alive: ReadonlySet<number>) =>
  alive.has(owner) ? SLOT_KINDS.selfSeed : SLOT_KINDS.maskSeed

/** The seeds of everybody in U1, each of the kind that may be opened, and what takes their masks off. */
export async function closeOpening(round: Phase<"opening">, tools: CoordinatorTools): Promise<Next> {
  const { offerHash, graph, records, sharers } = round
  const opener = new SeedOpener(graph.field, graph.threshold)
  const salt = sharersSalt(offerHash, round.rosterHash, round.sharersHash)
  const alive = new Set(round.survivors)
  const tasks: UnmaskTask[] = []
  const [missing] = round.missing.values()
  if (missing !== undefined)
    return abandon(round, {
      code: "too-few-shares",
      present: graph.threshold - missing,
      needed: graph.threshold,
    })
  for (const owner of sharers) {
    const shares = heldShares(round, owner, kindOf(owner, alive))
    const record = recordAt(records, owner)
    if (alive.has(owner)) {
      const commitment = round.commitments.get(owner)
      const seed = await opener.open(shares, async (found) =>
        isCommitted(offerHash, record.index, found, commitment),
      )
      if (seed === undefined) return abandon(round, { code: "bad-shares", dealer: record.index })
      tasks.push({ kind: "self", key: selfMaskKey(seed, salt, record.index) })
      seed.fill(0)
      continue
    }
    const found = { keySeed: undefined as Uint8Array<ArrayBuffer> | undefined }
    const seed = await opener.open(shares, async (maskSeed) => {
      found.keySeed = await advertisedKeySeed(tools.suite, offerHash, maskSeed, record.maskKey)
      return found.keySeed !== undefined
    })
    if (seed === undefined || found.keySeed === undefined)
      return abandon(round, { code: "bad-shares", dealer: record.index })
    const survivors = graph
      .neighbours(owner)
      .filter((neighbour) => alive.has(neighbour))
      .map((neighbour) => {
        const { index, maskKey } = recordAt(records, neighbour)
        return { index, maskKey: Uint8Array.from(maskKey) }
      })
    tasks.push({ kind: "pairs", maskKeySeed: found.keySeed, dropped: record.index, salt, survivors })
  }
  const { openings: _openings, missing: _none, isSpoiled: _whole, waitingFor: _waiting, ...kept } = round
  const next: Phase<"unmasking"> = { ...kept, phase: "unmasking" }
  return { round: next, effects: [phase(next), { kind: "unmask", tasks }] }
}

/** The shares of one owner's seed, of this kind, from those who opened theirs. */
function heldShares({ graph, openings }: Phase<"opening">, owner: number, kind: number): HeldShare[] {
  const held: HeldShare[] = []
  for (const holder of graph.holders(owner)) {
    const slots = openings.get(holder)?.slots
    const start = SLOT_BYTES * graph.slot(holder, owner)
    if (slots !== undefined && slots[start] === kind)
      held.push({ position: holder, bytes: slots.slice(start + 1, start + 1 + SHARE_BYTES) })
  }
  return held
}
