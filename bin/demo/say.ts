/** What the demo itself says stands out from the CDK CLI's output. */
export function say(text: string): void {
  process.stdout.write(`  ${text}\n`);
}

let steps = 0;

export function step(title: string): void {
  steps += 1;
  process.stdout.write(`\n${bold(`== ${steps}. ${title}`)}\n`);
}

function bold(text: string): string {
  return process.stdout.isTTY ? `\u001b[1m${text}\u001b[22m` : text;
}
