import{c as e,d as t,s as n,x as r,y as i}from"./had-your-back.js";var a=120,o=class{host;settings;chosen=[];found=null;typed=``;at=0;marked=!1;trouble=``;turn=0;timer;constructor(e,t){this.host=e,this.settings=t,e.addController(this)}hostDisconnected(){clearTimeout(this.timer)}get input(){return this.host.renderRoot.querySelector(`#${this.settings.id}`)}add(e){let{most:t=1/0,teams:n}=this.settings,r=this.chosen.filter(({id:t,team:r})=>t!==e.id&&!(n&&r));this.chosen=e.team?[e]:[...r.slice(0,t-1),e],this.settings.changed(),this.close()}remove(e){this.chosen=this.chosen.filter(({id:t})=>t!==e.id),this.marked=!1,this.settings.changed(),this.input?.focus(),this.host.requestUpdate()}close(){this.turn++,clearTimeout(this.timer),this.found=null,this.trouble=``,this.typed=``,this.input&&(this.input.value=``),this.host.requestUpdate()}async look(e){let t=++this.turn;if(this.typed=e,!e)return this.close();let n=this.settings.words(),r=[],i=``;try{let{people:t,teams:i}=await this.settings.client().ask(`6eb0604c4d70124b33653bd0ea50a441024e0ad5b52c18156c40b9caa2b2b608`,{search:e});r=[...t.nodes.map(({id:e,displayName:t,teams:[n],jobTitle:r})=>({id:e,name:t,sub:n?.name??r??``,team:!1})),...(this.settings.teams?i.nodes:[]).map(({id:e,name:t,members:r})=>({id:e,name:t,sub:`${n.t(`wholeTeam`)} · ${n.t(`people`,{n:r.totalCount??0})}`,team:!0}))];let a=/* @__PURE__ */ new Set([...this.settings.without?.()??[],...this.chosen.map(({id:e})=>e)]);r=r.filter(({id:e})=>!a.has(e))}catch{i=n.t(`problem.network`)}t===this.turn&&(this.found=r,this.trouble=i,this.at=0,this.host.requestUpdate())}typing=({currentTarget:e})=>{clearTimeout(this.timer);let t=e.value.trim();this.marked=!1,this.timer=setTimeout(()=>void this.look(t),a)};key=e=>{let t=e.currentTarget,n={ArrowDown:1,ArrowUp:-1}[e.key],r=this.found?.length??0;if(!e.isComposing){if(e.key===`Backspace`&&!t.value){let e=this.chosen.at(-1);if(!e)return;if(this.marked)return this.remove(e);this.marked=!0,this.settings.say(this.settings.words().t(`removeNext`,{name:e.name}))}else if(n)e.preventDefault(),r?this.at=(this.at+n+r)%r:this.look(t.value.trim());else if(e.key===`Enter`&&!e.ctrlKey&&!e.metaKey){e.preventDefault();let t=this.found?.[this.at];t&&this.add(t)}else if(e.key===`Escape`&&(this.found||t.value))e.preventDefault(),e.stopPropagation(),this.found?(this.found=null,this.turn++):this.close();else if(this.marked)this.marked=!1;else return;this.host.requestUpdate()}};mark(e){let n=this.typed?e.toLocaleLowerCase().indexOf(this.typed.toLocaleLowerCase()):-1;if(n<0)return t(e);let i=n+this.typed.length;return r`<bdi>${e.slice(0,n)}<mark>${e.slice(n,i)}</mark>${e.slice(i)}</bdi>`}template(t,a){let{id:o,label:s}=this.settings,c=this.settings.words(),l=!!this.found?.length;return r`<div class="field combo ${a?`bad`:``}" part="people" @click=${e=>e.target===e.currentTarget&&this.input?.focus()}>
${this.chosen.map((t,i)=>r`<span class="person ${this.marked&&i===this.chosen.length-1?`marked`:``}"
>${n(t,t.team?`s24 sq`:`s24`)}<bdi>${t.name}</bdi
><button type="button" class="x" aria-label=${c.t(`remove`,{name:t.name})} @click=${()=>this.remove(t)}>${e(`x`,14)}</button></span
>`)}
<input
id=${o}
role="combobox"
type="text"
autocomplete="off"
autocapitalize="off"
spellcheck="false"
enterkeyhint="done"
aria-label=${s()}
aria-autocomplete="list"
aria-controls="${o}-list"
aria-expanded=${l}
aria-activedescendant=${l?`${o}-${this.at}`:i}
aria-describedby=${t}
aria-invalid=${a}
@input=${this.typing}
@keydown=${this.key}
@blur=${()=>this.close()}
/>
</div>
<ul
class="list"
id="${o}-list"
role="listbox"
part="listbox"
aria-label=${s()}
?hidden=${!l}
@pointerdown=${e=>e.preventDefault()}
>
${this.found?.map((e,t)=>r`<li id="${o}-${t}" role="option" aria-selected=${t===this.at} @click=${()=>this.add(e)}>
${n(e,e.team?`s32 sq`:`s32`)}
<div class="grow">${this.mark(e.name)}<div class="sub">${e.sub}</div></div>
<span class="kbd" aria-hidden="true">↵</span>
</li>`)}
</ul>
<p class="under" ?hidden=${!this.found}>
<span role="status">${this.found?this.trouble||c.t(`matches`,{n:this.found.length}):``}</span>
<span class="push row nowrap keys" aria-hidden="true" ?hidden=${!l}
><span class="kbd">↑ ↓</span>${c.t(`toMove`)}<span class="kbd">↵</span>${c.t(`toPick`)}</span
>
</p>`}};export{o as t};