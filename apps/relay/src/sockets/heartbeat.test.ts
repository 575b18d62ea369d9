import { EventEmitter } from "node:events"
import { describe, expect, test } from "vitest"
import { FakeTimers } from "../testing/fake-timers.ts"
import { watchHeartbeat } from "./heartbeat.ts"

function watched() {
  const connection = new EventEmitter()
  const timers = new FakeTimers()
  const told: string[] = []
  watchHeartbeat(
    connection,
    { timers, silentMs: 4_000 },
    { fellAsleep: () => told.push("asleep"), wokeUp: () => told.push("awake") },
  )
  const ask = () => connection.emit("packetCreate", { type: "ping" })
  const answer = () => connection.emit("packet", { type: "pong" })
  return { connection, timers, told, ask, answer }
}

describe("[R23] the heartbeat", () => {
  test("a peer that answers is awake, and nobody is told", () => {
    const { timers, told, ask, answer } = watched()
    for (let second = 0; second < 60; second += 5) {
      ask()
      timers.advance(3_999)
      answer()
      timers.advance(1_001)
    }
    expect(told).toEqual([])
  })

  test("a peer that lets a question wait is asleep once, and awake at its next sign of life", () => {
    const { timers, told, ask, answer } = watched()
    ask()
    timers.advance(4_000)
    expect(told).toEqual(["asleep"])
    for (let time = 0; time < 5; time++) {
      ask()
      timers.advance(5_000)
    }
    answer()
    answer()
    expect(told).toEqual(["asleep", "awake"])
    ask()
    timers.advance(4_000)
    expect(told).toEqual(["asleep", "awake", "asleep"])
  })

  test("any packet is a sign of life; what the relay sends is none", () => {
    const { connection, timers, told, ask } = watched()
    ask()
    timers.advance(2_000)
    connection.emit("packet", { type: "message" })
    timers.advance(10_000)
    expect(told).toEqual([])
    ask()
    connection.emit("packetCreate", { type: "message" })
    timers.advance(4_000)
    expect(told).toEqual(["asleep"])
  })

  test("a closed connection is not asleep", () => {
    const { connection, timers, told, ask } = watched()
    ask()
    connection.emit("close")
    timers.advance(60_000)
    expect(told).toEqual([])
  })
})
