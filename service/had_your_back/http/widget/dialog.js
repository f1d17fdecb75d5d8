import{c as e,g as t,x as n,y as r}from"./had-your-back.js";var i=class{host;question=null;trouble=``;busy=!1;constructor(e){this.host=e}get element(){return this.host.renderRoot.querySelector(`dialog`)}async ask(e){this.question=e,this.trouble=``,this.busy=!1,this.host.requestUpdate(),await this.host.updateComplete,this.element?.open||this.element?.showModal(),this.element?.querySelector(e.reason?`textarea`:e.first??`h3`)?.focus()}closed=()=>{this.question=null,this.host.requestUpdate()};submit=async e=>{e.preventDefault();let{question:t}=this;if(t&&!this.busy&&t.ready?.()!==!1){this.busy=!0,this.trouble=``;try{await t.act(this.element?.querySelector(`textarea`)?.value??``)!==!1&&this.question===t&&this.element?.close()}catch(e){let{text:n}=this.host.failure(e);this.question===t&&(this.trouble=n)}finally{this.question===t&&(this.busy=!1),this.host.requestUpdate()}}};view(){let{question:i,host:a}=this;if(!i)return r;let{label:o}=i,s=()=>this.element?.close();return n`<dialog class="dialog" part="dialog" aria-labelledby="dialog-title" @close=${this.closed}>
<form novalidate @submit=${this.submit}>
<div class="hd">
<h3 id="dialog-title" tabindex="-1">${i.title}</h3>
<button type="button" class="btn q ic" aria-label=${a.t(`close`)} @click=${s}>${e(`x`)}</button>
</div>
<div class="bd">
${i.text?n`<p class="meta">${i.text}</p>`:r}
${i.reason?n`<div>
<label class="lab" for="dialog-reason">${i.reason}</label>
<textarea class="field ${this.trouble?`bad`:``}" id="dialog-reason" rows="3" dir="auto" aria-describedby="dialog-error"></textarea>
</div>`:r}
${i.body?.()} ${t(`dialog-error`,this.trouble)}
</div>
<div class="ft">
${i.tells?r:n`<button type="button" class="btn" @click=${s}>${a.t(`cancel`)}</button>`}
<button type="submit" class="btn p" aria-disabled=${i.ready?.()===!1}>${typeof o==`string`?o:o()}</button>
</div>
</form>
</dialog>`}};export{i as t};