import { createRequire } from 'node:module';
import { type Currency, currencyPlaces, printDecimal } from '@telex-credits/money';
import PDFDocument from 'pdfkit';
import type { PurchaseReceiptDoc } from './schemas.js';

/**
 * An embedded font that has the naira and the cedi sign: the fonts that PDF readers bring print a
 * broken bar and a micro sign in their place.
 */
const resolve = createRequire(import.meta.url).resolve;
const fonts = {
  regular: resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
};

const signs: Readonly<Record<Currency, string>> = {
  USD: '$',
  EUR: '€',
  GBP: '£',
  NGN: '₦',
  GHS: 'GH₵',
  KES: 'KSh ',
  ZAR: 'R',
  JPY: '¥',
};

const left = 56;
const right = 539;
const ink = '#1a1a24';
const faint = '#5f6070';

/** `₦8,000.00`: the currency's sign and its own number of places. */
export function printAmount(minor: bigint, currency: Currency): string {
  const places = currencyPlaces[currency];
  const [whole = '', fraction] = printDecimal(minor, places, places).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${signs[currency]}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** `7.5 %`. */
function printRate(bps: number): string {
  return `${printDecimal(BigInt(bps), 2)} %`;
}

type Doc = InstanceType<typeof PDFDocument>;

function party(
  doc: Doc,
  at: { readonly x: number; readonly y: number },
  who: { readonly title: string; readonly of: PurchaseReceiptDoc['buyer'] },
): void {
  const { name, address, taxId, email } = who.of;
  const lines = [
    ...address,
    ...(taxId === '' ? [] : [`Tax ID: ${taxId}`]),
    ...(email === null ? [] : [email]),
  ];
  doc.font(fonts.regular).fontSize(8).fillColor(faint).text(who.title, at.x, at.y);
  doc.font(fonts.bold).fontSize(10).fillColor(ink).text(name, { width: 220 });
  doc.font(fonts.regular).fontSize(9).fillColor(ink);
  for (const line of lines) {
    doc.text(line, { width: 220 });
  }
}

/** A name on the left and an amount that ends at the right margin. */
function row(doc: Doc, name: string, amount: string, strong = false): void {
  const { y } = doc;
  doc
    .font(strong ? fonts.bold : fonts.regular)
    .fontSize(strong ? 11 : 10)
    .fillColor(ink);
  doc.text(name, left, y, { width: 330 });
  const below = doc.y;
  doc.text(amount, left + 330, y, { width: right - left - 330, align: 'right' });
  doc.y = Math.max(below, doc.y) + 6;
}

function rule(doc: Doc): void {
  doc.moveTo(left, doc.y).lineTo(right, doc.y).lineWidth(0.5).strokeColor('#c9c9d4').stroke();
  doc.y += 8;
}

function head(doc: Doc, receipt: PurchaseReceiptDoc): void {
  doc.font(fonts.bold).fontSize(18).fillColor(ink).text('Receipt', left, 56);
  doc.font(fonts.regular).fontSize(9).fillColor(faint);
  doc.text(`Number ${receipt.number}`, left);
  doc.text(`Issued ${receipt.issuedAt.slice(0, 10)}, paid ${receipt.paidAt.slice(0, 10)} (UTC)`);
  if (!receipt.livemode) {
    doc.font(fonts.bold).fillColor('#8a5a00').text('TEST MODE: no real money moved.');
  }
  const y = doc.y + 18;
  party(doc, { x: left, y }, { title: 'Sold by', of: receipt.seller });
  const below = doc.y;
  party(doc, { x: 310, y }, { title: 'Sold to', of: receipt.buyer });
  doc.y = Math.max(below, doc.y) + 24;
}

function amounts(doc: Doc, receipt: PurchaseReceiptDoc, refunded: bigint): void {
  const { currency, taxBps } = receipt;
  const money = (minor: bigint) => printAmount(minor, currency);
  rule(doc);
  row(doc, receipt.description, money(BigInt(receipt.net)));
  row(
    doc,
    taxBps === 0 ? 'VAT not charged' : `VAT ${printRate(taxBps)}`,
    money(BigInt(receipt.tax)),
  );
  rule(doc);
  row(doc, `Total paid in ${currency}`, money(BigInt(receipt.total)), true);
  if (refunded > 0n) {
    row(doc, 'Refunded since', `−${money(refunded)}`);
  }
  doc.y += 12;
  doc.font(fonts.regular).fontSize(9).fillColor(faint);
  doc.text(`Paid with ${receipt.provider}, reference ${receipt.providerRef}`, left);
  doc.text(`Purchase ${receipt.purchaseId}`);
}

/**
 * Draws a receipt: seller, buyer, tax, total and the provider's reference. The same receipt gives the
 * same bytes; what was refunded since (minor units) is the one thing that can be added to it.
 */
export function renderReceipt(
  receipt: PurchaseReceiptDoc,
  { refunded, compress = true }: { readonly refunded: bigint; readonly compress?: boolean },
): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: left,
    compress,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: `Receipt ${receipt.number}`,
      Author: receipt.seller.name,
      CreationDate: new Date(receipt.issuedAt),
    },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<Buffer>((resolved, failed) => {
    doc.on('end', () => resolved(Buffer.concat(chunks)));
    doc.on('error', failed);
  });
  head(doc, receipt);
  amounts(doc, receipt, refunded);
  doc.end();
  return done;
}
