import { type Machines, startMachines } from "@tutti/cli/regress"
import { nobleSuite, webRandom } from "@tutti/crypto"
import type { RegressionDesign } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import { generateStudyKey, relayInfo } from "@tutti/sdk"
import { createRegressionClient, joinRegressionStudy, regressionStudy } from "@tutti/sdk/regression"
import { type Measurement, median } from "../harness/measurement.ts"

const ROWS = 1_000_000
const FEATURES = 13
const OWNERS = 4
const RUNS = 5

const column = (name: string) => ({ name, encoding: { kind: "decimal", digits: 2 }, bound: 512 }) as const
const design: RegressionDesign = {
  target: column("y"),
  features: Array.from({ length: FEATURES }, (_, feature) => column(`x${feature}`)),
  intercept: "estimated",
  weight: null,
  ridgePenalty: 0,
  mostRows: 2 ** 20,
}

/** [14][rows], two digits after the point, no column like another. */
const columns = Array.from({ length: FEATURES + 1 }, (_, place) =>
  Float64Array.from(
    { length: ROWS },
    (_, row) => (((row * (7_919 + 2 * place) + place * 104_729) % 100_003) - 50_000) / 100,
  ),
)

export const measurement: Measurement = {
  name: "regression/aggregate-1e6",
  what: `${ROWS} rows × ${FEATURES + 1} columns over ${OWNERS} owners, sums opened, from the owners' rows to the admin's table over real sockets, owners one after the other in one process; against the same sums in float64 in one loop over all rows`,
  unit: "×",
  bar: 2,
  anchor: { name: "the local plain computation", value: 1 },
  async run() {
    const plain: number[] = []
    const pooled: number[] = []
    const machines = await startMachines({ withDealer: false })
    try {
      for (let run = 0; run < RUNS; run++) {
        plain.push(timed(plainSums))
        pooled.push(await encrypted(machines))
      }
    } finally {
      await machines.stop()
    }
    return pooled.map((ms) => ms / median(plain))
  },
}

function timed(work: () => unknown): number {
  const began = performance.now()
  work()
  return performance.now() - began
}

/** The upper triangle of [1 X y]ᵀ[1 X y], as anybody would write it who has all rows. */
function plainSums(): number[] {
  const all = [new Float64Array(ROWS).fill(1), ...columns]
  return all.flatMap((one, place) => all.slice(place).map((other) => dot(one, other)))
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let row = 0; row < one.length; row++) sum += (one[row] ?? 0) * (other[row] ?? 0)
  return sum
}

/** @returns ms in which the owners come in and sum, one after the other, and the run takes place. */
async function encrypted({ relay }: Machines): Promise<number> {
  const client = createRegressionClient(relay.url, relay.adminToken)
  const [studyKey, resultKey] = [
    await generateStudyKey(webRandom),
    await nobleSuite.agreementKey(webRandom(32)),
  ]
  const spec = regressionStudy({
    design,
    dataset: { header: true, units: [], missingMarkers: [] },
    opening: "aggregate",
    owners: OWNERS,
    studyKey: studyKey.publicKey,
    relayKey: (await relayInfo(relay.url)).relayKey,
    resultKey: toBase64url(resultKey.publicKey),
  })
  const { study } = await client.create(spec, studyKey)
  const link = await client.invite(study, { expiresInHours: 1, uses: OWNERS }, studyKey.publicKey)
  let began = performance.now()
  const owners = []
  for (let owner = 0; owner < OWNERS; owner++) {
    const part = (cells: Float64Array) =>
      cells.subarray((owner * ROWS) / OWNERS, ((owner + 1) * ROWS) / OWNERS)
    const [target = new Float64Array(0)] = columns.slice(FEATURES).map(part)
    const features = columns.slice(0, FEATURES).map(part)
    owners.push(await joinRegressionStudy({ link, data: () => ({ features, target }) }))
  }
  const joinedMs = performance.now() - began
  await client.freeze(study, studyKey)
  began = performance.now()
  await client.command(study, "start")
  await Promise.all(owners.map(({ ended }) => ended))
  const result = await client.result(study, spec, { suite: nobleSuite, resultKey })
  const ranMs = performance.now() - began
  for (const owner of owners) owner.close()
  if (!result.ok || result.table.n !== ROWS) throw new Error("the run has no table of all rows")
  return joinedMs + ranMs
}
