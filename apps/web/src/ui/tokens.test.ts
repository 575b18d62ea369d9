import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"

/* Reads the colours where the browser reads them. Contrast as WCAG 2.2 defines it (relative luminance of sRGB). */

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8")
const pairs = new Map(
  [...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = "", light = "", dark = ""]) => [name, { light, dark }],
  ),
)

function colour(name: string, theme: "light" | "dark"): string {
  const pair = pairs.get(name)
  if (!pair) throw new Error(`tokens.css has no colour --${name}`)
  return pair[theme]
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

const SURFACES = ["paper", "paper-tint", "paper-deep"]

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  test.each([
    ...["ink", "ink-soft", "accent", "accent-strong"].flatMap((text) =>
      SURFACES.map((on) => [text, on] as const),
    ),
    ...["good", "warn", "bad"].flatMap((text) =>
      ["paper", "paper-tint", `${text}-tint`].map((on) => [text, on] as const),
    ),
    ...["ink", "ink-soft"].flatMap((text) =>
      ["accent-tint", "good-tint", "warn-tint", "bad-tint"].map((on) => [text, on] as const),
    ),
    ["accent", "accent-tint"] as const,
    ["on-accent", "accent"] as const,
    ["on-accent", "accent-strong"] as const,
  ])("%s on %s reads at 4.5:1 or better", (text, on) => {
    expect(contrast(colour(text, theme), colour(on, theme))).toBeGreaterThanOrEqual(4.5)
  })

  test.each(["paper", "paper-tint"])("what can be operated is bounded at 3:1 on %s", (on) => {
    expect(contrast(colour("line-strong", theme), colour(on, theme))).toBeGreaterThanOrEqual(3)
  })
})

test("the ratio is the standard's: black on white is 21", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 9)
})
