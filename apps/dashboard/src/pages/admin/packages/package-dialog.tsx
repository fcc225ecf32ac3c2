import { zodResolver } from '@hookform/resolvers/zod';
import { type Resolver, useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { asProblem } from '../../../api/problem.js';
import {
  type AdminPackage,
  useChangePackage,
  useCreatePackage,
} from '../../../hooks/admin-packages.js';
import { Button } from '../../../ui/button.js';
import { Dialog, DialogActions } from '../../../ui/dialog.js';
import { TextField } from '../../../ui/field.js';
import { ProblemNotice } from '../../../ui/states.js';
import {
  type PackageFormInput,
  type PackageFormOutput,
  packageFormSchema,
  packageToForm,
} from './package-schema.js';
import { PriceFields } from './price-fields.js';
import { refusedCurrency } from './price-form.js';

interface PackageDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** The package that is changed; undefined makes a new one. */
  readonly from: AdminPackage | undefined;
}

/** The form of a package, new or changed. */
export function PackageDialog({ open, onOpenChange, from }: PackageDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={from === undefined ? 'New package' : `Change ${from.name}`}
      description="Purchases that were made keep what they were sold."
    >
      <PackageForm from={from} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

interface PackageFormProps {
  readonly from: AdminPackage | undefined;
  readonly onDone: () => void;
}

function usePackageForm(from: AdminPackage | undefined) {
  const resolver = zodResolver(packageFormSchema) as unknown;
  return useForm<PackageFormInput, unknown, PackageFormOutput>({
    resolver: resolver as Resolver<PackageFormInput, unknown, PackageFormOutput>,
    defaultValues: packageToForm(from),
  });
}

function PackageForm({ from, onDone }: PackageFormProps) {
  const create = useCreatePackage();
  const change = useChangePackage();
  const { register, handleSubmit, formState, setError } = usePackageForm(from);
  const { errors } = formState;
  const done = {
    onSuccess: ({ name }: AdminPackage) => {
      onDone();
      toast.success(`${name} is saved.`);
    },
    onError: (error: unknown) => {
      const currency = refusedCurrency(error);
      if (currency !== undefined) {
        setError(`prices.${currency}`, { message: asProblem(error).detail });
      }
    },
  };
  const submit = handleSubmit((body) =>
    from === undefined ? create.mutate(body, done) : change.mutate({ id: from.id, body }, done),
  );
  const failed = from === undefined ? create : change;
  return (
    <form
      noValidate
      aria-label="Package"
      className="flex flex-col gap-5"
      onSubmit={(event) => void submit(event)}
    >
      <TextField label="Name" error={errors.name?.message} {...register('name')} />
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField
          label="Credits"
          inputMode="decimal"
          hint="Bonus included."
          error={errors.credits?.message}
          {...register('credits')}
        />
        <TextField
          label="Of which bonus"
          inputMode="decimal"
          error={errors.bonus?.message}
          {...register('bonus')}
        />
        <TextField
          label="Position"
          inputMode="numeric"
          hint="Small numbers first."
          error={errors.position?.message}
          {...register('position')}
        />
      </div>
      <PriceFields
        legend="Prices"
        hint="Leave a currency empty and the package is not sold in it."
        register={(currency) => register(`prices.${currency}`)}
        errorOf={(currency) => errors.prices?.[currency]?.message}
      />
      {failed.error !== null && refusedCurrency(failed.error) === undefined && (
        <ProblemNotice error={failed.error} title="The package was not saved" />
      )}
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" busy={failed.isPending}>
          {from === undefined ? 'Put on sale' : 'Save package'}
        </Button>
      </DialogActions>
    </form>
  );
}
