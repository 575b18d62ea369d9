import { uploadMeasurement } from "./upload.ts"

export const measurement = uploadMeasurement("upload-10k", 10_000, 1.5)
