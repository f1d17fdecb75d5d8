// A native dialog that asks once: a question, perhaps a reason, and one act. Escape leaves everything as it was.
import { html, nothing, type TemplateResult } from 'lit';

import type { HybElement } from './element';
import { icon, wrong } from './ui';

interface Question {
  title: string;
  text: string;
  /** What the button says. */
  label: string;
  /** Asks for words too, under this label. */
  reason?: string;
  /** Does it; what it throws stands in the dialog, which stays open. */
  act: (reason: string) => Promise<void>;
}

export class Dialog {
  private question: Question | null = null;
  private trouble = '';
  private busy = false;

  constructor(private readonly host: HybElement) {}

  private get element(): HTMLDialogElement | null {
    return this.host.renderRoot.querySelector('dialog');
  }

  async ask(question: Question): Promise<void> {
    this.question = question;
    this.trouble = '';
    this.host.requestUpdate();
    await this.host.updateComplete;
    this.element?.showModal();
    this.element?.querySelector<HTMLElement>(question.reason ? 'textarea' : 'h3')?.focus();
  }

  private readonly closed = (): void => {
    this.question = null;
    this.host.requestUpdate();
  };

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { question } = this;
    if (!question || this.busy) return;
    this.busy = true;
    try {
      await question.act(this.element?.querySelector('textarea')?.value ?? '');
      this.element?.close();
    } catch (error) {
      this.trouble = this.host.failure(error).text;
      this.host.requestUpdate();
    } finally {
      this.busy = false;
    }
  };

  view(): TemplateResult | typeof nothing {
    const { question, host } = this;
    if (!question) return nothing;
    const close = () => this.element?.close();
    return html`<dialog class="dialog" part="dialog" aria-labelledby="dialog-title" @close=${this.closed}>
      <form novalidate @submit=${this.submit}>
        <div class="hd">
          <h3 id="dialog-title" tabindex="-1">${question.title}</h3>
          <button type="button" class="btn q ic" aria-label=${host.t('close')} @click=${close}>${icon('x')}</button>
        </div>
        <div class="bd">
          <p class="meta">${question.text}</p>
          ${question.reason
            ? html`<div>
                <label class="lab" for="dialog-reason">${question.reason}</label>
                <textarea class="field ${this.trouble ? 'bad' : ''}" id="dialog-reason" rows="3" dir="auto" aria-describedby="dialog-error"></textarea>
              </div>`
            : nothing}
          ${wrong('dialog-error', this.trouble)}
        </div>
        <div class="ft">
          <button type="button" class="btn" @click=${close}>${host.t('cancel')}</button>
          <button type="submit" class="btn p">${question.label}</button>
        </div>
      </form>
    </dialog>`;
  }
}
