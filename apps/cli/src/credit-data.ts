import { createHash } from "node:crypto"
import { CliFailure } from "./failure.ts"

/** Quinlan 1987, Credit Approval, doi:10.24432/C5FS30, CC BY 4.0. */
export const CREDIT_SOURCE =
  "https://archive.ics.uci.edu/ml/machine-learning-databases/credit-screening/crx.data"

/** SHA-256 of the 690 lines joined by a line feed, with none after the last: line endings do not count. */
const CREDIT_SHA256 = "6f31a44ceea8bb98af5059310d4bb517c5206212754ffcbcbe74570f86bbfa77"

/**
 * @returns the file's text, lines ended by line feeds.
 * @throws {CliFailure} E_OFFLINE when the address does not answer with a file, E_CHECKSUM when it is another file.
 */
export async function fetchCreditData(url: string): Promise<string> {
  const host = URL.canParse(url) ? new URL(url).host : url
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) }).catch(() => undefined)
  if (!response?.ok)
    throw new CliFailure("E_OFFLINE", `Cannot fetch the data from ${host}: is this machine on the internet?`)
  const lines = (await response.text()).trimEnd().split(/\r?\n/)
  const checksum = createHash("sha256").update(lines.join("\n")).digest("hex")
  if (checksum !== CREDIT_SHA256)
    throw new CliFailure(
      "E_CHECKSUM",
      `What ${host} sent is not the credit approval data: its checksum differs.`,
    )
  return `${lines.join("\n")}\n`
}
