import { AppError } from '../../foundation/app-error.js';

export const organisationNotFound = () =>
  new AppError(404, 'organisation_not_found', 'You are in no such organisation.');

export const memberNotFound = () =>
  new AppError(404, 'member_not_found', 'There is no such member in this organisation.');

export const invitationNotFound = () =>
  new AppError(404, 'invitation_not_found', 'There is no such invitation for your address.');

export const alreadyMember = () =>
  new AppError(409, 'already_member', 'This person is in the organisation already.');

export const lastAdministrator = () =>
  new AppError(
    409,
    'last_administrator',
    'An organisation needs an administrator: make somebody else one first.',
  );

export const invitationOver = (status: string) =>
  new AppError(409, 'invitation_over', `This invitation is ${status}. Ask for a new one.`);

export const managedByTelex = () =>
  new AppError(
    409,
    'managed_by_telex',
    'The members of this organisation and their roles come from Telex. Change them there; it shows here within 15 minutes.',
  );
