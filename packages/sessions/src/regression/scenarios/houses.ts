import type { RegressionDesign } from "@tutti/protocol"
import type { SufficientStatistics } from "@tutti/regression"
import { designOf, rowsOf, splitRows, statisticsOf } from "@tutti/regression/scenarios"
import { cohort, type Person } from "@tutti/testkit"
import type { RegressionDealer } from "../dealer/ports.ts"
import type { RegressionParty } from "../party/ports.ts"
import { Stage, type StageOptions } from "./stage.ts"

/* A small regression with some noise in it, and the people of its scenarios. */

const a = Array.from({ length: 30 }, (_, row) => (7 * row) % 11)
const b = Array.from({ length: 30 }, (_, row) => (5 * row) % 13)
const y = a.map((value, row) => 2 + 3 * value - (b[row] ?? 0) + ((row * row) % 5))
const columns = [a, b, y]

export const SMALL: RegressionDesign = designOf(["a", "b", "y"], columns)

/** What each of so many owners puts in. */
export const smallParts = (owners: number, design = SMALL): SufficientStatistics[] =>
  splitRows(rowsOf(columns), owners, (row) => row % owners).map((part) => statisticsOf(design, part))

const people = await cohort("alice", "bob", "carol", "dave", "erin", "dealer")
export const { alice, bob, carol, erin, dealer } = people
const OWNERS = [alice, bob, carol, people.dave, erin]

export type Cast = {
  readonly stage: Stage
  /** In the order of the parts. */
  readonly people: readonly Person[]
  readonly parties: readonly RegressionParty[]
  readonly dealing: RegressionDealer | undefined
  /** A person's place in the frozen roster. */
  indexOf(person: Person): number
}

/** Everybody is there, has agreed, and the roster is frozen: the next command can be `start`. */
export async function cast(options: StageOptions, parts: readonly SufficientStatistics[]): Promise<Cast> {
  const stage = await Stage.of(options)
  const people = OWNERS.slice(0, parts.length)
  const dealing = options.dealer && (await stage.deal(options.dealer))
  const parties: RegressionParty[] = []
  for (const [at, person] of people.entries()) {
    const part = parts[at]
    if (part) parties.push(await stage.enter(person, part))
  }
  const code = await stage.freeze()
  if (code) throw new Error(`the roster was refused: ${code}`)
  return {
    stage,
    people,
    parties,
    dealing,
    indexOf: ({ participant }) => stage.coordinator.state().parties.indexOf(participant),
  }
}
