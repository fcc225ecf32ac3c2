import { Button } from './button.js';
import { CodeBlock } from './code-block.js';
import { Dialog, DialogActions } from './dialog.js';
import { Notice } from './notice.js';

interface SecretDialogProps {
  readonly title: string;
  /** What it is good for, and what whoever has it can do. */
  readonly warning: string;
  readonly secrets: readonly {
    readonly label: string;
    readonly value: string;
    readonly copy: string;
  }[];
  readonly onDone: () => void;
}

/** Shows what is shown only once. A click beside it or Escape does not close it. */
export function SecretDialog({ title, warning, secrets, onDone }: SecretDialogProps) {
  return (
    <Dialog open onOpenChange={onDone} dismissible={false} title={title}>
      <Notice kind="caution" title="This is the only time it is shown">
        Store it where your other secrets are. {warning}
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
