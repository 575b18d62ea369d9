import type { Browser } from "@playwright/test"
import { creditApprovalSchema } from "@tutti/data"
import { createAdminClient } from "@tutti/sdk"
import { creditApprovalStudy, networkFor } from "@tutti/sdk/templates"
import * as z from "zod"
import type { Measurement } from "../harness/measurement.ts"
import { withPage } from "../harness/page.ts"

const REPETITIONS = 5
const ROUNDS = 8
const PATIENCE = { timeout: 180_000 }

/** Rounds of about a second, so that the page has training to live beside. */
const study = creditApprovalStudy({
  model: networkFor(creditApprovalSchema, [128, 64]),
  training: {
    rounds: ROUNDS,
    local: { epochs: 40, batchSize: 32, optimiser: { kind: "sgd", learningRate: 0.01 }, proximal: 0 },
    quorum: { minOwners: 1, fraction: 1 },
  },
})

export const measurement: Measurement = {
  name: "federated/longest-task",
  what: `longest task on the main thread of an owner's page, from the start of a study to the end of its ${ROUNDS} rounds, by Chromium's own trace`,
  unit: "ms",
  bar: 50,
  anchor: { name: "DISCO trains on the page: a local epoch", value: 50 },
  run: () =>
    withPage(async (browser, relay) => {
      const admin = createAdminClient(relay.url, relay.adminToken)
      const longest: number[] = []
      for (let repetition = 0; repetition < REPETITIONS; repetition++) {
        const created = await admin.createStudy(study)
        const { link } = await admin.invite(created.study, { expiresInHours: 1, uses: 1 })
        const train = () => admin.command(created.study, "start")
        longest.push(await longestTaskMs(browser, link, train))
      }
      return longest
    }),
}

async function longestTaskMs(browser: Browser, link: string, start: () => Promise<unknown>): Promise<number> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(link)
  await page.getByRole("button", { name: "Use sample data" }).click()
  await page.getByRole("button", { name: "Continue" }).click()
  await page.getByRole("checkbox", { name: /^I have read what leaves this tab/ }).check()
  await page.getByRole("button", { name: "Take part" }).click()
  await page.getByRole("heading", { name: "You are in" }).waitFor(PATIENCE)
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] })
  await start()
  await page.getByRole("heading", { name: "The model is ready" }).waitFor(PATIENCE)
  const trace = Trace.parse(JSON.parse((await browser.stopTracing()).toString()))
  await context.close()
  return longestMainThreadTask(trace)
}

const Trace = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      /** Microseconds. */
      dur: z.number().optional(),
      args: z.looseObject({ name: z.unknown() }).partial().optional(),
    }),
  ),
})

/** Of the threads that draw pages; workers have threads of other names. */
function longestMainThreadTask({ traceEvents }: z.infer<typeof Trace>): number {
  const thread = ({ pid, tid }: { pid: number; tid: number }) => `${pid} ${tid}`
  const drawing = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(thread),
  )
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && drawing.has(thread(event)))
  if (tasks.length === 0) throw new Error("the trace holds no task of the page's thread")
  return tasks.reduce((longest, { dur = 0 }) => Math.max(longest, dur), 0) / 1000
}
