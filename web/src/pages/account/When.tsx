/** A time in the reader's zone, with UTC on hover. */
export function When({ time }: { time: string }) {
  const date = new Date(time);
  return <time dateTime={time} title={`${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`}>{date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}</time>;
}
