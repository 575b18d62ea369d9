import type { Exchange } from "../sharing/exchange.ts"

type Bytes = Uint8Array<ArrayBuffer>

export type Together<Result> = {
  readonly results: readonly [Result, Result]
  /** What party 0 and party 1 said, round by round. */
  readonly rounds: readonly (readonly [Bytes, Bytes])[]
}

/** Both parties of a computation in one process, each seeing of the other only what it says. */
export function together<Result>(first: Exchange<Result>, second: Exchange<Result>): Together<Result> {
  const rounds: [Bytes, Bytes][] = []
  let [ours, theirs] = [first.next(), second.next()]
  while (!ours.done && !theirs.done) {
    const round: [Bytes, Bytes] = [ours.value.says.slice(), theirs.value.says.slice()]
    if (round[1].length !== ours.value.awaits || round[0].length !== theirs.value.awaits)
      throw new Error("one says what the other does not await")
    rounds.push(round)
    ours = first.next(round[1].slice())
    theirs = second.next(round[0].slice())
  }
  if (!ours.done || !theirs.done) throw new Error("the parties do not agree on the number of rounds")
  return { results: [ours.value, theirs.value], rounds }
}
