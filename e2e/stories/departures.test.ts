import { existsSync } from "node:fs"
import { expect } from "@playwright/test"
import { renderers } from "../support/renderer.ts"
import { SLOW_ROUNDS, takePart, test } from "../support/stage.ts"
import { committed, learning, states, untilView } from "../support/view.ts"

test("[U2] a tab closed in the middle of a round: the round ends with the survivors", async ({ stage }) => {
  const { study, link } = await stage.study({
    training: { ...SLOW_ROUNDS, rounds: 2, deadlines: { firstMs: 20_000, minMs: 2_000, maxMs: 20_000 } },
  })
  const owners = await Promise.all([0, 1, 2].map(() => stage.ownerTab(link)))
  for (const owner of owners) await takePart(owner)
  await untilView(
    stage.admin,
    study,
    ({ roster }) => roster.filter(({ state }) => state === "ready").length === 3,
  )
  await stage.admin.command(study, "start")
  await untilView(stage.admin, study, learning(3))
  await owners[2]?.close()
  const view = await untilView(stage.admin, study, (now) => committed(now).length >= 1)
  expect(committed(view)[0]?.metrics).toMatchObject({ round: 1, cohort: 3, survivors: 2 })
  expect(states(view)).toContain("dropped")
  for (const owner of owners.slice(0, 2))
    await expect(owner.getByText(/^Step 5 of 5/)).toBeVisible({ timeout: 60_000 })
})

test("[U3] a reload offers to continue, with the same identity and at most one round lost", async ({
  stage,
}) => {
  const { study, link } = await stage.study({ training: { ...SLOW_ROUNDS, rounds: 3 } })
  const owners = await Promise.all([0, 1].map(() => stage.ownerTab(link)))
  for (const owner of owners) await takePart(owner)
  await stage.admin.command(study, "start")
  const before = await untilView(stage.admin, study, learning(2))
  const [alice] = owners
  if (alice === undefined) throw new Error("Alice has a tab")
  await alice.reload()
  await alice.getByRole("button", { name: "Continue" }).click()
  const view = await untilView(stage.admin, study, ({ state }) => state === "finished", 90_000)
  expect(view.roster.map(({ participant }) => participant).sort()).toEqual(
    before.roster.map(({ participant }) => participant).sort(),
  )
  expect(committed(view).at(-1)?.metrics?.survivors).toBe(2)
  await expect(alice.getByText(/^Step 5 of 5/)).toBeVisible()
})

test("[U4] a frozen tab is shown asleep, and comes back once when it wakes", async ({ stage, browser }) => {
  test.skip(!existsSync("/proc/self/cmdline"), "needs a process list as Linux has it")
  const { study, link } = await stage.study({ training: { rounds: 3 } })
  const alice = await stage.ownerTab(link)
  await takePart(alice)
  const before = renderers()
  const bob = await stage.ownerTab(link)
  await takePart(bob)
  const bobs = [...renderers()].filter((pid) => !before.has(pid))
  expect(bobs.length).toBeGreaterThan(0)
  expect(browser.isConnected()).toBe(true)
  for (const pid of bobs) process.kill(pid, "SIGSTOP")
  try {
    await untilView(stage.admin, study, (view) => states(view).includes("asleep"))
  } finally {
    for (const pid of bobs) process.kill(pid, "SIGCONT")
  }
  const awake = await untilView(stage.admin, study, (view) => states(view).join() === "ready,ready")
  expect(awake.roster).toHaveLength(2)
  await stage.admin.command(study, "start")
  const end = await untilView(stage.admin, study, ({ state }) => state === "finished")
  expect(committed(end).map(({ metrics }) => metrics?.survivors)).toEqual([2, 2, 2])
})

test("[U5] the relay is killed and started again: the tabs come back by themselves and the study goes on", async ({
  stage,
}) => {
  const { study, link } = await stage.study({ training: { ...SLOW_ROUNDS, rounds: 3 } })
  const owners = await Promise.all([0, 1].map(() => stage.ownerTab(link)))
  for (const owner of owners) await takePart(owner)
  await stage.admin.command(study, "start")
  await untilView(stage.admin, study, (view) => committed(view).length === 1 && learning(1)(view))
  await stage.relay.kill()
  for (const owner of owners)
    await expect(owner.getByRole("heading", { name: "The line is interrupted" })).toBeVisible()
  await stage.relay.start()
  const view = await untilView(stage.admin, study, ({ state }) => state === "finished", 90_000)
  expect(committed(view)).toHaveLength(3)
  expect(view.rounds.filter(({ reason }) => reason === "relay-restarted").length).toBeLessThanOrEqual(1)
  for (const owner of owners) await expect(owner.getByText(/^Step 5 of 5/)).toBeVisible()
  // The browser itself reports the sockets that the kill cut.
  stage.complaints.splice(0)
})
