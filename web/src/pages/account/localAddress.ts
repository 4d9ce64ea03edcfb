/** An address of this application to go back to; another site's, however it is written, is not taken. */
export function localAddress(to: string | undefined): string {
  if (!to || !/^\/(?![/\\])/.test(to) || /[\u0000-\u001f\\]/.test(to) || to.startsWith('/sign-in')) return '/query';
  return to;
}
