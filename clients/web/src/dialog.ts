// A native dialog that asks once: a question, perhaps a reason or a form, and one act. Escape leaves everything as it was.
import { html, nothing, type TemplateResult } from 'lit';

import type { HybElement } from './element';
import { icon, wrong } from './ui';

interface Question {
  title: string;
  text?: string | TemplateResult;
  /** What the button says. */
  label: string | (() => string);
  /** Asks for words too, under this label. */
  reason?: string;
  /** A form instead. It is drawn whenever the component is. */
  body?: () => TemplateResult;
  /** Where the focus goes first; the heading otherwise. */
  first?: string;
  /** Whether the act can be done now. */
  ready?: () => boolean;
  /** Without a way back: it tells something, and the button closes it. */
  tells?: boolean;
  /** Does it; what it throws stands in the dialog, which stays open, as it does for false. It may ask the next question. */
  act: (reason: string) => Promise<boolean | void> | void;
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
    this.busy = false; // the act of the one before may still go on
    this.host.requestUpdate();
    await this.host.updateComplete;
    if (!this.element?.open) this.element?.showModal();
    this.element?.querySelector<HTMLElement>(question.reason ? 'textarea' : (question.first ?? 'h3'))?.focus();
  }

  private readonly closed = (): void => {
    this.question = null;
    this.host.requestUpdate();
  };

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { question } = this;
    if (!question || this.busy || question.ready?.() === false) return;
    this.busy = true;
    this.trouble = '';
    try {
      const done = await question.act(this.element?.querySelector('textarea')?.value ?? '');
      if (done !== false && this.question === question) this.element?.close();
    } catch (error) {
      const { text } = this.host.failure(error);
      if (this.question === question) this.trouble = text;
    } finally {
      if (this.question === question) this.busy = false;
      this.host.requestUpdate();
    }
  };

  view(): TemplateResult | typeof nothing {
    const { question, host } = this;
    if (!question) return nothing;
    const { label } = question;
    const close = () => this.element?.close();
    return html`<dialog class="dialog" part="dialog" aria-labelledby="dialog-title" @close=${this.closed}>
      <form novalidate @submit=${this.submit}>
        <div class="hd">
          <h3 id="dialog-title" tabindex="-1">${question.title}</h3>
          <button type="button" class="btn q ic" aria-label=${host.t('close')} @click=${close}>${icon('x')}</button>
        </div>
        <div class="bd">
          ${question.text ? html`<p class="meta">${question.text}</p>` : nothing}
          ${question.reason
            ? html`<div>
                <label class="lab" for="dialog-reason">${question.reason}</label>
                <textarea class="field ${this.trouble ? 'bad' : ''}" id="dialog-reason" rows="3" dir="auto" aria-describedby="dialog-error"></textarea>
              </div>`
            : nothing}
          ${question.body?.()} ${wrong('dialog-error', this.trouble)}
        </div>
        <div class="ft">
          ${question.tells ? nothing : html`<button type="button" class="btn" @click=${close}>${host.t('cancel')}</button>`}
          <button type="submit" class="btn p" aria-disabled=${question.ready?.() === false}>${typeof label === 'string' ? label : label()}</button>
        </div>
      </form>
    </dialog>`;
  }
}
