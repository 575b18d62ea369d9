import { readFile } from "node:fs/promises"
import { gunzipSync } from "node:zlib"
import { IDX_PROBLEMS, type IdxProblem, type Images, readImages, readLabels } from "@tutti/data"
import { CliFailure } from "../failure.ts"

/** Images with the label of each. */
export type LabelledImages = { images: Images; labels: Uint8Array }

/** Unpacked, no IDX file that we would read is larger; a small packed file may pretend to be. */
const MOST_BYTES = 1 << 30

/**
 * A file of images and the file of their labels, as MNIST ships them, packed by gzip or not.
 * @throws {CliFailure} E_FILE
 */
export async function readLabelledImages(files: { images: string; labels: string }): Promise<LabelledImages> {
  const read = readImages(await unpacked(files.images))
  if (!read.ok) throw failure(files.images, read.problem)
  const labelled = readLabels(await unpacked(files.labels), read.images)
  if (!labelled.ok) throw failure(files.labels, labelled.problem)
  return { images: read.images, labels: labelled.labels }
}

async function unpacked(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch(() => {
    throw new CliFailure("E_FILE", `Cannot read ${path}.`)
  })
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES })
  } catch {
    // Its message speaks of buffers; what matters is which file it is.
    throw new CliFailure("E_FILE", `${path} is packed by gzip and does not unpack.`)
  }
}

function failure(path: string, problem: IdxProblem): CliFailure {
  const { what, next } = IDX_PROBLEMS[problem]
  return new CliFailure("E_FILE", `${path}: ${what} ${next}`)
}
