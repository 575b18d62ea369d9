type Watcher = { changed(): void; gone(): void }

/** Those who watch one study. */
export class Watchers {
  readonly #watchers = new Set<Watcher>()

  /**
   * @param changed called for every change of the view.
   * @param gone called once when the study ends its life here: deleted, or its relay goes.
   * @returns the remover.
   */
  add(changed: () => void, gone: () => void): () => void {
    const watcher = { changed, gone }
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  changed(): void {
    for (const { changed } of this.#watchers) changed()
  }

  gone(): void {
    for (const { gone } of this.#watchers) gone()
    this.#watchers.clear()
  }
}
