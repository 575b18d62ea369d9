import { relayMeasurement } from "./relay.ts"

export const measurement = relayMeasurement(0, 2, 2.018)
