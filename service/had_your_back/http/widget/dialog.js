import{F as e,L as t,m as n,o as r}from"./had-your-back.js";var i=class{host;question=null;trouble=``;busy=!1;constructor(e){this.host=e}get element(){return this.host.renderRoot.querySelector(`dialog`)}async ask(e){this.question=e,this.trouble=``,this.host.requestUpdate(),await this.host.updateComplete,this.element?.showModal(),this.element?.querySelector(e.reason?`textarea`:`h3`)?.focus()}closed=()=>{this.question=null,this.host.requestUpdate()};submit=async e=>{e.preventDefault();let{question:t}=this;if(t&&!this.busy){this.busy=!0;try{await t.act(this.element?.querySelector(`textarea`)?.value??``),this.element?.close()}catch(e){this.trouble=this.host.failure(e).text,this.host.requestUpdate()}finally{this.busy=!1}}};view(){let{question:i,host:a}=this;if(!i)return e;let o=()=>this.element?.close();return t`<dialog class="dialog" part="dialog" aria-labelledby="dialog-title" @close=${this.closed}>
<form novalidate @submit=${this.submit}>
<div class="hd">
<h3 id="dialog-title" tabindex="-1">${i.title}</h3>
<button type="button" class="btn q ic" aria-label=${a.t(`close`)} @click=${o}>${r(`x`)}</button>
</div>
<div class="bd">
<p class="meta">${i.text}</p>
${i.reason?t`<div>
<label class="lab" for="dialog-reason">${i.reason}</label>
<textarea class="field ${this.trouble?`bad`:``}" id="dialog-reason" rows="3" dir="auto" aria-describedby="dialog-error"></textarea>
</div>`:e}
${n(`dialog-error`,this.trouble)}
</div>
<div class="ft">
<button type="button" class="btn" @click=${o}>${a.t(`cancel`)}</button>
<button type="submit" class="btn p">${i.label}</button>
</div>
</form>
</dialog>`}};export{i as t};