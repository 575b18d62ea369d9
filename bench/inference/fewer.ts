const most = Number(process.env.TUTTI_BENCH_IMAGES ?? Number.POSITIVE_INFINITY)

/** For quick work, `TUTTI_BENCH_IMAGES` measures on fewer images; such a figure is not the official one. */
export const orFewer = (images: number): number => Math.min(images, most)
