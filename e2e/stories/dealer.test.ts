import { readFileSync } from "node:fs"
import { expect, type Page } from "@playwright/test"
import { violations } from "../support/axe.ts"
import {
  boston,
  closeList,
  declare,
  hands,
  signAndInvite,
  takePartInRegression,
} from "../support/regression.ts"
import { type Stage, test } from "../support/stage.ts"

const OWNERS = 4

/** A tab of somebody who owns no rows, from the promise to the key. */
async function dealerTab(stage: Stage): Promise<{ dealer: Page; key: string }> {
  const dealer = await stage.ownerTab(`${stage.relay.url}/dealer`)
  await expect(dealer.getByRole("button", { name: "Deal" })).toBeDisabled()
  expect(await violations(dealer)).toEqual([])
  await dealer.getByRole("checkbox", { name: /^I own no rows/ }).check()
  await dealer.getByRole("button", { name: "Deal" }).click()
  const key = await keyOf(dealer)
  expect(await violations(dealer)).toEqual([])
  return { dealer, key }
}

const keyOf = async (dealer: Page): Promise<string> =>
  (await dealer.getByRole("status", { name: "The dealer’s key" }).textContent()) ?? ""

test("[U22] an admin, four owner tabs and a dealer's tab get the housing table from the screens alone", async ({
  stage,
}) => {
  const { dealer, key } = await dealerTab(stage)
  const admin = await stage.adminTab()
  await declare(admin, { csv: boston, opening: "The table only", dealerKey: key })
  const link = await signAndInvite(admin)
  const owners = await Promise.all(
    hands(boston, OWNERS).map((text) => takePartInRegression(stage, link, text)),
  )
  await closeList(admin)
  const line = dealer.getByRole("row", { name: /What houses cost/ })
  await expect(line).toContainText("waiting for the next run")

  // A reload deals on by itself, under the same key; a second tab of this browser waits.
  await dealer.reload()
  expect(await keyOf(dealer)).toBe(key)
  await expect(admin.getByText("The dealer is there")).toBeVisible()
  const second = await dealer.context().newPage()
  await second.goto(`${stage.relay.url}/dealer`)
  await expect(second.getByRole("heading", { name: "Another tab deals" })).toBeVisible()
  await second.close()

  await admin.getByRole("button", { name: "Start the run" }).click()
  await expect(admin.getByRole("heading", { name: "Result" })).toBeVisible({ timeout: 60_000 })
  const waiting = admin.waitForEvent("download")
  await admin.getByRole("button", { name: "JSON" }).click()
  const table = JSON.parse(readFileSync(await (await waiting).path(), "utf8"))
  // statsmodels over the pooled rows (packages/regression/vectors/boston.json).
  expect(table.rSquared).toBeCloseTo(0.740642664109409, 9)
  for (const owner of owners) await expect(owner.getByRole("row", { name: /^lstat -0\.52/ })).toBeVisible()
  await expect(line).toContainText("finished")
  expect(await violations(dealer)).toEqual([])

  // A page that was closed before it had seen the end is shown it by its link alone, without rows.
  const [owner] = owners
  if (owner === undefined) throw new Error("nobody has taken part")
  await forgetEnd(owner)
  await owner.reload()
  await expect(owner.getByRole("heading", { name: "The regression is finished" })).toBeVisible()
})

/** As a browser has kept it that was closed between the last exchange and the end. */
const forgetEnd = (owner: Page) =>
  owner.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("tutti-regression-owner")
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const store = opening.result.transaction("seats", "readwrite").objectStore("seats")
          const reading = store.getAll()
          reading.onsuccess = () => {
            for (const seat of reading.result) store.put({ ...seat, ended: null })
            store.transaction.oncomplete = () => {
              opening.result.close()
              resolve()
            }
          }
        }
      }),
  )

test("[U23] who has taken part with rows in this browser deals for none", async ({ stage }) => {
  const { key } = await dealerTab(stage)
  const admin = await stage.adminTab()
  await declare(admin, { csv: boston, opening: "The table only", dealerKey: key })
  const link = await signAndInvite(admin)
  const owner = await takePartInRegression(stage, link, hands(boston, OWNERS)[0] ?? "")
  const tab = await owner.context().newPage()
  await tab.goto(`${stage.relay.url}/dealer`)
  await expect(tab.getByRole("alert", { name: /has taken part in a regression as an owner/ })).toBeVisible()
  await expect(tab.getByRole("button", { name: "Deal" })).toHaveCount(0)
})
