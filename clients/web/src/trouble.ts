// What stands in a widget that could not load.
import { html, nothing, type TemplateResult } from 'lit';

import type { Failure, HybElement } from './element';
import { icon } from './ui';

/** A sentence, the reference if there is one, and a way to go on. */
export function stopped(host: HybElement, title: string, { text, problem }: Failure, again: () => unknown): TemplateResult {
  const signedOut = problem?.trouble === 'signedOut';
  const go = async () => (!signedOut || (await host.client.signIn())) && again();
  return html`<div class="blank" role="alert">
    ${icon(problem?.trouble === 'network' ? 'offline' : 'warn', 26, 'c-broken')}
    <h3>${title}</h3>
    <p>${text}</p>
    <div class="row wrap">
      ${problem?.trouble === 'forbidden'
        ? nothing
        : html`<button class="btn" @click=${go}>${host.t(signedOut ? 'signInAgain' : 'tryNow')}</button>`}
      ${problem?.reference ? html`<span class="meta faint">${host.t('reference')} <span class="mono">${problem.reference}</span></span>` : nothing}
    </div>
  </div>`;
}
