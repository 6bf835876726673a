import { AwsError } from '../../aws-error';

/**
 * CloudWatch Logs' patterns for unstructured text: every term must occur, `?term` means any of them, `-term` none;
 * a term in double quotes may hold spaces.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matchesFilterPattern(pattern: string, message: string): boolean {
  if (/^\s*[[{]/.test(pattern)) {
    throw new AwsError('InvalidParameterException', "Invalid filter pattern: the sandbox's CloudWatch Logs knows the patterns of unstructured text only");
  }
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign = '', quoted, plain = '']) => ({
    sign,
    occurs: message.includes(quoted?.replace(/\\(.)/g, '$1') ?? plain),
  }));
  const optional = terms.filter(({ sign }) => sign === '?');
  return (
    terms.every(({ sign, occurs }) => sign === '?' || occurs === (sign === '')) &&
    (optional.length === 0 || optional.some(({ occurs }) => occurs))
  );
}
