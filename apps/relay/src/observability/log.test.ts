import { ParticipantId } from "@tutti/protocol"
import { describe, expect, test } from "vitest"
import { createLog } from "./log.ts"

function listening(level = "debug") {
  const lines: string[] = []
  return { lines, log: createLog(level, { write: (line) => lines.push(line) }) }
}

describe("[R40] a log line", () => {
  test("is one JSON object with a time, a level and a sentence", () => {
    const { lines, log } = listening()
    log.info("relay listening", { port: 4747 })
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      port: 4747,
      msg: "relay listening",
    })
  })

  test("shortens who it is about", () => {
    const { lines, log } = listening()
    log.info("study: joined", { participant: ParticipantId.parse("ab".repeat(32)) })
    expect(lines[0]).toContain('"participant":"abababab"')
    expect(lines[0]).not.toContain("ab".repeat(5))
  })

  test("tells an error's name, code and place, and not its message", () => {
    const { lines, log } = listening()
    const error = Object.assign(new TypeError("duplicate key (label)=(Canary Clinic)"), { code: "23505" })
    log.error("a study has stopped", { error })
    const { error: told } = JSON.parse(lines[0] ?? "") as {
      error: { name: string; code: string; at: string[] }
    }
    expect(told).toMatchObject({ name: "TypeError", code: "23505" })
    expect(told.at[0]).toContain("log.test.ts")
    expect(lines[0]).not.toContain("Canary")
  })

  test("drops what has a secret's name, should a field ever carry it", () => {
    const { lines, log } = listening()
    const careless = {
      label: "Canary",
      token: "Canary",
      error: undefined,
      nested: { secret: "Canary", weights: [1] },
    }
    log.warn("careless", careless)
    expect(lines[0]).not.toContain("Canary")
    expect(lines[0]).not.toContain("weights")
  })

  test("below the level is not written", () => {
    const { lines, log } = listening("warn")
    log.info("nothing")
    log.debug("nothing")
    expect(lines).toEqual([])
  })
})
