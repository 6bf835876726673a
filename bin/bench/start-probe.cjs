// A fresh process of a Lambda function: loads the handler, invokes it with a request, and prints how long it took until the first call to EC2 was
// signed and ready to be sent. The call is not sent. Plain JavaScript, since nothing else may be loaded in this process.
const https = require('node:https');
const { writeSync } = require('node:fs');

const [path, request] = process.argv.slice(2);

https.request = ({ host, hostname }) => {
  const ready = performance.now() - start;
  if (!(host ?? hostname).startsWith('ec2.')) throw new Error(`the first call went to ${host ?? hostname}`);
  writeSync(1, JSON.stringify({ loaded, ready, rss: process.memoryUsage().rss }));
  process.exit();
};
// The handlers log where the figures are printed.
process.stdout.write = () => true;

const start = performance.now();
const { handler } = require(path);
const loaded = performance.now() - start;
handler(JSON.parse(request), { getRemainingTimeInMillis: () => 900_000, logStreamName: 'log' });
