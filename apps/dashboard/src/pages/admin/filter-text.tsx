import { useState } from 'react';
import { TextField } from '../../ui/field.js';

interface FilterTextProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string | undefined;
  /** Hears the text on Enter and when the field is left; undefined when it was emptied. */
  readonly onChange: (value: string | undefined) => void;
}

/** A filter that is typed. It follows the address when that changes by other means. */
export function FilterText({ label, placeholder, value = '', onChange }: FilterTextProps) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  const apply = () => {
    const wanted = text.trim();
    if (wanted !== value) {
      onChange(wanted === '' ? undefined : wanted);
    }
  };
  return (
    <TextField
      label={label}
      type="search"
      placeholder={placeholder}
      maxLength={80}
      value={text}
      onChange={({ target }) => setText(target.value)}
      onBlur={apply}
      onKeyDown={({ key }) => {
        if (key === 'Enter') {
          apply();
        }
      }}
    />
  );
}
