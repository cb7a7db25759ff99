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

const { contents } = JSON.parse(readFileSync(path.join(ROOT, 'sample', 'services.json'), 'utf8')) as { contents: SampleService[] };
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
    const answers = [`/services/${id}`, `/api/v1/services/${id}`, `/services?q=${encodeURIComponent(name)}`, `/api/v1/services?q=${encodeURIComponent(name)}`];
    const texts = await Promise.all(answers.map(async (answer) => (await request.get(answer)).text()));
    for (const text of [...texts, await page.content()]) {
      for (const secret of secrets) expect(text.includes(secret), secret).toBe(false);
    }
  });
}
