// The one module that a page loads. It holds what all components share; each component is a file of its own beside it, and
// comes when its tag appears, so a page pays for what it shows.
import { watch } from './registry';

export { configure, load } from './registry';
export type { Token } from './client';

watch();
