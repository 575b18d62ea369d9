import { envelope, type Fuzz, withPayload } from "./fuzz-frames.ts"

const PARTY = "/party"

/**
 * A message of a regression's own form with anything in its numbers and its payload: it passes the parser and meets the
 * run, now and then at the length that its step expects.
 * @param run the newest one
 * @param hashes what an owner might say that it agreed to
 */
export function partyMessage(fuzz: Fuzz, run: number, hashes: readonly [string, ...string[]]): Buffer[] {
  const number = fuzz.pick([run, run, run, Math.max(1, run - 1), run + 1, fuzz.below(50) + 1, 4_000_000])
  const said = (kind: string, rest: Record<string, unknown> = {}) => ({ kind, run: number, ...rest })
  const send = (message: Record<string, unknown>, length: number) =>
    withPayload(message, fuzz.below(8) === 0 ? Buffer.alloc(length, 0xff) : fuzz.bytes(200), PARTY)
  switch (fuzz.below(12)) {
    case 0:
      return [envelope({ kind: "enrol", studyHash: fuzz.pick(hashes) }, PARTY)]
    case 1:
    case 2:
      return send(said("run-key"), 96)
    case 3:
    case 4:
      return send(said("material", { to: fuzz.below(4) }), 48 + fuzz.below(70_000))
    case 5:
    case 6:
      return send(said("frame-keys"), 48)
    case 7:
    case 8:
      return send(said("frame", { round: fuzz.below(5) + 1 }), 50 + 8 * fuzz.below(2_000))
    case 9:
      return send(said("report"), 300)
    case 10: {
      const code = fuzz.pick(["E_RG_SHARE", "E_RG_COLLINEAR", "E_INTERNAL"])
      const where = fuzz.pick<Record<string, unknown>>([
        {},
        { party: fuzz.below(9) },
        { column: "a", from: ["b"] },
        { column: "__proto__" },
      ])
      // Now and then only: it ends the run, and the rest meets a closed door.
      return fuzz.below(6) === 0 ? [envelope(said("run-failed", { code, ...where }), PARTY)] : []
    }
    default: {
      const step = fuzz.pick(["advertise", "shares", "masked", "confirm", "unmask"])
      return send({ kind: "aggregation", number, step }, 300)
    }
  }
}
