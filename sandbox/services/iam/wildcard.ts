const escape = (text: string) => text.replace(/[.+^${}()|[\]\\]/g, '\\$&');

/** Whether `text` matches a pattern in which `*` stands for any characters and `?` for any one. */
export function matchesWildcard(pattern: string, text: string, flags = ''): boolean {
  const expression = escape(pattern).replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${expression}$`, `s${flags}`).test(text);
}

/**
 * Whether an ARN matches the pattern of a policy's Resource. A wildcard stays within its segment, unless it is the
 * segment's last character: then it "can expand to match beyond the colon boundaries".
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesResource(pattern: string, arn: string): boolean {
  const expression = splitArn(pattern)
    .map((segment, index) => {
      const isOpen = segment.endsWith('*');
      const withinSegment = index < 5 ? '[^:]*' : '.*';
      return escape(isOpen ? segment.slice(0, -1) : segment).replaceAll('*', withinSegment).replaceAll('?', '.') + (isOpen ? '.*' : '');
    })
    .join(':');
  return new RegExp(`^${expression}$`, 's').test(arn);
}

/** ArnLike and ArnEquals: each of the six segments is compared by itself. */
export function matchesArn(pattern: string, arn: string): boolean {
  const [patterns, parts] = [splitArn(pattern), splitArn(arn)];
  return patterns.length === 6 && parts.length === 6 && patterns.every((segment, index) => matchesWildcard(segment, parts[index] ?? ''));
}

/** The six segments of an ARN; the last one may hold colons. */
function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.splice(0, 5), ...(parts.length > 0 ? [parts.join(':')] : [])];
}
