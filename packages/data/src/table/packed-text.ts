const BLOCK_CELLS = 1_024

/**
 * A growing list of strings, joined by blocks. A string of its own costs 24 bytes and more, so that a 100 MB file of
 * short cells would fill a tab; here a cell costs its characters and four bytes. Reading one is a slice.
 */
export class PackedText {
  readonly #blocks: { text: string; ends: Uint32Array }[] = []
  #open: string[] = []

  append(cell: string): void {
    this.#open.push(cell)
    if (this.#open.length < BLOCK_CELLS) return
    const ends = new Uint32Array(BLOCK_CELLS)
    let end = 0
    for (let index = 0; index < BLOCK_CELLS; index++) {
      end += this.#open[index]?.length ?? 0
      ends[index] = end
    }
    this.#blocks.push({ text: this.#open.join(""), ends })
    this.#open = []
  }

  /** @throws {RangeError} for a row that is not there. */
  at(row: number): string {
    const index = row % BLOCK_CELLS
    const block = this.#blocks[(row - index) / BLOCK_CELLS]
    if (block !== undefined)
      return block.text.slice(index === 0 ? 0 : block.ends[index - 1], block.ends[index])
    const cell = this.#open[row - this.#blocks.length * BLOCK_CELLS]
    if (cell === undefined) throw new RangeError(`there is no row ${row}`)
    return cell
  }
}
