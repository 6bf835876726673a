import { messagesIn } from './messages';
import { pageText } from './pages';

const page = pageText('docs/troubleshooting.md').replaceAll('`', '').replace(/\s+/g, ' ').toLowerCase();
const words = new Set([...pageText('docs/troubleshooting.md').matchAll(/`([^`\n]+)`/g)].map(([, text]) => text));

/** What is no message: descriptions of resources, and what stands in a sentence that the page has. */
const NO_MESSAGES = [
  'Releases the IPAM allocations and Elastic IPs that this stack lists',
];

describe('docs/troubleshooting.md has', () => {
  test.each(['lib', 'lambda'])('every sentence that %s can say', (folder) => {
    const missing = [...messagesIn(folder).sentences].filter(([sentence]) => !NO_MESSAGES.includes(sentence) && !page.includes(sentence.toLowerCase()));
    expect(missing.map(([sentence, place]) => `${place}: ${sentence}`)).toEqual([]);
  });

  test('every obstacle that the handler has a code of its own for', () => {
    const { codes } = messagesIn('lambda');
    expect(codes.size).toBeGreaterThan(10);
    expect([...codes].filter((code) => !words.has(code))).toEqual([]);
  });

  test('every message of the log', () => {
    const { logged } = messagesIn('lambda');
    expect(logged.size).toBeGreaterThan(10);
    expect([...logged].filter((message) => !words.has(message))).toEqual([]);
  });

  test("every complaint of the sandbox's command", () => {
    const complaints = [...messagesIn('bin/sandbox').sentences].filter(([sentence]) => /contradict|must be/.test(sentence));
    expect(complaints.map(([sentence]) => sentence).filter((sentence) => !page.includes(sentence.toLowerCase()))).toEqual([]);
  });
});
