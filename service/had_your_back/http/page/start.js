// Webhooks, until they are a component too.
import { startSession } from './api.js';
import { webhooks } from './webhooks.js';

await startSession();
document.getElementById('main').append(webhooks());
