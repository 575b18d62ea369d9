import { expect } from "@playwright/test"
import {
  chooseBundledModel,
  clientTab,
  dealingTab,
  draw,
  goOn,
  offerModel,
  reloadOwner,
  SEVEN,
} from "../support/inference.ts"
import { holds } from "../support/screens.ts"
import { test } from "../support/stage.ts"

test("[U9] the screens of encrypted inference pass axe in both themes and fit 320 pixels", async ({
  stage,
}) => {
  // Fifteen screens, each twice through axe.
  test.slow()
  const { dealer, key } = await dealingTab(stage)
  const admin = await stage.adminTab()
  await admin.getByRole("link", { name: "Offer a model" }).click()
  await holds(admin, "inference, no model")
  await admin.getByRole("radio", { name: "Files of TensorFlow.js" }).check()
  await admin.getByLabel("model.json and weight files").setInputFiles({
    name: "model.json",
    mimeType: "application/json",
    buffer: Buffer.from("{}"),
  })
  await admin.getByRole("button", { name: "Read and measure" }).click()
  await expect(admin.getByRole("alert", { name: /not a layers model/ })).toBeVisible()
  await holds(admin, "inference, refused model")
  await admin.getByRole("radio", { name: "The digit model that comes with this page" }).check()
  await chooseBundledModel(admin)
  await holds(admin, "inference, model and cost")
  const link = await offerModel(admin, { dealerKey: key, output: /^The scores/ })
  await expect(admin.getByText("Waiting for a client")).toBeVisible()
  await holds(admin, "inference, offered")
  await reloadOwner(admin)
  await holds(admin, "inference, kept offer")
  await goOn(admin)

  const client = await stage.ownerTab(link)
  await expect(client.getByRole("heading", { name: "Which digit is it?" })).toBeVisible()
  await holds(client, "inference, consent")
  await client.close()
  const asking = await clientTab(stage, link)
  await holds(asking, "inference, no image")
  await draw(asking, SEVEN)
  await asking.getByRole("button", { name: "Take this drawing" }).click()
  await asking.getByRole("button", { name: /^Sample 3,/ }).click()
  await holds(asking, "inference, two images")
  await asking.getByRole("button", { name: "Ask about 2 images" }).click()
  await expect(asking.getByRole("heading", { name: "The answer" })).toBeVisible()
  await holds(asking, "inference, answer")
  await expect(admin.getByText("Run 1 ended: finished, transcripts equal.")).toBeVisible()
  await holds(admin, "inference, after a run")
  await holds(dealer, "dealer of an inference")

  await admin.getByRole("button", { name: "Offer another model" }).click()
  await holds(admin, "inference, ending an offer")
  await admin.getByRole("dialog").getByRole("button", { name: "Offer another model" }).click()
  await expect(asking.getByText(/This offer is over/)).toBeVisible()
  await holds(asking, "inference, ended offer")
  await chooseBundledModel(admin)
  const scored = await offerModel(admin, { dealerKey: key, output: /^One number/ })
  const scorer = await clientTab(stage, scored)
  await scorer.getByRole("button", { name: "Take the 200 bundled digits" }).click()
  await expect(scorer.getByText("200 images with labels are in this tab.")).toBeVisible()
  await holds(scorer, "inference, labelled images")
  await scorer.getByRole("button", { name: "Score the model on 200 images" }).click()
  await expect(scorer.getByText(/of 200 right/)).toBeVisible({ timeout: 60_000 })
  await holds(scorer, "inference, score")
  const lost = await stage.ownerTab(scored.replace(/#.*/, "#cut-off"))
  await expect(lost.getByText("E_LINK")).toBeVisible()
  await holds(lost, "inference, a link cut off")
})
