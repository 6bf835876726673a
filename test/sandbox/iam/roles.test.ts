import { ScaledClock } from '../../../sandbox/clock';
import { ACCOUNT } from '../../../sandbox/principal';
import { isAllowed } from '../../../sandbox/services/iam/evaluate';
import { roles } from '../../../sandbox/services/iam/roles';
import { EVERYDAY, KIND } from '../../../sandbox/unkindness';
import { ManualClock } from '../ec2/manual-clock';
import { World } from '../../../sandbox/world';

const assumeRolePolicyDocument = { Statement: { Effect: 'Allow' as const, Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } } };
const documentOf = (Action: string) => ({ Statement: { Effect: 'Allow' as const, Action, Resource: '*' } });
const release = { action: 'ec2:ReleaseAddress', resource: '*' };

const SECOND = 1000;
const account = () => roles(new World(new ScaledClock(1), KIND, 1, ''), ACCOUNT);

describe('roles', () => {
  it('have the ARN and the ids of IAM', () => {
    const role = account().create({ roleName: 'Releaser', path: '/network/', assumeRolePolicyDocument });
    expect(role.arn).toBe(`arn:aws:iam::${ACCOUNT}:role/network/Releaser`);
    expect(role.roleId).toMatch(/^AROA[0-9A-F]{17}$/);
  });

  it('grant what their policies say at the time of the call', () => {
    const all = account();
    all.create({ roleName: 'Releaser', assumeRolePolicyDocument });
    const session = all.session('Releaser', 'function');
    expect(isAllowed(session, release)).toBe(false);
    all.putPolicy('Releaser', 'release', documentOf('ec2:Release*'));
    expect(isAllowed(session, release)).toBe(true);
    all.deletePolicy('Releaser', 'release');
    expect(isAllowed(session, release)).toBe(false);
  });

  it('grant what was written only after a while, and as long what was taken away', () => {
    const clock = new ManualClock();
    const iamPropagation = { min: 8 * SECOND, max: 8 * SECOND };
    const all = roles(new World(clock, { ...EVERYDAY, iamPropagation }, 1, ''), ACCOUNT);
    all.create({ roleName: 'Releaser', assumeRolePolicyDocument, policies: [{ policyName: 'release', policyDocument: documentOf('ec2:Release*') }] });
    const session = all.session('Releaser', 'function');
    expect(isAllowed(session, release)).toBe(false);
    clock.pass(8 * SECOND);
    expect(isAllowed(session, release)).toBe(true);
    all.deletePolicy('Releaser', 'release');
    clock.pass(7 * SECOND);
    expect(isAllowed(session, release)).toBe(true);
    clock.pass(1 * SECOND);
    expect(isAllowed(session, release)).toBe(false);
  });

  it('have 10,240 characters for all their inline policies together, white space not counted', () => {
    const all = account();
    const documentOfSize = (size: number) => ({ Statement: { Effect: 'Allow' as const, Action: 'a'.repeat(size - JSON.stringify(documentOf('')).length), Resource: '*' } });
    all.create({ roleName: 'Releaser', assumeRolePolicyDocument, policies: [{ policyName: 'half', policyDocument: documentOfSize(5120) }] });
    const refused = 'Maximum policy size of 10240 bytes exceeded for role Releaser';
    expect(() => all.putPolicy('Releaser', 'rest', documentOfSize(5121))).toThrow(refused);
    all.putPolicy('Releaser', 'rest', documentOfSize(5120));
    all.putPolicy('Releaser', 'rest', documentOfSize(5119));
    expect(() => all.putPolicy('Releaser', 'more', documentOf('*'))).toThrow(refused);
    expect(all.policiesOf('Releaser')).toHaveLength(2);
  });

  it('grant nothing once they are deleted, even if one of the same name comes back', () => {
    const all = account();
    const create = () => all.create({ roleName: 'Releaser', assumeRolePolicyDocument });
    create();
    const session = all.session('Releaser', 'function');
    all.delete('Releaser');
    create();
    all.putPolicy('Releaser', 'release', documentOf('*'));
    expect(isAllowed(session, release)).toBe(false);
  });

  it('cannot be deleted while they have policies', () => {
    const all = account();
    all.create({ roleName: 'Inline', assumeRolePolicyDocument, policies: [{ policyName: 'p', policyDocument: documentOf('*') }] });
    all.create({ roleName: 'Managed', assumeRolePolicyDocument, managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] });
    expect(() => all.delete('Inline')).toThrow('Cannot delete entity, must delete policies first.');
    expect(() => all.delete('Managed')).toThrow('Cannot delete entity, must detach all policies first.');
  });

  it('have names of their own, without regard to case', () => {
    const all = account();
    all.create({ roleName: 'Releaser', assumeRolePolicyDocument });
    expect(() => all.create({ roleName: 'releaser', assumeRolePolicyDocument })).toThrow('Role with name releaser already exists.');
  });

  it('grant nothing by a managed policy that the sandbox does not know, and that is said once', () => {
    const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const all = account();
    all.create({ roleName: 'Releaser', assumeRolePolicyDocument, managedPolicyArns: ['arn:aws:iam::aws:policy/PowerUserAccess'] });
    const session = all.session('Releaser', 'function');
    expect(isAllowed(session, release)).toBe(false);
    expect(isAllowed(session, release)).toBe(false);
    expect(said).toHaveBeenCalledTimes(1);
    said.mockRestore();
  });
});
