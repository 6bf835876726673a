import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences, templatesIn, type Templates } from '../../bin/packages/templates';

let assembly: string;
beforeEach(() => {
  assembly = mkdtempSync(join(tmpdir(), 'templates-'));
});
afterEach(() => {
  rmSync(assembly, { recursive: true });
});

function templates(Resources: object): Templates {
  writeFileSync(join(assembly, 'Stack.template.json'), JSON.stringify({ Resources }));
  return templatesIn(assembly);
}

const functionWith = (Properties: object) => templates({ Function: { Type: 'AWS::Lambda::Function', Properties } });

test('what each version of the CDK chooses by itself makes no difference', () => {
  expect(differences(functionWith({ Runtime: 'nodejs22.x', Timeout: 900 }), functionWith({ Runtime: 'nodejs24.x', Timeout: 900 }))).toEqual([]);
});

test('everything else does, and is named with its place', () => {
  const [expected, actual] = [functionWith({ Timeout: 900 }), functionWith({ Timeout: 600, MemorySize: 256 })];
  expect(differences(expected, actual)).toEqual([
    '/Stack.template.json/Resources/Function/Properties/Timeout: 900 became 600',
    '/Stack.template.json/Resources/Function/Properties/MemorySize: undefined became 256',
  ]);
});

test('a property that is only called like such a choice is compared', () => {
  const resource = (Runtime: string) => templates({ Other: { Type: 'AWS::Synthetics::Canary', Properties: { Runtime } } });
  expect(differences(resource('one'), resource('other'))).toHaveLength(1);
});

test('an assembly without a template is an error', () => {
  expect(() => templatesIn(assembly)).toThrow('has no template');
});
