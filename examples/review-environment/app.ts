import { App, Stack } from 'aws-cdk-lib';
import { AddressRelease, ElasticIp } from 'cdk-address-release';

const app = new App();
const branch = app.node.getContext('branch') as string;
const stack = new Stack(app, `Review-${branch}`);

// What belongs to the environment goes here. Its tests, its cluster and its people take Elastic IPs by the API and tag them `environment`.

// They are looked for when the stack is deleted: those that did not exist when it was deployed are found, too.
new AddressRelease(stack, 'AddressRelease', {
  elasticIps: [ElasticIp.fromTag('environment', { value: branch })],
});

app.synth();
