import type { Trainer, TrainerFactory } from "@tutti/learning"
import type { FakeClock } from "./fake-clock.ts"

/** The same trainer on a slow machine: every training and every measurement takes so much of the clock's time. */
export function takingTime(factory: TrainerFactory, clock: FakeClock, milliseconds: number): TrainerFactory {
  const pass = () => new Promise<void>((resolve) => clock.start(milliseconds, resolve))
  return async (model) => {
    const trainer = await factory(model)
    const slow: Trainer = {
      backend: trainer.backend,
      train: async (weights, examples, plan, seed) => {
        await pass()
        return { ...(await trainer.train(weights, examples, plan, seed)), milliseconds }
      },
      evaluate: async (weights, examples) => {
        await pass()
        return trainer.evaluate(weights, examples)
      },
      predict: (weights, features, rows) => trainer.predict(weights, features, rows),
      dispose: () => trainer.dispose(),
    }
    return slow
  }
}
