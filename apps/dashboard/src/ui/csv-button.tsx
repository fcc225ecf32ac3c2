import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { toast } from 'sonner';
import { asProblem } from '../api/problem.js';
import { saveFile } from '../api/save-file.js';
import { Button } from './button.js';

interface CsvButtonProps {
  /** Asks the API for the list as CSV, with the filters that are shown. */
  readonly load: () => Promise<Blob>;
  readonly fileName: string;
}

/** Downloads a list as CSV. */
export function CsvButton({ load, fileName }: CsvButtonProps) {
  const download = useMutation({
    mutationFn: load,
    onSuccess: (content) => saveFile(content, fileName),
    onError: (error) => toast.error(`No file was made. ${asProblem(error).detail}`),
  });
  return (
    <Button busy={download.isPending} onClick={() => download.mutate()}>
      <Download aria-hidden />
      Download CSV
    </Button>
  );
}
