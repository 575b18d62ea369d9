import type { Browser, Page } from "@playwright/test"
import { type Founded, found } from "@tutti/cli/regress"
import type { RunningRelay } from "@tutti/relay"
import { withPage } from "../harness/page.ts"
import { dealIn, PATIENCE, withTabs } from "../harness/tabs.ts"
import { housing, housingHands } from "./housing.ts"

/* The housing regression where people sit: four owners' tabs and a dealer's tab, each in a profile of its own. */

const OWNERS = 4
const RUNS = 3

export type TabsRun = {
  /** From the admin's start to the admin's table. */
  readonly seconds: number
  /** Payloads of the run, of the tab that sent most. */
  readonly kiloBytes: number
}

/** As often as a median takes; each run is a study of its own, with tabs of its own. */
export const regressInTabs = (): Promise<TabsRun[]> =>
  withPage(async (browser, relay) => {
    const runs: TabsRun[] = []
    while (runs.length < RUNS) runs.push(await regressOnce(browser, relay))
    return runs
  })

const regressOnce = (browser: Browser, relay: RunningRelay): Promise<TabsRun> =>
  withTabs(browser, async (tab) => {
    const publicKey = await dealIn(await tab(`${relay.url}/dealer`))
    const founded = await found(
      { relay, dealer: { publicKey } },
      { table: housing(), target: "medv", owners: OWNERS, opening: "coefficients", acceptsDetermined: false },
    )
    const { client, study, studyKey } = founded
    const link = await client.invite(study, { expiresInHours: 1, uses: OWNERS }, studyKey.publicKey)
    for (const hand of housingHands(OWNERS)) await takePartIn(await tab(link), hand)
    await client.freeze(study, studyKey)
    await until(founded, ({ dealer }) => dealer === "there")
    return measured(founded)
  })

async function takePartIn(page: Page, csv: string): Promise<void> {
  const file = { name: "rows.csv", mimeType: "text/csv", buffer: Buffer.from(csv) }
  await page.getByLabel("Choose a CSV file").setInputFiles(file, PATIENCE)
  await page.getByRole("button", { name: "Go on to the agreement" }).click(PATIENCE)
  await page.getByLabel("I agree that my rows take part in this way").check(PATIENCE)
  await page.getByRole("button", { name: "Take part" }).click()
  await page.getByRole("heading", { name: "You take part; the run has not begun" }).waitFor(PATIENCE)
}

async function measured(founded: Founded): Promise<TabsRun> {
  const { client, study, spec, suite, resultKey } = founded
  const began = performance.now()
  await client.command(study, "start")
  await until(founded, ({ state }) => state === "finished")
  const result = await client.result(study, spec, { suite, resultKey })
  const seconds = (performance.now() - began) / 1_000
  if (!result.ok) throw new Error(`the run gave no table: ${result.code}`)
  const sent = (await client.view(study)).owners.map(({ bytesUp }) => bytesUp)
  return { seconds, kiloBytes: Math.max(...sent) / 1_000 }
}

type View = Awaited<ReturnType<Founded["client"]["view"]>>

/** As the relay tells it, after every change. @throws {Error} when a run ends without a result. */
function until({ client, study }: Founded, fits: (view: View) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = client.watch(study, {
      onView(view) {
        const ended = view.runs.find(({ step }) => step === "ended")
        if (ended === undefined && !fits(view)) return
        stop()
        if (ended === undefined) resolve()
        else reject(new Error(`the run ended: ${ended.code ?? ended.reason}`))
      },
      onRefused: (code) => reject(new Error(code)),
    })
  })
}
