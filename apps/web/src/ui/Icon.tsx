/* Drawn on a grid of 16, one stroke weight, currentColor: they sit on a line of text like a letter. */
const SHAPES = {
  good: "M3 8.5l3.2 3.2L13 4.8",
  warn: "M8 2.2L14.4 13.4H1.6zM8 6.4v3.2M8 11.4v.2",
  bad: "M8 1.8a6.2 6.2 0 1 0 .01 0zM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8",
  info: "M8 1.8a6.2 6.2 0 1 0 .01 0zM8 7.2v4M8 4.7v.2",
  start: "M4.5 2.8l8 5.2-8 5.2z",
  pause: "M5 3v10M11 3v10",
  stop: "M3.5 3.5h9v9h-9z",
  next: "M3.5 3l6.5 5-6.5 5zM12.5 3v10",
  add: "M8 3v10M3 8h10",
  remove: "M3 8h10",
  close: "M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  download: "M8 2v8.5M4.5 7.5L8 11l3.5-3.5M2.5 13.5h11",
  up: "M8 13.5v-10M4.5 6.5L8 3l3.5 3.5",
  down: "M8 2.5v10M4.5 9.5L8 13l3.5-3.5",
  back: "M13 8H3M6.5 4.5L3 8l3.5 3.5",
  forward: "M3 8h10M9.5 4.5L13 8l-3.5 3.5",
  link: "M6.5 9.5l3-3M7 4.5l1.6-1.6a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5l-1.6 1.6a3.2 3.2 0 0 1-4.5-4.5L4.5 7",
  wait: "M8 1.8a6.2 6.2 0 1 0 .01 0zM8 4.5V8l2.4 1.6",
  asleep: "M12.9 9.6A5.4 5.4 0 1 1 6.4 3.1a4.3 4.3 0 0 0 6.5 6.5z",
  reconnecting:
    "M13.2 6.2A5.5 5.5 0 0 0 3.4 5M2.8 2.4V5.2h2.8M2.8 9.8A5.5 5.5 0 0 0 12.6 11M13.2 13.6v-2.8h-2.8",
  person: "M8 2.2a2.6 2.6 0 1 0 .01 0zM2.8 13.6c.6-3 2.6-4.5 5.2-4.5s4.6 1.5 5.2 4.5",
  check: "M2.5 2.5h11v11h-11zM5 8.2l2.2 2.2L11 6",
  note: "M5.2 10a2.1 1.6 -20 1 0 .01 0zM7.2 11V2.5",
  mask: "M8 1.8L14.2 8 8 14.2 1.8 8zM6.2 6.2h.01M9.8 6.2h.01M8 8h.01M6.2 9.8h.01M9.8 9.8h.01",
  sum: "M12 5V3H4l4.4 5L4 13h8v-2",
  lock: "M4 7.2h8v6.3H4zM5.6 7.2V5a2.4 2.4 0 0 1 4.8 0v2.2M8 9.6v1.6",
  key: "M5 8.3a2.9 2.9 0 1 0 .01 0zM7.1 9.1l6.1-6.1M10.6 5.6l1.9 1.9",
  leave: "M9.5 3h-6v10h6M7 8h6.5M11 5.5L13.5 8 11 10.5",
  light:
    "M8 5.2a2.8 2.8 0 1 0 .01 0zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.85.85M11.75 11.75l.85.85M12.6 3.4l-.85.85M4.25 11.75l-.85.85",
  table: "M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.5 3v10",
  chart: "M2.5 2.5v11h11M4.5 10l3-3.5 2.2 1.8 3.3-4",
  sample: "M4 1.8h5.5L12.5 5v9.2H4zM9.2 2v3.3h3.2M6 8h4.5M6 10.8h4.5",
} as const

export type IconName = keyof typeof SHAPES

/** Decoration beside a word, never in its place: hidden from assistive technology. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: "none" }}
    >
      <path d={SHAPES[name]} />
    </svg>
  )
}
