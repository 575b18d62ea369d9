import * as z from "zod"

/* The parts of a tfjs model.json that say which network it holds. Whatever else stands there is not looked at. */

const pair = z.union([z.int(), z.tuple([z.int(), z.int()])])

export const LayerJson = z.object({
  class_name: z.string().max(100),
  config: z.object({
    name: z.string().max(200),
    batch_input_shape: z.array(z.int().nullable()).max(8).optional(),
    units: z.int().optional(),
    filters: z.int().optional(),
    kernel_size: pair.optional(),
    pool_size: pair.optional(),
    strides: pair.nullish(),
    dilation_rate: pair.optional(),
    padding: z.string().optional(),
    data_format: z.string().nullish(),
    activation: z.string().optional(),
    use_bias: z.boolean().optional(),
  }),
})
export type LayerJson = z.infer<typeof LayerJson>

export const WeightJson = z.object({
  name: z.string().max(400),
  shape: z.array(z.int().min(0)).max(8),
  dtype: z.string(),
  quantization: z.unknown().optional(),
})
export type WeightJson = z.infer<typeof WeightJson>

export const ModelJson = z.object({
  modelTopology: z.object({
    class_name: z.string().optional(),
    config: z.unknown(),
    // Keras in Python writes one level more.
    model_config: z.object({ class_name: z.string(), config: z.unknown() }).optional(),
  }),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(WeightJson) })),
})

/** A sequential model's layers; older files hold them without a name around. */
export const SequentialJson = z.union([z.array(LayerJson), z.object({ layers: z.array(LayerJson) })])
