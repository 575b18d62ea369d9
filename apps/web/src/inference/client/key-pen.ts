/* A pen that keys move: without a mouse, a sheet is as fine as the images that the digits are learnt from. */

/** Cells of the sheet's side. */
export const CELLS = 28
/** Cells of one step with Shift. */
const FAR = 4

/** Counted from the upper left corner, from 0. */
export type Cell = { readonly column: number; readonly row: number }

/** @property line what it has drawn since it was lowered, without what lies between two cells; null while it is lifted */
export type KeyPen = { readonly at: Cell; readonly line: readonly Cell[] | null }

export const NEW_PEN: KeyPen = { at: { column: CELLS / 2, row: CELLS / 2 }, line: null }

/** @property drawn a line that is done */
export type PenStep = { readonly pen: KeyPen; readonly drawn: readonly Cell[] | null }

const MOVES: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/**
 * Arrows move, the space bar and Enter lower and lift.
 * @param key by its name (KeyboardEvent.key)
 * @returns undefined for a key that means nothing here
 */
export function penStep(pen: KeyPen, key: string, shift: boolean): PenStep | undefined {
  if (key === " " || key === "Enter")
    return pen.line === null ? { pen: { ...pen, line: [pen.at] }, drawn: null } : lift(pen)
  const move = MOVES[key]
  if (move === undefined) return undefined
  const far = shift ? FAR : 1
  const at = { column: within(pen.at.column + far * move[0]), row: within(pen.at.row + far * move[1]) }
  return { pen: { at, line: pen.line && [...pen.line, at] }, drawn: null }
}

/** The line that it was drawing is done. */
export const lift = ({ at, line }: KeyPen): PenStep => ({ pen: { at, line: null }, drawn: line })

const within = (place: number): number => Math.min(CELLS - 1, Math.max(0, place))
