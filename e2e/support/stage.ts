import { type Browser, type BrowserContext, test as base, expect, type Page } from "@playwright/test"
import type { StudyId, StudySpec } from "@tutti/protocol"
import { type AdminClient, createAdminClient } from "@tutti/sdk"
import { creditApprovalStudy, type StudyOverrides } from "@tutti/sdk/templates"
import { type RelayProcess, startRelayProcess } from "./relay.ts"

/**
 * What every story is told on: a relay of its own, an admin, and owners who each sit at a browser profile of their
 * own. Whatever a page writes to its console as an error fails the story.
 */
export type Stage = {
  relay: RelayProcess
  admin: AdminClient
  /** The admin's tab, signed in through the link that the relay printed. */
  adminTab(): Promise<Page>
  /** A study over the bundled sample's columns, made through the admin's client, and a link to join it. */
  study(overrides?: StudyOverrides): Promise<{ study: StudyId; spec: StudySpec; link: string }>
  /** An owner's tab at the link, in a profile of its own; it has joined nothing yet. */
  ownerTab(link: string): Promise<Page>
  /** Console errors and page faults so far. A story that expects some empties the list. */
  complaints: string[]
}

export const test = base.extend<{ stage: Stage }>({
  stage: async ({ browser }, use) => {
    const relay = await startRelayProcess()
    const contexts: BrowserContext[] = []
    const complaints: string[] = []
    const admin = createAdminClient(relay.url, relay.adminToken())
    const tab = async () => openTab(browser, contexts, complaints)
    await use({
      relay,
      admin,
      complaints,
      async adminTab() {
        const page = await tab()
        await page.goto(`${relay.url}/admin#${relay.adminToken()}`)
        await expect(page.getByRole("heading", { name: "Studies" })).toBeVisible()
        return page
      },
      async study(overrides = {}) {
        const spec = creditApprovalStudy(overrides)
        const { study } = await admin.createStudy(spec)
        const { link } = await admin.invite(study, { expiresInHours: 1, uses: 20 })
        return { study, spec, link }
      },
      async ownerTab(link) {
        const page = await tab()
        await page.goto(link)
        return page
      },
    })
    expect(complaints).toEqual([])
    await Promise.all(contexts.map((context) => context.close()))
    await relay.remove()
  },
})

async function openTab(browser: Browser, contexts: BrowserContext[], complaints: string[]): Promise<Page> {
  const context = await browser.newContext()
  contexts.push(context)
  const page = await context.newPage()
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text())
  })
  page.on("pageerror", (error) => complaints.push(error.message))
  return page
}

/** From the link to taking part, in four actions. */
export async function takePart(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Use sample data" }).click()
  await page.getByRole("button", { name: "Continue" }).click()
  await page.getByRole("checkbox", { name: /^I have read what leaves this tab/ }).check()
  await page.getByRole("button", { name: "Take part" }).click()
  await expect(page.getByRole("heading", { name: "You are in" })).toBeVisible()
}

/** A plan whose rounds take seconds, so that things can happen in the middle of one. */
export const SLOW_ROUNDS = {
  local: { epochs: 1_000, batchSize: 16, optimiser: { kind: "sgd", learningRate: 0.01 }, proximal: 0 },
} as const
