import { metricsRecord } from '../../lambda/metrics';

test('the record of the end is in the embedded metric format: whole milliseconds, and each metric beside its definition', () => {
  const record = metricsRecord({ released: 3, failed: 1, milliseconds: 1234.5 }, { functionName: 'releaser', logicalResourceId: 'AddressRelease' }, 1_700_000_000_000.4);
  expect(record).toEqual({
    _aws: {
      Timestamp: 1_700_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: 'CdkAddressRelease',
          Dimensions: [['FunctionName', 'LogicalResourceId']],
          Metrics: [
            { Name: 'Released', Unit: 'Count' },
            { Name: 'Failed', Unit: 'Count' },
            { Name: 'Duration', Unit: 'Milliseconds' },
          ],
        },
      ],
    },
    FunctionName: 'releaser',
    LogicalResourceId: 'AddressRelease',
    Released: 3,
    Failed: 1,
    Duration: 1235,
  });
});
