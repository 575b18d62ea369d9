import { readFile, writeFile } from "node:fs/promises"
import { webRandom } from "@tutti/crypto"
import { generateStudyKey, readStudyKey, type StudyKey } from "@tutti/sdk"
import { CliFailure } from "./failure.ts"

/** The study key of a file. @throws {CliFailure} E_FILE. @throws {TuttiError} E_STUDY_KEY for a file of another form. */
export async function studyKeyOf(path: string): Promise<StudyKey> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new CliFailure("E_FILE", `Cannot read ${path}.`)
  })
  return readStudyKey(text)
}

/** The same, or a new key in a new file that only this user may read. */
export async function madeStudyKey(path: string): Promise<StudyKey> {
  const key = await generateStudyKey(webRandom)
  try {
    await writeFile(path, key.toFile(), { flag: "wx", mode: 0o600 })
    return key
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return studyKeyOf(path)
    throw new CliFailure("E_FILE", `Cannot write ${path}.`)
  }
}
