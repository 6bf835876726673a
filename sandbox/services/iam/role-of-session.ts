/** What a session's aws:PrincipalArn is, and what a trust policy may name it by: the ARN of its role. Any other ARN stays what it is. */
export function roleOfSession(arn: string): string {
  return arn.replace(/^(arn:[^:]+:)sts(::\d+:)assumed-role(\/[^/]+)\/.*$/, '$1iam$2role$3');
}
