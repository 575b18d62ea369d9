import type { UnmaskTask } from "@tutti/secure-aggregation"

/** Neighbours of one dropped owner that stay together: opening its key again costs less than one of their streams. */
const PAIRS_TOGETHER = 32

/** Keystreams that a task takes, which are nearly all of its time. */
export const streamsOf = (task: UnmaskTask): number => (task.kind === "self" ? 1 : task.survivors.length)

/**
 * Tasks in shares of nearly equal work. What the shares come to adds up to what all tasks come to.
 * @param shares how many at most; there are fewer when there is less to do.
 */
export function splitTasks(tasks: readonly UnmaskTask[], shares: number): UnmaskTask[][] {
  const pieces = tasks.flatMap(piecesOf).sort((one, other) => streamsOf(other) - streamsOf(one))
  const lots = Array.from({ length: Math.min(shares, pieces.length) }, () => ({
    streams: 0,
    tasks: [] as UnmaskTask[],
  }))
  for (const task of pieces) {
    const lightest = lots.reduce((least, lot) => (lot.streams < least.streams ? lot : least))
    lightest.tasks.push(task)
    lightest.streams += streamsOf(task)
  }
  return lots.map(({ tasks }) => tasks)
}

function piecesOf(task: UnmaskTask): UnmaskTask[] {
  if (task.kind === "self") return [task]
  const pieces = Math.ceil(task.survivors.length / PAIRS_TOGETHER)
  return Array.from({ length: pieces }, (_, piece) => ({
    ...task,
    survivors: task.survivors.slice(PAIRS_TOGETHER * piece, PAIRS_TOGETHER * (piece + 1)),
  }))
}
