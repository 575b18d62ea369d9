import type { StudyId } from "@tutti/protocol"

/** The right of this tab to be the owner in a study: one per browser profile and study. */
export type Seat = { release(): void }

/**
 * Take the seat, waiting for another tab of this browser to give it up.
 * @param onTaken called at once when another tab holds it; the promise then resolves when that tab is done.
 */
export const takeSeat = (study: StudyId, onTaken: () => void): Promise<Seat> =>
  takeLock(`tutti/owner/${study}`, onTaken)

/** The same for whatever else one tab of a browser profile may do at a time. */
export function takeLock(name: string, onTaken: () => void): Promise<Seat> {
  return new Promise((seated) => {
    const hold = () =>
      new Promise<void>((release) => {
        seated({ release })
      })
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock !== null) return hold()
      onTaken()
      void navigator.locks.request(name, hold)
      return undefined
    })
  })
}
