import { nobleSuite } from "@tutti/crypto"
import fc from "fast-check"
import { expect, test } from "vitest"
import { pairMaskKey, selfMaskKey } from "../keys/schedule.ts"
import { addLanes, applyMasks, type LaneBits, type Lanes, type MaskTerm, pairSign } from "./mask.ts"
import { runUnmaskTasks, type UnmaskTask } from "./unmask.ts"

fc.configureGlobal({ seed: 20_260_101 })

const OWNERS = 5
const WORDS = 8
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes))
/** Indices in the frozen roster: any, ascending; positions say nothing about them. */
const indices = fc
  .uniqueArray(fc.nat(0xffff_ffff), { minLength: OWNERS, maxLength: OWNERS })
  .map((all) => all.sort((a, b) => a - b))
const laneBits = fc.constantFrom<LaneBits>(32, 128)
const seeds = fc.array(bytes32, { minLength: 2 * OWNERS, maxLength: 2 * OWNERS })

async function group(all: readonly number[], drawn: readonly Uint8Array<ArrayBuffer>[]) {
  return Promise.all(
    all.map(async (index, place) => {
      const [selfSeed, keySeed] = [
        drawn[2 * place] ?? new Uint8Array(32),
        drawn[2 * place + 1] ?? new Uint8Array(32),
      ]
      return { index, selfSeed, keySeed, pair: await nobleSuite.agreementKey(keySeed) }
    }),
  )
}
type Member = Awaited<ReturnType<typeof group>>[number]

async function masked(own: Member, all: readonly Member[], salt: Uint8Array, bits: LaneBits): Promise<Lanes> {
  const terms: MaskTerm[] = [{ sign: 1, key: selfMaskKey(own.selfSeed, salt, own.index) }]
  for (const other of all) {
    if (other === own) continue
    const agreed = (await own.pair.agree(other.pair.publicKey)) ?? new Uint8Array(32)
    terms.push({
      sign: pairSign(own.index, other.index),
      key: pairMaskKey(agreed, salt, own.index, other.index),
    })
  }
  const lanes = new Uint32Array(WORDS)
  await applyMasks(nobleSuite, bits, lanes, terms)
  expect(terms.every(({ key }) => key.every((byte) => byte === 0))).toBe(true)
  return lanes
}

test("[SA4] for every set of survivors of five, the masks left in the sum are those that the opened seeds take off", async () => {
  await fc.assert(
    fc.asyncProperty(indices, seeds, bytes32, laneBits, async (all, drawn, salt, bits) => {
      const members = await group(all, drawn)
      const vectors = await Promise.all(members.map((own) => masked(own, members, salt, bits)))
      for (let present = 1; present < 1 << OWNERS; present++) {
        const survives = (place: number) => ((present >> place) & 1) === 1
        const survivors = members.filter((_, place) => survives(place))
        const sum: Lanes = new Uint32Array(WORDS)
        for (const [place, vector] of vectors.entries()) if (survives(place)) addLanes(bits, sum, vector)
        const tasks = members.map((member, place): UnmaskTask => {
          if (survives(place)) return { kind: "self", key: selfMaskKey(member.selfSeed, salt, member.index) }
          return {
            kind: "pairs",
            maskKeySeed: member.keySeed,
            dropped: member.index,
            salt: Uint8Array.from(salt),
            survivors: survivors.map(({ index, pair }) => ({ index, maskKey: pair.publicKey })),
          }
        })
        addLanes(bits, sum, await runUnmaskTasks(nobleSuite, bits, WORDS, tasks))
        expect(sum).toEqual(new Uint32Array(WORDS))
      }
    }),
    { numRuns: 2 },
  )
})

test("[SA4] with everybody there, the pairwise masks alone cancel", async () => {
  await fc.assert(
    fc.asyncProperty(indices, seeds, bytes32, laneBits, async (all, drawn, salt, bits) => {
      const members = await group(all, drawn)
      const sum: Lanes = new Uint32Array(WORDS)
      for (const own of members) addLanes(bits, sum, await masked(own, members, salt, bits))
      const selfMasks: Lanes = new Uint32Array(WORDS)
      const terms = members.map((own) => ({
        sign: 1 as const,
        key: selfMaskKey(own.selfSeed, salt, own.index),
      }))
      await applyMasks(nobleSuite, bits, selfMasks, terms)
      expect(sum).toEqual(selfMasks)
      expect(sum.some((word) => word !== 0)).toBe(true)
    }),
    { numRuns: 4 },
  )
})

test("[SA4] split over threads in any way, the tasks give one correction", async () => {
  const tasks = (): UnmaskTask[] =>
    [1, 2, 3, 4].map((byte) => ({ kind: "self", key: new Uint8Array(32).fill(byte) }))
  const whole = await runUnmaskTasks(nobleSuite, 32, WORDS, tasks())
  const parts = await runUnmaskTasks(nobleSuite, 32, WORDS, tasks().slice(0, 1))
  addLanes(32, parts, await runUnmaskTasks(nobleSuite, 32, WORDS, tasks().slice(1)))
  expect(parts).toEqual(whole)
})
