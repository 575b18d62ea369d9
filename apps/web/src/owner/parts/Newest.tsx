import { part } from "../../strings/en.owner-part.ts"
import { Figure, Figures } from "../../ui/Figure.tsx"
import { formatMeasure, formatShare, formatSpan } from "../../ui/format.ts"
import type { OwnerScreen } from "../../workers/participant/api.ts"

const words = part.latest

/** The newest measured round in figures: everybody's beside this owner's. Under masks a measurement comes a round later. */
export function Newest({ screen: { rounds, own } }: { screen: OwnerScreen }) {
  const newest = rounds.findLast(({ validationLoss }) => validationLoss !== null) ?? rounds.at(-1)
  if (newest === undefined) return null
  const mine = own.find(({ round }) => round === newest.round)
  const isClass = newest.trainAccuracy !== null
  const everybody = newest.validationLoss === null ? newest.trainLoss : newest.validationLoss
  const everybodyRight = newest.validationAccuracy ?? newest.trainAccuracy
  const ownError = mine?.validationLoss ?? mine?.trainLoss ?? null
  const ownRight = mine?.validationAccuracy ?? mine?.trainAccuracy ?? null
  return (
    <Figures label={words.label(newest.round)}>
      {isClass ? (
        <>
          <Figure size="large" label={words.accuracy} value={formatShare(everybodyRight)} />
          <Figure size="large" label={words.ownAccuracy} value={formatShare(ownRight)} />
        </>
      ) : (
        <>
          <Figure size="large" label={words.loss} value={formatMeasure(everybody)} />
          <Figure size="large" label={words.ownLoss} value={formatMeasure(ownError)} />
        </>
      )}
      <Figure label={words.owners} value={words.ownersValue(newest)} />
      <Figure label={words.seconds} value={formatSpan(newest.seconds * 1_000)} />
    </Figures>
  )
}
