import type { Opened, Round } from "../sharing/cost.ts"

/** What a frame holds, headers aside. */
type FrameContent = { readonly opens: readonly Opened[]; readonly bytes: number }

export type Turns = {
  /** Of party 0 and of party 1, in order. */
  readonly frames: readonly [first: readonly FrameContent[], second: readonly FrameContent[]]
  /** Ways from one party to the other that must be gone one after the other. */
  readonly ways: number
}

/**
 * How the rounds of a batch are cut into frames. A party says all that it can before it must hear: where it alone speaks in
 * a round it does not wait, and an answer takes with it what follows from it. So a frame holds one round or several, and
 * where the parties take turns half as many frames travel as there are rounds.
 */
export function turnsOf(rounds: readonly Round[]): Turns {
  const frames: [FrameContent[], FrameContent[]] = [[], []]
  let ways = 0
  /** Rounds that a party has said its part of, and those that the other has heard. */
  let said: [number, number] = [0, 0]
  for (let isOver = rounds.length === 0; !isOver; ) {
    const heard = said
    const next = (role: 0 | 1): number => {
      const theirs = heard[role === 0 ? 1 : 0]
      let round = heard[role]
      // Round after round as long as the one before is whole.
      while (round < rounds.length && isWhole(rounds, round - 1, theirs, role)) round += 1
      const spoken = rounds.slice(heard[role], round).filter(({ bytes }) => bytes[role] > 0)
      const bytes = spoken.reduce((sum, one) => sum + one.bytes[role], 0)
      if (bytes > 0) frames[role].push({ opens: spoken.map(({ opened }) => opened), bytes })
      return round
    }
    said = [next(0), next(1)]
    ways += 1
    isOver = said[0] === rounds.length && said[1] === rounds.length
  }
  return { frames, ways }
}

/** Whether a party knows all of a round, of which the other's part has come if it is before `theirs`. */
const isWhole = (rounds: readonly Round[], round: number, theirs: number, role: 0 | 1): boolean =>
  round < theirs || (rounds[round]?.bytes[role === 0 ? 1 : 0] ?? 0) === 0
