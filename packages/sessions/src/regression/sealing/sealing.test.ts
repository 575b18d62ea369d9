import { generateIdentity, nobleSuite, type RoundSuite, verifySignature, webRandom } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { concatBytes, toHex } from "@tutti/ring"
import { describe, expect, test } from "vitest"
import { drawFrameKey, FrameSealer, keyOfFrame, openFrameKeys, type Place } from "./frame-keys.ts"
import {
  frameInfo,
  frameKeyInfo,
  materialInfo,
  type RunName,
  reportInfo,
  runHash,
  type Seat,
} from "./labels.ts"
import { drawRunKey, joinRunKeys, openRunKeys } from "./run-keys.ts"

type Bytes = Uint8Array<ArrayBuffer>

const NAME: RunName = { studyHash: webRandom(32), rosterRoot: webRandom(32), run: 3 }
const noble = { name: "noble", random: webRandom } as const

/** A dealer and three parties that have said their keys for one run. */
async function table(name = NAME) {
  const people = await Promise.all([0, 1, 2, 3].map(() => generateIdentity(noble)))
  const [dealerOne, ...parties] = people
  if (!dealerOne) throw new Error("there is no dealer")
  const say = (seat: Seat, { sign }: (typeof people)[number]) =>
    drawRunKey(name, seat, { random: webRandom, suite: nodeSuite, sign })
  const dealt = await say("dealer", dealerOne)
  const said = await Promise.all(parties.map((person, index) => say(index, person)))
  const signers = { identityKeys: parties.map(({ publicKey }) => publicKey), dealerKey: dealerOne.publicKey }
  const all = joinRunKeys(
    dealt.said,
    said.map((one) => one.said),
  )
  const open = (bytes: Bytes, seat: number, of = name) =>
    openRunKeys(of, bytes, signers, { seat, said: said[seat]?.said ?? webRandom(96) }, verifySignature)
  return { all, said, open }
}

async function placeOf(
  { all, said, open }: Awaited<ReturnType<typeof table>>,
  index: number,
): Promise<Place> {
  const keys = await open(all, index)
  const own = said[index]?.key
  if (!keys.ok || !own) throw new Error("the keys do not open")
  return { suite: nodeSuite, keys, index, own }
}

describe("[G3] seals between parties", () => {
  test("everybody names the run alike, and no two runs alike", async () => {
    const one = await table()
    const hashes = await Promise.all(
      [0, 1, 2].map(async (index) => toHex((await placeOf(one, index)).keys.hash)),
    )
    expect(new Set(hashes).size).toBe(1)
    const { keys } = await placeOf(one, 0)
    const others = [
      runHash({ ...NAME, run: 4 }, keys.dealer, keys.parties),
      runHash({ ...NAME, rosterRoot: webRandom(32) }, keys.dealer, keys.parties),
      runHash(NAME, webRandom(32), keys.parties),
      runHash(NAME, keys.dealer, [...keys.parties].reverse()),
    ]
    expect(new Set([...hashes, ...others.map(toHex)]).size).toBe(5)
  })

  test("keys that were signed for another run, or another seat, are nobody's", async () => {
    const { all, open } = await table()
    expect(await open(all, 1, { ...NAME, run: 4 })).toEqual({ ok: false, seat: "dealer" })
    const exchanged = concatBytes(all.slice(0, 96), all.slice(192, 288), all.slice(96, 192), all.slice(288))
    expect(await open(exchanged, 2)).toEqual({ ok: false, seat: 0 })
    expect(await open(all.slice(1), 0)).toEqual({ ok: false })
  })

  test("no two purposes share a key", () => {
    const infos = [
      materialInfo(0),
      materialInfo(1),
      frameKeyInfo(0, 1),
      frameKeyInfo(1, 0),
      frameInfo(0, 1),
      frameInfo(1, 1),
      frameInfo(0, 2),
      reportInfo(1, 0),
      reportInfo(1, 1),
    ]
    expect(new Set(infos.map(toHex)).size).toBe(infos.length)
  })

  test("a frame opens at each other party, as what it is and as nothing else, under either suite", async () => {
    const people = await table()
    const places = await Promise.all([0, 1, 2].map((index) => placeOf(people, index)))
    const drawn = await Promise.all(places.map((place) => drawFrameKey(place, webRandom)))
    const [one, , three] = places
    if (!one || !three) throw new Error("there is nobody")
    // What the relay puts together for party 0: the first of each other's sealed keys.
    const forOne = concatBytes(
      ...drawn.slice(1).map(({ sealed }) => (sealed ?? new Uint8Array(0)).slice(0, 48)),
    )
    const opened = await openFrameKeys({ ...one, suite: nobleSuite }, forOne)
    const key = opened.ok ? opened.keys.get(2) : undefined
    if (!key) throw new Error("the frame key does not open")
    const sealer = new FrameSealer(three, drawn[2]?.key ?? webRandom(32))
    const frame = webRandom(100)
    const sealed = await sealer.seal(1, frame)
    const unsealed = (suite: RoundSuite, sender: number, round: number) =>
      suite.unseal(keyOfFrame(one, key, sender, round), sealed)
    expect(await unsealed(nodeSuite, 2, 1)).toEqual(frame)
    expect(await unsealed(nobleSuite, 2, 1)).toEqual(frame)
    expect(await unsealed(nodeSuite, 2, 2)).toBeUndefined()
    expect(await unsealed(nodeSuite, 1, 1)).toBeUndefined()
    expect(await openFrameKeys(one, forOne.slice(1))).toEqual({ ok: false })
  })
})

describe("[G19] a secret serves once", () => {
  test("a frame key seals each round once and in order, and none after it is wiped", async () => {
    const place = await placeOf(await table(), 0)
    const own = webRandom(32)
    const sealer = new FrameSealer(place, own)
    await sealer.seal(1, webRandom(10))
    await expect(sealer.seal(1, webRandom(10))).rejects.toThrow("follows")
    await expect(sealer.seal(3, webRandom(10))).rejects.toThrow("follows")
    await sealer.seal(2, webRandom(10))
    sealer.wipe()
    expect(own).toEqual(new Uint8Array(32))
    await expect(sealer.seal(3, webRandom(10))).rejects.toThrow("follows")
  })

  test("the seed of a run key is overwritten when the key is made", async () => {
    const seeds: Bytes[] = []
    const random = (count: number) => {
      const bytes = webRandom(count)
      seeds.push(bytes)
      return bytes
    }
    const { sign } = await generateIdentity(noble)
    await drawRunKey(NAME, 0, { random, suite: nodeSuite, sign })
    expect(seeds).toEqual([new Uint8Array(32)])
  })
})
