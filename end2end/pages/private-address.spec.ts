import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, heading, test, visit } from '../fixtures';
import { ROOT } from '../hub';

interface SampleLocation {
  addresses: { address_1: string; postal_code: string }[];
  attributes?: { taxonomy_term: { term: string } }[];
}
interface SampleService {
  id: string;
  name: string;
  service_at_locations?: { location: SampleLocation }[];
}

const sample = readFileSync(path.join(ROOT, 'sample', 'services.json'), 'utf8');
const { contents } = JSON.parse(sample) as { contents: SampleService[] };
const masked = contents.flatMap(({ id, name, service_at_locations }) =>
  (service_at_locations ?? [])
    .filter(({ location }) => JSON.stringify(location).includes('masked-address'))
    .map(({ location }) => ({ id, name, address: location.addresses[0]! })),
);

test('the sample has private addresses', () => expect(masked.length).toBeGreaterThan(2));

for (const { id, name, address } of masked) {
  test(`the address of ${name} is nowhere`, async ({ page, request }) => {
    const secrets = [address.address_1, address.postal_code];
    await visit(page, `/services/${id}`);
    await expect(heading(page, name)).toBeVisible();
    await expect(page.getByText('The address is kept private.')).toBeVisible();
    const paths = [`/services/${id}`, `/services?q=${encodeURIComponent(name)}`];
    const all = [...paths, ...paths.map((path) => `/api/v1${path}`)];
    const answers = await Promise.all(all.map((path) => request.get(path)));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    for (const text of [...texts, await page.content()]) {
      for (const secret of secrets) expect(text.includes(secret), secret).toBe(false);
    }
  });
}
