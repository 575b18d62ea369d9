import type { ColumnFindings } from "@tutti/protocol"
import { describe, expect, test } from "vitest"
import { regressionView } from "../coordinator/view.ts"
import { alice, bob, carol, dealer, SMALL, smallParts } from "./houses.ts"
import { Stage } from "./stage.ts"

const FITS: ColumnFindings = ["fits", "rows-left-out", "fits"]
const FITS_NOT: ColumnFindings = ["fits", "fits", "out-of-range"]

/** What the admin's page is told of each owner's columns, by label. */
function matrix({ coordinator, clock }: Stage): Record<string, ColumnFindings | null> {
  const { owners } = regressionView(coordinator.state(), clock.nowMs())
  return Object.fromEntries(owners.map(({ label, findings }) => [label, findings]))
}

const part = () => smallParts(1)[0] ?? { rows: 0n, absorbed: 0n, moments: [] }

describe("[G21] an owner tells one word for each column, and nothing else of its file", () => {
  test("with its consent, and not before", async () => {
    const stage = await Stage.of({ design: SMALL })
    const party = stage.join(alice)
    await stage.settle()
    expect(stage.sent("readiness")).toEqual([])
    expect(matrix(stage)).toEqual({ [alice.label]: null })

    const agreed = party.enrol(part(), FITS)
    await stage.settle()
    expect(await agreed).toEqual({ ok: true, value: null })
    expect(matrix(stage)).toEqual({ [alice.label]: FITS })
    expect(stage.sent("readiness").map(({ message }) => message)).toEqual([
      { kind: "readiness", findings: FITS },
    ])
    expect(party.view().ledger.map(({ what }) => what)).toEqual(["readiness", "enrolment"])
  })

  test("or without one: that its file does not fit, and why; it has not agreed", async () => {
    const stage = await Stage.of({ design: SMALL })
    const party = stage.join(bob)
    const told = party.tell(FITS_NOT)
    await stage.settle()
    expect(await told).toEqual({ ok: true, value: null })
    expect(matrix(stage)).toEqual({ [bob.label]: FITS_NOT })
    expect(stage.coordinator.state().owners.get(bob.participant)).toMatchObject({ enrolled: false })
    expect(stage.committed.known.has(bob.participant)).toBe(false)
    expect(party.view()).toMatchObject({ phase: "admitted", refusal: null })
  })

  test("the newest word holds, and is said again to a relay that has forgotten it", async () => {
    const stage = await Stage.of({ design: SMALL })
    const party = stage.join(carol)
    const told = party.tell(FITS_NOT)
    await stage.settle()
    await told
    const agreed = party.enrol(part(), FITS)
    await stage.settle()
    await agreed
    expect(matrix(stage)).toEqual({ [carol.label]: FITS })
    await stage.restart()
    expect(matrix(stage)).toEqual({ [carol.label]: FITS })
    await stage.crash(carol)
    expect(matrix(stage)).toEqual({ [carol.label]: FITS })
  })

  test("words for another number of columns are refused, and change nothing", async () => {
    const stage = await Stage.of({ design: SMALL })
    const party = stage.join(alice)
    const told = party.tell(["fits", "fits"])
    await stage.settle()
    await told
    expect(matrix(stage)).toEqual({ [alice.label]: null })
    expect(stage.sent("refused").map(({ message }) => message)).toEqual([
      { kind: "refused", code: "E_MALFORMED", of: "readiness" },
    ])
  })

  test("the dealer has no columns to tell of", async () => {
    const stage = await Stage.of({ design: SMALL, dealer })
    await stage.deal(dealer)
    stage.coordinator.receive(dealer.participant, { kind: "readiness", findings: FITS }, undefined)
    await stage.settle()
    expect(stage.sent("refused").map(({ message }) => message)).toEqual([
      { kind: "refused", code: "E_FORBIDDEN", of: "readiness" },
    ])
  })
})
