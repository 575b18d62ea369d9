import type { Timers } from "@tutti/transport"

/** The part of an engine.io connection that tells of its heart. */
export type HeartbeatSource = {
  on(event: "packetCreate", listener: (packet: { type: string }) => void): unknown
  on(event: "packet" | "close", listener: () => void): unknown
}

/**
 * Tells a sleeping tab from a lost one. The server asks every few seconds; a peer that stays silent for
 * `silentMs` after a question is asleep (a frozen tab, a closed lid) until its next sign of life. A peer that is
 * silent for longer than the connection's own ping timeout is disconnected, which is not this function's affair.
 */
export function watchHeartbeat(
  source: HeartbeatSource,
  { timers, silentMs }: { timers: Timers; silentMs: number },
  told: { fellAsleep(): void; wokeUp(): void },
): void {
  let silence: (() => void) | undefined
  let asleep = false
  source.on("packetCreate", ({ type }) => {
    if (type !== "ping" || silence !== undefined || asleep) return
    silence = timers.start(silentMs, () => {
      silence = undefined
      asleep = true
      told.fellAsleep()
    })
  })
  source.on("packet", () => {
    silence?.()
    silence = undefined
    if (!asleep) return
    asleep = false
    told.wokeUp()
  })
  source.on("close", () => {
    silence?.()
    silence = undefined
  })
}
