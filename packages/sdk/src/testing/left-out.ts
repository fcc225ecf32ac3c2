/** Routes that the client has no method for, with the reason. */
export const leftOut: Readonly<Record<string, string>> = Object.fromEntries([
  ...because('work of platform admins, done on the dashboard with a person behind each act', [
    'getAnalytics',
    'listAdminPackages',
    'createPackage',
    'changePackage',
    'getCustomOffer',
    'setCustomOffer',
    'listInbox',
    'getInboxEvent',
    'replayInboxEvent',
    'listAllPurchases',
    'getAnyPurchase',
    'resolvePurchase',
    'liftFreeze',
    'listDisputes',
    'listReconciliation',
    'getReconciliation',
    'searchOrganisations',
    'listAuditLog',
    'listPromotions',
    'createPromotion',
    'changePromotion',
    'adjustWallet',
  ]),
  ...because('people and roles are managed on the dashboard', [
    'listMembers',
    'inviteMember',
    'acceptInvitation',
    'changeMember',
  ]),
  ...because('read by createGatewayVerifier and fromGateway', ['listSigningKeys']),
  ...because('a step of signing up, done on the dashboard', ['getReferral', 'claimReferral']),
  ...because('how a person signs in is set on the dashboard', [
    'getSignInOptions',
    'getTelexLink',
    'linkTelex',
    'unlinkTelex',
    'sendTelexConfirmation',
    'confirmTelexEmail',
  ]),
]);

function because(reason: string, operationIds: readonly string[]): [string, string][] {
  return operationIds.map((operationId) => [operationId, reason]);
}
