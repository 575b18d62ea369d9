import { memo } from "react"
import { part } from "../../strings/en.owner-part.ts"
import type { PlayedBar } from "../../ui/score/played.ts"
import { Score } from "../../ui/score/Score.tsx"
import type { OwnBar, OwnScore } from "../../workers/participant/own-score.ts"

const words = part.staff
const ME = "me"

/** This owner's own line of the score, and the bar lines; nobody else's notes reach this tab. */
export const OwnStaff = memo(function OwnStaff({
  score,
  ended,
  masked,
}: {
  score: OwnScore
  ended: boolean
  masked: boolean
}) {
  if (score.length === 0) return <p>{words.empty}</p>
  const now = performance.timeOrigin + performance.now()
  return (
    <Score
      caption={words.label(score.length)}
      summary={words.label(score.length)}
      parts={[{ id: ME, text: words.you, head: words.you }]}
      bars={score.map((bar) => playedBar(bar, now))}
      at={performance.now()}
      ended={ended}
      masked={masked}
    />
  )
})

function playedBar({ round, outcome, lengthMs, startedAtMs, notes }: OwnBar, now: number): PlayedBar {
  const length = lengthMs ?? Math.max(0, now - startedAtMs)
  // A round that this tab missed is engraved as "not recorded".
  if (outcome === "missed") return { round, outcome: "committed", lengthMs: length, parts: [ME], notes: null }
  return {
    round,
    outcome,
    lengthMs: length,
    parts: [ME],
    notes: notes.map(({ phase, fromMs, toMs }) => ({ part: ME, phase, fromMs, toMs: toMs ?? length })),
  }
}
