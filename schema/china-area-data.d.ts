declare module 'china-area-data' {
  /** The names of divisions (GB/T 2260) by code, by the code of what they belong to; `86` for the country. */
  const areas: Readonly<Record<string, Readonly<Record<string, string>>>>;
  export default areas;
}
