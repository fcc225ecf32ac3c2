import { useMutation } from '@tanstack/react-query';
import { FileDown } from 'lucide-react';
import { toast } from 'sonner';
import { asProblem } from '../../api/problem.js';
import { saveFile } from '../../api/save-file.js';
import { receiptPdf } from '../../hooks/receipts.js';
import { Button } from '../../ui/button.js';

interface ReceiptButtonProps {
  readonly receipt: { readonly number: string; readonly purchaseId: string };
  /** In a table, where every row has one. */
  readonly small?: boolean;
}

/** Downloads a receipt as a PDF. */
export function ReceiptButton({ receipt, small = false }: ReceiptButtonProps) {
  const { number, purchaseId } = receipt;
  const download = useMutation({
    mutationFn: () => receiptPdf(purchaseId),
    onSuccess: (content) => saveFile(content, `receipt-${number}.pdf`),
    onError: (error) => toast.error(`No file was made. ${asProblem(error).detail}`),
  });
  return (
    <Button
      size={small ? 'small' : 'normal'}
      busy={download.isPending}
      aria-label={`Download receipt ${number}`}
      onClick={() => download.mutate()}
    >
      {!download.isPending && <FileDown aria-hidden />}
      {small ? 'PDF' : 'Download PDF'}
    </Button>
  );
}
