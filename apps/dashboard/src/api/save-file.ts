/** Hands a file to the browser's downloads under a name. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download has its own reference by then; Safari needs the turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
