import { listReply, no, ok, type PaystackRequest } from './replies.js';
import { makeCode, type PaystackState, type PaystackTransaction } from './state.js';
import { transactionView } from './views.js';

type Order = Readonly<
  Record<'email' | 'currency' | 'reference' | 'callback_url' | 'authorization_code', string>
> & { readonly amount: number; readonly metadata: unknown };

const goodReference = /^[A-Za-z0-9.=-]+$/;

/** Why a payment cannot be started; undefined when it can. */
function objection(state: PaystackState, { email, amount, reference }: Order) {
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) {
    return no(400, 'Invalid Email Address Passed', 'invalid_email_address');
  }
  if (amount <= 0) {
    return no(400, 'Invalid Amount Sent', 'invalid_amount');
  }
  if (reference !== undefined && !goodReference.test(reference)) {
    return no(400, 'Invalid transaction reference', 'invalid_reference');
  }
  return state.transactions.has(reference)
    ? no(400, 'Duplicate Transaction Reference', 'duplicate_reference')
    : undefined;
}

function start(state: PaystackState, order: Order): PaystackTransaction {
  const transaction: PaystackTransaction = {
    id: state.nextNumber(),
    reference: order.reference ?? makeCode(state, 'T').replace('_', ''),
    accessCode: makeCode(state, 'ac').replace('_', ''),
    email: order.email,
    createdAt: state.now().toISOString(),
    callbackUrl: order.callback_url ?? null,
    domain: state.domain,
    amount: order.amount,
    currency: order.currency ?? 'NGN',
    metadata: order.metadata ?? '',
    // Nobody has paid yet: the same word as for one who left.
    status: 'abandoned',
    channel: null,
    gatewayResponse: 'The transaction was not completed',
    paidAt: null,
    authorization: null,
  };
  state.transactions.set(transaction.reference, transaction);
  return transaction;
}

export function initialize(state: PaystackState, { body }: PaystackRequest) {
  const order = body as Order;
  const refused = objection(state, order);
  if (refused !== undefined) {
    return refused;
  }
  const { reference, accessCode } = start(state, order);
  return ok('Authorization URL created', {
    authorization_url: `https://checkout.paystack.com/${accessCode}`,
    access_code: accessCode,
    reference,
  });
}

export function verifyTransaction(state: PaystackState, { params }: PaystackRequest) {
  const found = state.transactions.get(params.reference ?? '');
  return found === undefined
    ? no(400, 'Transaction reference not found.', 'transaction_not_found')
    : ok('Verification successful', transactionView(found));
}

export function fetchTransaction(state: PaystackState, { params }: PaystackRequest) {
  const found = [...state.transactions.values()].find(({ id }) => String(id) === params.id);
  return found === undefined
    ? no(404, 'Transaction ID not found', 'transaction_not_found')
    : ok('Transaction retrieved', transactionView(found));
}

export function listTransactions(state: PaystackState, { query }: PaystackRequest) {
  const all = [...state.transactions.values()];
  const items = all.filter(({ status }) => (query.status ?? status) === status);
  return listReply('Transactions retrieved', { items, query, view: transactionView });
}

export function chargeAuthorization(state: PaystackState, { body }: PaystackRequest) {
  const order = body as Order;
  const refused = objection(state, order);
  if (refused !== undefined) {
    return refused;
  }
  const authorization = state.authorizations.get(order.authorization_code);
  if (authorization?.active !== true) {
    return no(400, 'Invalid authorization code', 'invalid_authorization_code');
  }
  if (!authorization.reusable) {
    return no(400, 'Authorization is not reusable', 'authorization_not_reusable');
  }
  if (authorization.email.toLowerCase() !== order.email.toLowerCase()) {
    return no(400, 'Email does not match Authorization code', 'email_mismatch');
  }
  const transaction = start(state, order);
  Object.assign(transaction, { channel: 'card', authorization });
  return settleCharge(state, transaction);
}

function settleCharge(state: PaystackState, transaction: PaystackTransaction) {
  const outcome = state.charges.shift() ?? 'success';
  const { accessCode, reference } = transaction;
  if (outcome === 'challenge') {
    transaction.status = 'ongoing';
    return ok('Please, redirect your customer to the authorization url provided', {
      authorization_url: `https://checkout.paystack.com/resume/${accessCode}`,
      ...{ reference, access_code: accessCode, paused: true },
    });
  }
  const changes = {
    success: {
      ...{ status: 'success', gatewayResponse: 'Approved', paidAt: state.now().toISOString() },
    },
    decline: { status: 'failed', gatewayResponse: 'Insufficient Funds' },
    pending: { status: 'pending', gatewayResponse: null },
  };
  Object.assign(transaction, changes[outcome]);
  return ok('Charge attempted', transactionView(transaction));
}

export function deactivateAuthorization(state: PaystackState, { body }: PaystackRequest) {
  const found = state.authorizations.get(String(body.authorization_code));
  if (found?.active !== true) {
    return no(404, 'Authorization code not found.');
  }
  found.active = false;
  return { status: 200, body: { status: true, message: 'Authorization has been deactivated' } };
}
