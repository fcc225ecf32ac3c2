import { Button } from '../../ui/button.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { Notice } from '../../ui/notice.js';

interface SecretDialogProps {
  readonly title: string;
  readonly secrets: readonly {
    readonly label: string;
    readonly value: string;
    readonly copy: string;
  }[];
  readonly onDone: () => void;
}

/** Shows what is shown only once. A click beside it or Escape does not close it. */
export function SecretDialog({ title, secrets, onDone }: SecretDialogProps) {
  return (
    <Dialog open onOpenChange={onDone} dismissible={false} title={title}>
      <Notice kind="caution" title="This is the only time it is shown">
        Store it where your other secrets are. Whoever has it can spend from this wallet.
      </Notice>
      {secrets.map(({ label, value, copy }) => (
        <CodeBlock key={label} label={label} code={value} copy={copy} wrap />
      ))}
      <DialogActions>
        <Button look="primary" onClick={onDone}>
          I have stored it
        </Button>
      </DialogActions>
    </Dialog>
  );
}
