import type { RefusalCode, StudyId } from "@tutti/protocol"

/** What a study runs in. @property close with a code everybody is told why; without, they come back by themselves. */
type Host = { close(code?: RefusalCode): Promise<void> }

/**
 * The hosts of one kind of study, each made when it is first needed. One that has stopped by a fault is forgotten:
 * whoever comes next gets a new one, which goes on from what was committed.
 */
export class Hosts<One extends Host> {
  readonly #load: (study: StudyId, onFault: () => void) => Promise<One | undefined>
  readonly #hosts = new Map<StudyId, Promise<One | undefined>>()
  #closed = false

  /** @param load undefined where there is no such study */
  constructor(load: (study: StudyId, onFault: () => void) => Promise<One | undefined>) {
    this.#load = load
  }

  /** @returns undefined when there is no such study, or the relay is on its way out. */
  get(study: StudyId): Promise<One | undefined> {
    const present = this.#hosts.get(study)
    if (present !== undefined) return present
    const loading = this.#closed
      ? Promise.resolve(undefined)
      : this.#load(study, () => void this.evict(study))
    this.#hosts.set(study, loading)
    const forget = () => {
      if (this.#hosts.get(study) === loading) this.#hosts.delete(study)
    }
    loading.then((host) => host ?? forget(), forget)
    return loading
  }

  /** The host that stands, if one does; none is made. */
  async present(study: StudyId): Promise<One | undefined> {
    return this.#hosts.get(study)
  }

  /** @param code tells everybody why it is over */
  async evict(study: StudyId, code?: RefusalCode): Promise<void> {
    const loading = this.#hosts.get(study)
    this.#hosts.delete(study)
    const host = await loading
    await host?.close(code)
  }

  /** Stops all; those who were connected come back by themselves when a relay is there again. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    for (const study of [...this.#hosts.keys()]) await this.evict(study)
  }
}
