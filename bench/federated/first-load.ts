import { gzipSync } from "node:zlib"
import type { Browser, Response } from "@playwright/test"
import { createAdminClient } from "@tutti/sdk"
import { creditApprovalStudy } from "@tutti/sdk/templates"
import type { Measurement } from "../harness/measurement.ts"
import { withPage } from "../harness/page.ts"

export const measurement: Measurement = {
  name: "federated/first-load",
  what: "everything that Chromium fetches with an empty cache until a page rests, each file gzipped: the start page, an owner's landing page behind an invite link, and the admin's list of studies, one run each",
  unit: "kB",
  bar: 250,
  anchor: { name: "DISCO", value: 857 },
  run: () =>
    withPage(async (browser, relay) => {
      const admin = createAdminClient(relay.url, relay.adminToken)
      const { study } = await admin.createStudy(creditApprovalStudy())
      const { link } = await admin.invite(study, { expiresInHours: 1, uses: 1 })
      const kilobytes: number[] = []
      for (const address of [relay.url, link, `${relay.url}/admin#${relay.adminToken}`])
        kilobytes.push(await fetchedKilobytes(browser, address))
      return kilobytes
    }),
}

async function fetchedKilobytes(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ serviceWorkers: "block" })
  const responses: Response[] = []
  context.on("response", (response) => responses.push(response))
  const page = await context.newPage()
  await page.goto(address, { waitUntil: "networkidle" })
  const sizes = await Promise.all(responses.map(async (response) => gzipSync(await response.body()).length))
  await context.close()
  return sizes.reduce((sum, size) => sum + size, 0) / 1000
}
