import { reduce } from "../field/field.ts"
import { triangleIndex } from "../statistics/triangle.ts"
import type { LinearForm, LinearTerm } from "./linear-form.ts"
import { type Challenge, checkForm, probeForms } from "./probe.ts"
import { maskedAt, multiplier, type Setting, type Stage } from "./stage.ts"
import { multiplierOfSum } from "./sums.ts"

/**
 * What a round opens, as linear forms of dealt values. Round 1 opens inputs and has none.
 * @returns in the order that `advance` expects
 */
export function formsOf(setting: Setting, stage: Stage, challenge: Challenge): LinearForm[] {
  switch (stage.round) {
    case 1:
      return []
    case 2:
      return [...randomisedMatrix(setting, stage), ...probeForms(setting, challenge)]
    case 3:
      return [magnitudeForm(setting, stage), checkForm(setting, challenge, stage.probe)]
    case 4:
      return [...coefficientForms(setting, stage), ...inverseForms(setting, stage)]
    case 5:
      return [residualForm(setting, stage), totalForm(setting, stage)]
  }
}

const indicesOf = ({ parameters }: Setting): number[] => [...Array(parameters.size).keys()]

/** R · (factor · (F_A + U_A) + Λ). */
function randomisedMatrix(setting: Setting, { masked }: Stage & { round: 2 }): LinearForm[] {
  const { parameters, layout, ridge } = setting
  const indices = indicesOf(setting)
  const known = indices.map((row) =>
    indices.map(
      (column) =>
        ridge.factor * maskedAt(setting, masked, row, column) +
        (row === column ? (ridge.penalties[row] ?? 0n) : 0n),
    ),
  )
  return indices.flatMap((row) =>
    indices.map((column): LinearForm => {
      const at = row * parameters.size
      const terms = indices.map(
        (inner): LinearTerm => [layout.randomiser + at + inner, known[inner]?.[column] ?? 0n],
      )
      return { constant: 0n, terms: [...terms, [layout.randomisedMask + at + column, ridge.factor]] }
    }),
  )
}

/** ρ · det A + ε = det M · q + ε. */
const magnitudeForm = ({ layout }: Setting, { determinant, noise }: Stage & { round: 3 }): LinearForm => ({
  constant: noise[0] ?? 0n,
  terms: [
    [layout.quotient, determinant],
    [layout.divisorMask, 1n],
  ],
})

/** A value with the noise whose mask stands at `at`. */
function dithered(
  { parameters, layout }: Setting,
  { noise }: Stage & { round: 4 | 5 },
  at: number,
  { constant, terms }: LinearForm,
): LinearForm {
  const masked = noise[at - layout.divisorMask] ?? 0n
  return { constant: reduce(parameters.field, constant + masked), terms: [...terms, [at, 1n]] }
}

/** c · ρ · num: c · det M · M⁻¹ · Q · factor · (F_b + u_b), row by row, dithered. */
function coefficientForms(setting: Setting, stage: Stage & { round: 4 }): LinearForm[] {
  const { parameters, layout, ridge } = setting
  const { field, size } = parameters
  const indices = indicesOf(setting)
  const right = indices.map((row) => maskedAt(setting, stage.masked, row, size))
  return indices.map((row): LinearForm => {
    const scale = multiplier(parameters, stage.magnitude, stage.scale.coefficientBits[row] ?? 0)
    const factor = reduce(field, scale * stage.determinant * ridge.factor)
    const terms = indices.flatMap((inner): LinearTerm[] => {
      const weight = reduce(field, factor * (stage.inverse[row]?.[inner] ?? 0n))
      const at = layout.scaledRandomiser + inner * size
      return [
        ...right.map((entry, column): LinearTerm => [at + column, reduce(field, weight * entry)]),
        [layout.scaledMask + inner, weight],
      ]
    })
    return dithered(setting, stage, layout.coefficientDithers + row, { constant: 0n, terms })
  })
}

/** c · ρ · adj: c · det M · (M⁻¹ · Q) on the diagonal, dithered. */
function inverseForms(setting: Setting, stage: Stage & { round: 4 }): LinearForm[] {
  const { parameters, layout } = setting
  const { field, size, withErrors } = parameters
  if (!withErrors) return []
  const indices = indicesOf(setting)
  return indices.map((row): LinearForm => {
    const scale = multiplier(parameters, stage.magnitude, stage.scale.inverseBits[row] ?? 0)
    const factor = reduce(field, scale * stage.determinant)
    const terms = indices.map(
      (inner): LinearTerm => [
        layout.scaledRandomiser + inner * size + row,
        reduce(field, factor * (stage.inverse[row]?.[inner] ?? 0n)),
      ],
    )
    return dithered(setting, stage, layout.inverseDithers + row, { constant: 0n, terms })
  })
}

/** ‖y − Xβ‖² = yᵀy − 2 βᵀb + βᵀAβ for the published β, with every moment as masked value plus mask; dithered. */
function residualForm(setting: Setting, stage: Stage & { round: 5 }): LinearForm {
  const { parameters, layout } = setting
  const { field, size } = parameters
  const scale = multiplierOfSum(setting, stage, "residual")
  const one = 1n << BigInt(stage.scale.publishedBits)
  // The quadratic form of (−β, 1) over the moments of [X y].
  const weights = [...stage.coefficients.map((value) => -value), one]
  let constant = 0n
  const terms: LinearTerm[] = []
  for (const [row, left] of weights.entries())
    for (const [column, right] of weights.entries()) {
      if (column < row) continue
      const weight = scale * left * right * (row === column ? 1n : 2n)
      constant += weight * maskedAt(setting, stage.masked, row, column)
      terms.push([layout.masks + triangleIndex(size + 1, row, column), reduce(field, weight)])
    }
  return dithered(setting, stage, layout.sumDithers, { constant, terms })
}

/** Σw · yᵀy − b₀² about the mean, or yᵀy; b₀² = F² + 2 F u + u². Dithered. */
function totalForm(setting: Setting, stage: Stage & { round: 5 }): LinearForm {
  const { parameters, layout } = setting
  const { field, size, centredTotal } = parameters
  const scale = multiplierOfSum(setting, stage, "total")
  const weight = scale * (centredTotal ? stage.counts.weight : 1n)
  const square = maskedAt(setting, stage.masked, size, size)
  const terms: LinearTerm[] = [[layout.masks + triangleIndex(size + 1, size, size), reduce(field, weight)]]
  const sum = centredTotal ? maskedAt(setting, stage.masked, 0, size) : 0n
  if (centredTotal)
    terms.push(
      [layout.masks + triangleIndex(size + 1, 0, size), reduce(field, -2n * scale * sum)],
      [layout.maskSquare, reduce(field, -scale)],
    )
  const constant = weight * square - scale * sum * sum
  return dithered(setting, stage, layout.sumDithers + 1, { constant, terms })
}
