/** Servers and proxies commonly refuse a request line over 8 KB. */
const longestSearch = 6000;

/** The text to keep in the address, or undefined when it is empty or too long for one. */
export function linkText(query: string): string | undefined {
  return query.trim() === '' || encodeURIComponent(query).length > longestSearch ? undefined : query;
}
