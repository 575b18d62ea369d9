/** What one file may hold before it is refused by name instead of filling the tab's memory. */
export const DATA_LIMITS = {
  /** One file. 100 MB of ten short columns took six seconds and 0.5 GB on two busy cores under Node 20. */
  fileBytes: 256 * 1024 * 1024,
  /** One record, in UTF-16 units: what an open quote may swallow before it is called one. */
  recordUnits: 4 * 1024 * 1024,
  /** Columns of one file; a study uses at most LIMITS.columns of them. */
  tableColumns: 4_096,
  /** Features and targets of all rows together: 1 GiB of float32. */
  exampleValues: 256 * 1024 * 1024,
} as const
