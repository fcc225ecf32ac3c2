/**
 * The text of a PDF that was made with `compress: false`, read the way a PDF reader does: each font's
 * own glyph numbers through its ToUnicode map. Enough for what we print; not for any PDF.
 */
export function textOfPdf(pdf: Buffer): string {
  const source = pdf.toString('latin1');
  const objects = new Map(
    [...source.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(
      ([, id = '', body = '']) => [id, body] as const,
    ),
  );
  const reference = (body: string, name: string) =>
    new RegExp(`/${name} (\\d+) 0 R`).exec(body)?.[1] ?? '';
  const maps = new Map<string, Map<string, string>>();
  for (const [, name = '', id = ''] of source.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const toUnicode = objects.get(reference(objects.get(id) ?? '', 'ToUnicode')) ?? '';
    maps.set(name, readMap(toUnicode));
  }
  let font = new Map<string, string>();
  let text = '';
  for (const [, name, glyphs] of source.matchAll(/\/(F\d+) [\d.]+ Tf|\[(<[^\]]*)\] TJ/g)) {
    if (name !== undefined) {
      font = maps.get(name) ?? font;
    } else {
      const codes = [...(glyphs ?? '').matchAll(/<([0-9a-f]+)>/g)]
        .map(([, hex = '']) => hex)
        .join('');
      text += `${(codes.match(/.{4}/g) ?? []).map((code) => font.get(code) ?? '�').join('')}\n`;
    }
  }
  return text;
}

function readMap(cmap: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, from = '', list = ''] of cmap.matchAll(
    /<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g,
  )) {
    [...list.matchAll(/<([0-9a-f]+)>/g)].forEach(([, hex = ''], index) => {
      const code = (Number.parseInt(from, 16) + index).toString(16).padStart(4, '0');
      found.set(code, Buffer.from(hex, 'hex').swap16().toString('utf16le'));
    });
  }
  return found;
}
