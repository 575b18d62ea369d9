import { seededRandom } from "@tutti/learning"
import { type RegressionTable, type Twin, twinOf } from "@tutti/regression"
import { expose } from "comlink"

/* Making up rows and summing them takes a moment for a large table: not on the thread that draws. */
const twins = {
  /** Undefined where no rows can be made up that have this table. @param seed the same rows again */
  of: (table: RegressionTable, seed: number): Twin | undefined => twinOf(table, normals(seed)),
}
export type Twins = typeof twins
expose(twins)

/** Standard normal numbers. @see Box & Muller 1958 */
function normals(seed: number): () => number {
  const random = seededRandom(seed, "twin")
  // In (0, 1], for the logarithm.
  const positive = () => 1 - random.unit()
  return () => Math.sqrt(-2 * Math.log(positive())) * Math.cos(2 * Math.PI * random.unit())
}
