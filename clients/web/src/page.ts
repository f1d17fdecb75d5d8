import { HybElement } from './element';
import { html } from 'lit';
export default class HybPage extends HybElement {
  protected override view() {
    return html`<p></p>`;
  }
}
