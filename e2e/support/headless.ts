import type { TrainerFactory } from "@tutti/learning"
import { createTrainer } from "@tutti/learning/tfjs"
import { type JoinedStudy, joinStudy } from "@tutti/sdk"
import { asCsv, sampleRows } from "./credit-file.ts"

/** Enough rows for an owner to learn from, and few enough for ten of them in one process. */
const ROWS = 30

/** Owners without a screen, in this process, each with an identity and rows of its own. */
export function headlessOwners(
  link: string,
  count: number,
  trainer: TrainerFactory = createTrainer,
): Promise<JoinedStudy[]> {
  const rows = sampleRows(ROWS * count)
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      joinStudy({
        link,
        data: Buffer.from(asCsv(rows.slice(ROWS * index, ROWS * (index + 1)))),
        label: `Headless ${index + 1}`,
        trainer,
      }),
    ),
  )
}

/** A trainer that trains as ever, but in its `nth` round only when it is let go. */
export function heldTrainer(nth: number): { trainer: TrainerFactory; letGo(): void } {
  let letGo = () => {}
  const gone = new Promise<void>((resolve) => {
    letGo = resolve
  })
  return {
    letGo,
    async trainer(model) {
      const inner = await createTrainer(model)
      let rounds = 0
      return {
        backend: inner.backend,
        async train(...given) {
          rounds += 1
          if (rounds === nth) await gone
          return inner.train(...given)
        },
        evaluate: (...given) => inner.evaluate(...given),
        predict: (...given) => inner.predict(...given),
        dispose: () => inner.dispose(),
      }
    },
  }
}
