import { no, ok, type PaystackRequest } from './replies.js';
import {
  makeCode,
  type PaystackRecipient,
  type PaystackState,
  type PaystackTransfer,
} from './state.js';
import { recipientView, transferView } from './views.js';

const banks = [
  { name: 'Access Bank', code: '044', country: 'Nigeria', currency: 'NGN', type: 'nuban' },
  { name: 'Guaranty Trust Bank', code: '058', country: 'Nigeria', currency: 'NGN', type: 'nuban' },
  { name: 'Zenith Bank', code: '057', country: 'Nigeria', currency: 'NGN', type: 'nuban' },
  { name: 'GCB Bank', code: '040100', country: 'Ghana', currency: 'GHS', type: 'ghipss' },
].map((bank, at) => ({
  ...{ ...bank, slug: bank.name.toLowerCase().replaceAll(' ', '-'), longcode: '', gateway: null },
  ...{ pay_with_bank: false, active: true, is_deleted: false, id: at + 1 },
}));

const goodReference = /^[a-z0-9_-]{16,50}$/;

export function createRecipient(state: PaystackState, { body }: PaystackRequest) {
  const [accountNumber, bankCode] = [String(body.account_number), String(body.bank_code)];
  const known = [...state.recipients.values()].find(
    (one) => one.accountNumber === accountNumber && one.bankCode === bankCode,
  );
  const recipient: PaystackRecipient = known ?? {
    id: state.nextNumber(),
    code: makeCode(state, 'RCP'),
    ...{ type: String(body.type), name: String(body.name), accountNumber, bankCode },
    currency: String(body.currency ?? 'NGN'),
  };
  state.recipients.set(recipient.code, recipient);
  const message = 'Transfer recipient created successfully';
  return { ...ok(message, recipientView(recipient, state.domain)), status: 201 };
}

export function initiateTransfer(state: PaystackState, { body }: PaystackRequest) {
  const [reference, amount] = [String(body.reference), Number(body.amount)];
  const recipient = state.recipients.get(String(body.recipient));
  if (recipient === undefined) {
    return no(400, 'Recipient specified is invalid', 'invalid_transfer_recipient');
  }
  if (!goodReference.test(reference)) {
    return no(400, 'Transfer reference is invalid', 'invalid_params');
  }
  if ([...state.transfers.values()].some((transfer) => transfer.reference === reference)) {
    const message = 'Please provide a unique reference. Reference already exists on a transfer';
    return no(400, message, 'duplicate_transfer_reference');
  }
  const currency = String(body.currency ?? 'NGN');
  const balance = state.balances.get(currency) ?? 0;
  if (currency !== recipient.currency || amount > balance) {
    return no(400, 'Your balance is not enough to fulfil this request', 'insufficient_balance');
  }
  state.balances.set(currency, balance - amount);
  const transfer: PaystackTransfer = {
    ...{ id: state.nextNumber(), code: makeCode(state, 'TRF'), reference, amount, currency },
    ...{ reason: String(body.reason ?? ''), recipient, createdAt: state.now().toISOString() },
    status: state.transfersNeedOtp ? 'otp' : 'pending',
  };
  state.transfers.set(transfer.code, transfer);
  const message = state.transfersNeedOtp
    ? 'Transfer requires OTP to continue'
    : 'Transfer has been queued';
  return ok(message, transferView(transfer, state.domain));
}

export function finalizeTransfer(state: PaystackState, { body }: PaystackRequest) {
  const transfer = state.transfers.get(String(body.transfer_code));
  if (transfer?.status !== 'otp') {
    return no(400, 'Transfer code is invalid');
  }
  if (body.otp !== '123456') {
    return no(400, 'OTP could not be verified', 'invalid_otp');
  }
  transfer.status = 'pending';
  return ok('Transfer has been queued', transferView(transfer, state.domain));
}

export function verifyTransfer(state: PaystackState, { params }: PaystackRequest) {
  const all = [...state.transfers.values()];
  const found = all.find(({ reference }) => reference === params.reference);
  return found === undefined
    ? no(404, 'Transfer not found')
    : ok('Transfer retrieved', transferWithRecipient(state, found));
}

/** A transfer as `verify` and the events show it. */
export function transferWithRecipient(state: PaystackState, transfer: PaystackTransfer) {
  const recipient = recipientView(transfer.recipient, state.domain);
  return { ...transferView(transfer, state.domain), recipient, session: { provider: null } };
}

export function fetchBalance(state: PaystackState) {
  const balances = [...state.balances].map(([currency, balance]) => ({ currency, balance }));
  return ok('Balances retrieved', balances);
}

export function listBanks(_state: PaystackState, { query }: PaystackRequest) {
  const found = banks.filter(({ currency }) => (query.currency ?? currency) === currency);
  const meta = { next: null, previous: null, perPage: Number(query.perPage ?? 50) };
  return ok('Banks retrieved', found, meta);
}

export function resolveAccount(_state: PaystackState, { query }: PaystackRequest) {
  const { account_number = '', bank_code } = query;
  if (account_number.length !== 10 || !banks.some(({ code }) => code === bank_code)) {
    return no(422, 'Could not resolve account name. Check parameters or try again.');
  }
  const data = { account_number, account_name: 'TEST ACCOUNT', bank_id: 1 };
  return ok('Account number resolved', data);
}
