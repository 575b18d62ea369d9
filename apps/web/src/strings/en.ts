/*
 * Every sentence on a screen, in one language per file. This file holds what all screens share;
 * en.admin.ts and en.owner.ts hold the rest, so that an owner's page loads no admin's sentence.
 */

export const ui = {
  product: "Tutti",
  skip: "Skip to the content",
  navigation: "Main",
  foot: "Tutti computes over the rows of many owners. The rows stay with them.",
  close: "Close",
  copy: "Copy",
  copied: "Copied",
  whatIs: (word: string) => `What is “${word}”?`,
  whatIsThis: "What is this?",
  theme: { light: "Light", dark: "Dark" },
  tone: { good: "Good news", warn: "Attention", bad: "Error", info: "Note" },
  error: {
    side: "On whose side",
    safe: "Is my data safe",
    next: "What next",
    code: "Code",
  },
  wait: { givesUpIn: "gives up in" },
} as const

export const home = {
  title: "Train together, keep your data",
  lead: "Several people teach one model. Everybody's rows stay in their own browser tab; only what the model learnt travels.",
  owner: {
    title: "You were sent a link",
    text: "Open it in this browser. Nothing is installed, no account is needed, and nothing leaves the tab before you have read what would and agreed.",
  },
  admin: {
    title: "You run a study",
    text: "Open the admin link that the relay printed when it started. It holds your key after the # sign, and opens the list of studies.",
    open: "Open the studies",
  },
} as const

export const lost = {
  title: "Nothing is printed on this page",
  text: "The address leads nowhere. Links to a study are long: copy the whole link, with everything after the # sign.",
  home: "To the first page",
} as const

export const fault = {
  what: "This page met a fault of its own and stopped.",
  side: "This browser tab",
  safe: "Yes. Nothing more leaves the tab, and a running study goes on without this page.",
  next: "Reload the page; it picks up where it was.",
  code: "E_PAGE",
  reload: "Reload the page",
} as const
