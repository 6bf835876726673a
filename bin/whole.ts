/** The value of an option that takes a whole number. Throws otherwise. */
export function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && text !== '') return value;
  throw new Error(`--${name} takes a whole number, got "${text}"`);
}
