/** What people inject: other languages' syntax, parts of ARNs, wildcards, numbers in other spellings, old formats. */
export const HOSTILE = [
  '', ' ', '*', '?', '\u0000', '\n', '../..', '${AWS::Region}', '{{resolve:ssm:/x}}', '%00', '1e3', '0x10', '-1', '٣', 'NaN', 'null', 'undefined', '[object Object]',
  'True', 'FALSE', 'yes', '1', '0', '<Pool/>', '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>', ']]>', '&Action=ReleaseAddress', '"; DROP TABLE stacks; --',
  'ipam-pool-*', 'ipam-pool-0ec3f7cf1ae3aba60\n', ' ipam-pool-0ec3f7cf1ae3aba60', 'ipam-pool-0EC3F7CF1AE3ABA60', 'ipam-pool-0ec3f7cf1ae3aba60|10.0.0.0/23',
  'arn:aws:ec2::111122223333:ipam-pool/ipam-pool-0ec3f7cf1ae3aba60', 'arn:aws:iam::444455556666:user/somebody', 'arn:aws:iam::*:role/*', 'arn:aws:iam::444455556666:role/',
  'eipalloc-', 'eipalloc-*', 'eipalloc-64d5890a,eipalloc-64d5890b', 'eipalloc-64d5890a&Filter.1.Name=x', 'vpc-0123456789abcdef0',
  '0.0.0.0/0 ', '10.0.0.0/33', '10.0.0.1/8', '10.0.0.0/08', '10.0.0/8', '010.0.0.0/8', '::1/0', '2001:db8::/129', 'fe80::1%eth0/64', '::ffff:10.0.0.1/96', '999.1.1.1', '0x7f.1', '127.1',
  'us-east-1a', 'us_east_1', 'US-EAST-1', 'us-east-1.evil.example', 'us-east-1#', '//evil.example',
  'x'.repeat(10_000), '😀'.repeat(5_000), '\ud800', 'ﷺ'.repeat(5_000), '\u202e', 'é'.normalize('NFD').repeat(5_000),
];
