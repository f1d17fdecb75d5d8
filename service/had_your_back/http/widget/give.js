import{a as e,c as t,i as n,l as r,n as i,o as a,r as o,s,t as c}from"./had-your-back.js";function l(e){try{return JSON.parse(localStorage.getItem(`hyb.${e}`)??`null`)}catch{return null}}function u(e,t){try{t==null?localStorage.removeItem(`hyb.${e}`):localStorage.setItem(`hyb.${e}`,JSON.stringify(t))}catch{}}var d=`M8.1 15.2v-3a1.05 1.05 0 0 1 2.1 0v-1.4a1.05 1.05 0 0 1 2.1 0v.4a1.05 1.05 0 0 1 2.1 0v1a1 1 0 0 1 2 0v4.6c0 2.6-1.6 4.2-4 4.2-1.9 0-3-.7-3.9-2.2l-1.9-3c-.7-1.2.7-2.2 1.5-1.2z`,f={had_my_back:r`<path class="b" d=${d}/><path d=${d} stroke-width="1.3"/><circle cx="12" cy="4.2" r="2.4"/><path d="M3 21v-6.5C3 11 5.2 8.8 7.8 8.3M21 21v-6.5c0-3.5-2.2-5.7-4.8-6.2"/>`,owned_it:r`<circle class="b" cx="8" cy="15.5" r="5.5"/><circle cx="9" cy="14.5" r="4.7"/><path d="M12.5 11.2 20.5 3.5M17 7l3 3M14.3 9.5l2 2"/><circle cx="8.3" cy="15.2" r="1" class="solid"/>`,felt_with_me:r`<path class="b" d="M10.5 21.2C5 17.5 1.8 14.5 1.8 10.9c0-2.6 2-4.6 4.4-4.6 1.7 0 3.3.9 4.3 2.6 1-1.7 2.6-2.6 4.3-2.6 2.4 0 4.4 2 4.4 4.6 0 3.6-3.2 6.6-8.7 10.3z"/><path d="M12.5 19.8C7 16.1 3.8 13.1 3.8 9.5c0-2.6 2-4.6 4.4-4.6 1.7 0 3.3.9 4.3 2.6 1-1.7 2.6-2.6 4.3-2.6 2.4 0 4.4 2 4.4 4.6 0 3.6-3.2 6.6-8.7 10.3z"/>`,took_the_harder_way:r`<path class="b" d="M1.5 21 9.5 8l8 13z"/><path d="m3.5 20.5 9.5-16 9 16z"/><path d="M12.3 20.5c0-2.7 3.4-2.8 3.2-5.2-.2-2.2-3.9-2-3.9-4.3 0-1.3.8-2.1 1.4-2.9"/>`,was_a_resource:r`<circle class="b" cx="10.5" cy="13.5" r="8.5"/><circle cx="12.5" cy="11.5" r="8.5"/><path d="m16.3 7.7-2.5 5.1-5.1 2.5 2.5-5.1z" class="paper"/>`,said_what_we_can_do:r`<path class="b" d="M3.5 5.5 11 3v18.5L3.5 19z"/><path d="M5 20.5h14M7 20.5V4.5c0-.6.4-1 1-1h8.5c.6 0 1 .4 1 1v16"/><path d="M7 3.9l5.5 2.3c.3.1.5.4.5.8v13.5"/><path d="M10.7 12.5v1.5"/>`,served_the_chain:r`<path class="b" d="M2 14.5a4.7 4.7 0 0 1 4.7-4.7h2.6a4.7 4.7 0 0 1 0 9.4H6.7A4.7 4.7 0 0 1 2 14.5z"/><path d="M10 16.5H7.5a4.5 4.5 0 0 1 0-9H10M14 7.5h2.5a4.5 4.5 0 0 1 0 9H14M8 12h8"/>`,led_by_example:r`<path class="b" d="M3.5 6.5c3-1.8 5.5 1 8.5 0s4-1.5 5.5-1v9c-2-.6-3.5 0-5.5.8-3 1-5.5-1.6-8.5 0z"/><path d="M5.5 21.5v-18M5.5 4.7c3-1.8 5.5 1.1 8.2.2 2.6-.9 4-1.5 5.8-.9v8.7c-2-.6-3.2 0-5.5.8-3 1-5.5-1.6-8.5 0"/>`,requested:r`<circle cx="12" cy="12" r="8" stroke-dasharray="3.14 3.14"/>`,offered:r`<circle cx="12" cy="12" r="8" stroke-dasharray="3.14 3.14"/><circle cx="12" cy="12" r="2.5" class="solid"/>`,countered:r`<path d="M12 4a8 8 0 0 1 0 16"/><path d="M12 20a8 8 0 0 1 0-16" stroke-dasharray="3.14 3.14"/>`,promised:r`<circle cx="12" cy="12" r="8"/>`,at_risk:r`<circle cx="12" cy="12" r="8"/><path d="M12 7.8v5"/><circle cx="12" cy="16" r="1.2" class="solid"/>`,delivered:r`<circle cx="12" cy="12" r="8"/><circle cx="12" cy="12" r="4" class="solid"/>`,kept:r`<circle cx="12" cy="12" r="9" class="solid"/><path d="m7.8 12.3 2.9 2.9 5.6-6" class="ink-paper" stroke-width="2"/>`,broken:r`<path d="M10.2 3.7a8 8 0 0 0-2.7 15.3l2.2-3.8-2-3.2 2.5-3.3z"/><path d="M14 5.3a8 8 0 0 1-2.3 15.5l2.2-3.8-2-3.2 2.3-3.3z" transform="translate(1.5 0)"/>`,declined:r`<path d="M12 4a8 8 0 1 0 8 8"/><path d="M13 12h8M18 8.8l3.2 3.2-3.2 3.2" class="flip"/>`,closed:r`<circle cx="12" cy="12" r="8" stroke-dasharray="1 3.19"/><path d="M8.5 12h7"/>`,search:r`<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>`,x:r`<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>`,check:r`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,more:r`<g class="solid"><circle cx="5.5" cy="12" r="1.6"/><circle cx="12" cy="12" r="1.6"/><circle cx="18.5" cy="12" r="1.6"/></g>`,chev:r`<path d="m6.5 9.5 5.5 5.5 5.5-5.5"/>`,next:r`<path class="flip" d="m9.5 6.5 5.5 5.5-5.5 5.5"/>`,arrow:r`<g class="flip"><path d="M4 12h15.5M14 6.5l5.5 5.5-5.5 5.5"/></g>`,link:r`<path d="M9.5 14.5l5-5M11 7l2.3-2.3a4 4 0 0 1 5.9 5.9L17 13M13 17l-2.3 2.3a4 4 0 0 1-5.9-5.9L7 11"/>`,eye:r`<path d="M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.7"/>`,people:r`<circle cx="9" cy="8.5" r="3.3"/><path d="M2.5 19.5c0-3.4 2.7-5.5 6.5-5.5s6.5 2.1 6.5 5.5M15.5 5.6a3.3 3.3 0 0 1 0 5.8M18 14.6c2.2.7 3.5 2.4 3.5 4.9"/>`,clock:r`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.3 2"/>`,comment:r`<path d="M4 5.5h16v11H11l-4.5 3.5v-3.5H4z"/>`,plus:r`<path d="M12 5v14M5 12h14"/>`,smile:r`<circle cx="12" cy="12" r="8.5"/><path d="M8.3 14c.8 1.5 2.1 2.2 3.7 2.2s2.9-.7 3.7-2.2"/><g class="solid"><circle cx="9" cy="10" r="1.2"/><circle cx="15" cy="10" r="1.2"/></g>`,second:r`<path transform="translate(-8.6 -14.3) scale(1.64)" stroke-width="1" d=${d}/>`,offline:r`<path d="M3 3l18 18M8.5 15.5a5 5 0 0 1 5.3-1.1M5 12a10 10 0 0 1 4.5-2.6M2 8.5a15 15 0 0 1 4.7-2.9M13 5.1a15 15 0 0 1 9 3.4M16.5 10.6A10 10 0 0 1 19 12"/><circle cx="12" cy="19" r="1.3" class="solid"/>`,warn:r`<path d="M12 4 21.5 20h-19z"/><path d="M12 10v4.5"/><circle cx="12" cy="17.2" r="1.1" class="solid"/>`,info:r`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5"/><circle cx="12" cy="7.8" r="1.2" class="solid"/>`,pen:r`<path d="M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z"/>`,lock:r`<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>`,undo:r`<path class="flip" d="M8.5 5 4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3"/>`,replay:r`<path class="flip" d="M5 5v4.5h4.5M5.3 9.5A7.8 7.8 0 1 1 4.2 13"/>`,copy:r`<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2"/><path d="M15.5 8.5V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7.5a2 2 0 0 0 2 2h2.5"/>`,pause:r`<path d="M8.5 5.5v13M15.5 5.5v13" stroke-width="2.4"/>`,bell:r`<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4"/>`,home:r`<path d="M4 11l8-7 8 7v9h-5.5v-5.5h-5V20H4z"/>`,chart:r`<path d="M4 20h16M7 16v-5M12 16V6M17 16v-8"/>`,reply:r`<path class="flip" d="M9 6 4 11l5 5M4.5 11H15a5 5 0 0 1 5 5v2"/>`},p=(e,n=18,r=``)=>t`<svg class="i ${r}" viewBox="0 0 24 24" width=${n} height=${n} aria-hidden="true">${f[e]??f.closed}</svg>`;function m(e){let t=e.trim().split(/\s+/),n=(e=``)=>[...e][0]??``;return/\p{Script=Latin}/u.test(n(e))&&t.length>1?n(t[0])+n(t.at(-1)):n(t[0])}function h(e,n=``){let r=[...e.id].reduce((e,t)=>e+(t.codePointAt(0)??0),0)%8;return t`<span class="av h${r} ${n}" part="avatar" aria-hidden="true">${m(e.displayName??e.name??``)}</span>`}var g=e=>t`<bdi>${e}</bdi>`,_=(e,t)=>e.list(t).map(({type:e,value:t})=>e===`element`?g(t):t),v=(e,t)=>e.list(t).map(({value:e})=>e).join(``),y=(e,n)=>t`<p class="err" id=${e} ?hidden=${!n}>${n?[p(`warn`),t`<span>${n}</span>`]:s}</p>`;function b(e){return t=>{let n=t.currentTarget,r=[...n.querySelectorAll(e)],i=r.indexOf(t.target),a=getComputedStyle(n).direction===`rtl`?-1:1,o={ArrowRight:a,ArrowLeft:-a,ArrowDown:1,ArrowUp:-1}[t.key],s=t.key===`Home`?0:t.key===`End`?r.length-1:o===void 0?-1:(i+o+r.length)%r.length;i<0||s<0||(t.preventDefault(),r.forEach((e,t)=>e.tabIndex=t===s?0:-1),r[s]?.focus())}}var x=120,S=class{host;settings;chosen=[];found=null;typed=``;at=0;marked=!1;trouble=``;turn=0;timer;constructor(e,t){this.host=e,this.settings=t,e.addController(this)}hostDisconnected(){clearTimeout(this.timer)}get input(){return this.host.renderRoot.querySelector(`#${this.settings.id}`)}add(e){let{most:t=1/0,teams:n}=this.settings,r=this.chosen.filter(({id:t,team:r})=>t!==e.id&&!(n&&r));this.chosen=e.team?[e]:[...r.slice(0,t-1),e],this.settings.changed(),this.close()}remove(e){this.chosen=this.chosen.filter(({id:t})=>t!==e.id),this.marked=!1,this.settings.changed(),this.input?.focus(),this.host.requestUpdate()}close(){this.turn++,clearTimeout(this.timer),this.found=null,this.trouble=``,this.typed=``,this.input&&(this.input.value=``),this.host.requestUpdate()}async look(e){let t=++this.turn;if(this.typed=e,!e)return this.close();let r=this.settings.words(),i=[],a=``;try{let{people:t,teams:a}=await this.settings.client().ask(n,{search:e});i=[...t.nodes.map(({id:e,displayName:t,teams:[n],jobTitle:r})=>({id:e,name:t,sub:n?.name??r??``,team:!1})),...(this.settings.teams?a.nodes:[]).map(({id:e,name:t,members:n})=>({id:e,name:t,sub:`${r.t(`wholeTeam`)} · ${r.t(`people`,{n:n.totalCount??0})}`,team:!0}))];let o=/* @__PURE__ */ new Set([...this.settings.without?.()??[],...this.chosen.map(({id:e})=>e)]);i=i.filter(({id:e})=>!o.has(e))}catch{a=r.t(`problem.network`)}t===this.turn&&(this.found=i,this.trouble=a,this.at=0,this.host.requestUpdate())}typing=({currentTarget:e})=>{clearTimeout(this.timer);let t=e.value.trim();this.marked=!1,this.timer=setTimeout(()=>void this.look(t),x)};key=e=>{let t=e.currentTarget,n={ArrowDown:1,ArrowUp:-1}[e.key],r=this.found?.length??0;if(!e.isComposing){if(e.key===`Backspace`&&!t.value){let e=this.chosen.at(-1);if(!e)return;if(this.marked)return this.remove(e);this.marked=!0,this.settings.say(this.settings.words().t(`removeNext`,{name:e.name}))}else if(n)e.preventDefault(),r?this.at=(this.at+n+r)%r:this.look(t.value.trim());else if(e.key===`Enter`&&!e.ctrlKey&&!e.metaKey){e.preventDefault();let t=this.found?.[this.at];t&&this.add(t)}else if(e.key===`Escape`&&(this.found||t.value))e.preventDefault(),e.stopPropagation(),this.found?(this.found=null,this.turn++):this.close();else if(this.marked)this.marked=!1;else return;this.host.requestUpdate()}};mark(e){let n=this.typed?e.toLocaleLowerCase().indexOf(this.typed.toLocaleLowerCase()):-1;if(n<0)return g(e);let r=n+this.typed.length;return t`<bdi>${e.slice(0,n)}<mark>${e.slice(n,r)}</mark>${e.slice(r)}</bdi>`}template(e,n){let{id:r,label:i}=this.settings,a=this.settings.words(),o=!!this.found?.length;return t`<div class="field combo ${n?`bad`:``}" part="people" @click=${e=>e.target===e.currentTarget&&this.input?.focus()}>
${this.chosen.map((e,n)=>t`<span class="person ${this.marked&&n===this.chosen.length-1?`marked`:``}"
>${h(e,e.team?`s24 sq`:`s24`)}<bdi>${e.name}</bdi
><button type="button" class="x" aria-label=${a.t(`remove`,{name:e.name})} @click=${()=>this.remove(e)}>${p(`x`,14)}</button></span
>`)}
<input
id=${r}
role="combobox"
type="text"
autocomplete="off"
autocapitalize="off"
spellcheck="false"
enterkeyhint="done"
aria-label=${i()}
aria-autocomplete="list"
aria-controls="${r}-list"
aria-expanded=${o}
aria-activedescendant=${o?`${r}-${this.at}`:s}
aria-describedby=${e}
aria-invalid=${n}
@input=${this.typing}
@keydown=${this.key}
@blur=${()=>this.close()}
/>
</div>
<ul
class="list"
id="${r}-list"
role="listbox"
part="listbox"
aria-label=${i()}
?hidden=${!o}
@pointerdown=${e=>e.preventDefault()}
>
${this.found?.map((e,n)=>t`<li id="${r}-${n}" role="option" aria-selected=${n===this.at} @click=${()=>this.add(e)}>
${h(e,e.team?`s32 sq`:`s32`)}
<div class="grow">${this.mark(e.name)}<div class="sub">${e.sub}</div></div>
<span class="kbd" aria-hidden="true">↵</span>
</li>`)}
</ul>
<p class="under" ?hidden=${!this.found}>
<span role="status">${this.found?this.trouble||a.t(`matches`,{n:this.found.length}):``}</span>
<span class="push row nowrap keys" aria-hidden="true" ?hidden=${!o}
><span class="kbd">↑ ↓</span>${a.t(`toMove`)}<span class="kbd">↵</span>${a.t(`toPick`)}</span
>
</p>`}},C=`.give-closed{padding:var(--_4) var(--pad);align-items:center;gap:14px;display:flex}.prompt{border:1px solid var(--_line-strong);border-radius:var(--_radius-full);background:var(--_surface);text-align:start;min-height:44px;color:var(--_ink-2);font-size:var(--_text-lg);min-width:0;transition:background var(--_fast) var(--_ease);flex:1;padding:0 18px}.prompt:hover{background:var(--_hover)}.lately{padding:0 var(--pad) var(--_4);font-size:var(--_text-sm);color:var(--_ink-2);flex-wrap:wrap;align-items:center;gap:8px 6px;display:flex}.form{gap:var(--_5);padding:0 var(--pad) var(--pad);grid-template-columns:minmax(0,1fr);display:grid}.opts{flex-wrap:wrap;gap:8px;display:flex}.opt{padding:0;border:1px solid var(--_line-strong);border-radius:var(--_radius-full);background:var(--_surface);text-align:start;min-height:40px;transition:background var(--_fast) var(--_ease);align-items:center;gap:7px;padding-inline:10px 14px;font-weight:500;display:inline-flex;position:relative}.opt:before{content:"";position:absolute;inset:-2px}.opt:hover{background:var(--_hover)}.opt .i .b{opacity:.55}.opt[aria-pressed=true]{background:var(--_accent-soft);border-color:var(--_ink);box-shadow:inset 0 0 0 1px var(--_ink)}.opt[aria-pressed=true] .i .b{opacity:1}.opt .tick{display:none}.opt[aria-pressed=true] .tick{margin-inline:-1px -4px;display:block}.opts.bad{border-radius:var(--_radius-s);box-shadow:0 0 0 6px var(--_surface), 0 0 0 7px var(--_broken)}.foot{padding:var(--_3) var(--pad);border-top:var(--_border);background:var(--_surface-sunk);border-radius:0 0 var(--_radius-l) var(--_radius-l);color:var(--_ink-2);flex-wrap:wrap;align-items:center;gap:8px;font-weight:500;display:flex}.foot .btn.q{margin-inline-start:-4px}.foot .choice{border-radius:var(--_radius-s);min-height:36px;padding-inline:6px}.undo{padding:12px var(--pad);background:var(--_kept-soft);border-radius:var(--_radius-l) var(--_radius-l) 0 0;flex-wrap:wrap;align-items:center;gap:12px;display:flex}.undo .tx{overflow-wrap:anywhere;flex:170px;min-width:0}.undo b{font-weight:600}.count{width:28px;height:28px;font:600 11px var(--_font);font-variant-numeric:tabular-nums;flex:none}.count .rest{stroke:var(--_line);stroke-width:3px}.count .left{stroke:var(--_kept);stroke-width:3px}.count text{fill:var(--_ink);stroke:none}@keyframes step-out{0%{transform:none}}.fresh .av.back:before{animation:step-out var(--_calm) var(--_ease)}@container (width<=430px){.give-closed{gap:10px}.foot .push{order:9;width:100%;margin:0}.foot .btn.p{width:100%;min-height:44px}}`,w=2e3,T=10,E=[`recipients`,`behaviours`,`message`,`link`],D=[`EVERYONE`,`TEAMS`,`PEOPLE`,`PEOPLE_AND_MANAGERS`],O=()=>({recipients:[],behaviours:[],message:``,visibility:`EVERYONE`,link:``,promise:null,key:o(),at:null}),k=e=>!!(e&&(e.message||e.recipients.length||e.behaviours.length)),A=class extends c{static properties={viewer:{state:!0},catalogue:{state:!0},open:{state:!0}};static styles=i(C);draft=O();wrong={};note=null;sending=!1;again=!1;linked=!1;waiting=!1;sent=null;clock;thanked=/* @__PURE__ */ new Set;people=new S(this,{id:`who`,client:()=>this.client,words:()=>this.words,label:()=>this.t(`whoLabel`),without:()=>this.viewer?[this.viewer.person?.id??``]:[],teams:!0,changed:()=>{this.draft.recipients=this.people.chosen,this.changed(`recipients`)},say:e=>this.say(e)});constructor(){super(),this.catalogue=[],this.open=!1}start(e,t){e.hear(`thank`,t,e=>this.begin(e)),addEventListener(`online`,()=>this.waiting&&void this.send(),{signal:t}),t.addEventListener(`abort`,()=>clearInterval(this.clock)),this.load(e,t)}translated(){this.viewer&&this.load(this.client,this.alive.signal)}async load(e,t){try{let[n,r]=await Promise.all([e.viewer(),e.behaviours(this.words?.lang??`en`)]);if(t.aborted)return;let i=!this.viewer;this.catalogue=r.filter(({retired:e})=>!e),this.viewer=n;let a=i?l(this.place):null;a&&k(a)&&(this.draft={...O(),...a},this.people.chosen=this.draft.recipients,this.open=!0)}catch(n){this.failure(n),setTimeout(()=>t.aborted||void this.load(e,t),5e3)}}get place(){return`draft.${this.viewer?.person?.id}`}begin({person:e,promise:t}={}){this.end(),t&&(this.draft.promise=t),e&&!this.draft.recipients.some(({id:t})=>t===e.id)&&(this.people.chosen=this.draft.recipients,this.people.add({id:e.id,name:e.displayName,sub:``,team:!1})),this.people.chosen=this.draft.recipients,this.open=!0,this.requestUpdate(),this.focusOn(this.draft.recipients.length?`.opt[tabindex="0"]`:`#who`)}close(){this.open=!1,this.note=null,this.wrong={},this.focusOn(`.prompt`)}discard(){this.draft=O(),this.people.chosen=[],this.linked=this.again=this.waiting=!1,u(this.place,null),this.close()}changed(e){e&&delete this.wrong[e],this.note=null,this.waiting=!1,this.draft.at=(/* @__PURE__ */ new Date()).toISOString(),u(this.place,this.draft),this.requestUpdate()}missing(){let{recipients:e,behaviours:t,message:n}=this.draft,r=[...n.trim()].length-w;return{...e.length?{}:{recipients:this.t(`missing.recipients`)},...t.length?{}:{behaviours:this.t(`missing.behaviours`)},...n.trim()?r>0?{message:this.t(`tooLong`,{n:r})}:{}:{message:this.t(`missing.message`)}}}async failAt(e){this.wrong=e,e.link&&(this.linked=!0),this.requestUpdate();let t=E.find(t=>e[t]);t&&await this.focusOn({recipients:`#who`,behaviours:`.opt[tabindex="0"]`,message:`#message`,link:`#link`}[t])}async send(){if(this.sending||!this.viewer?.person)return;let t=this.missing();if(Object.keys(t).length)return this.failAt(t);let{draft:n,client:r}=this,i=this.viewer.person,{key:a}=n;this.sending=!0,this.waiting=!1;let[o]=n.recipients,s={id:a,message:n.message.trim(),giver:{id:i.id,displayName:i.displayName,teams:i.teams},recipients:o?.team?[]:n.recipients.map(({id:e,name:t})=>({id:e,displayName:t})),team:o?.team?{id:o.id,name:o.name}:null,behaviours:this.catalogue.filter(({key:e})=>n.behaviours.includes(e)).map(({key:e,label:t})=>({key:e,label:t})),visibility:n.visibility,state:`ACTIVE`,createdAt:(/* @__PURE__ */ new Date()).toISOString(),editedAt:null,link:n.link||null,reactions:[],endorsementCount:0,viewerHasEndorsed:!1,commentCount:0,viewerMay:[]};r.tell(`giving`,{key:a,recognition:s});let c={draft:n,names:n.recipients.map(({name:e})=>e),recognition:null,left:T,trouble:``};this.sent=c,this.draft=O(),this.people.chosen=[],this.open=this.linked=this.again=!1,this.note=null,this.requestUpdate(),this.focusOn(`.undo .btn`);try{let{recognition:t}=await r.act(e,{input:{recipients:n.recipients.map(({id:e})=>e),message:n.message,behaviours:n.behaviours,visibility:n.visibility,link:n.link.trim()||null,commitment:n.promise?.id??null,idempotencyKey:a}});c.recognition=t,u(this.place,null);for(let{id:e}of n.recipients)this.thanked.add(e);r.tell(`given`,{key:a,recognition:t}),this.emit(`given`,{recognition:t}),this.count(c)}catch(e){r.tell(`failed`,{key:a}),this.end(),this.restore(n),this.refuse(e)}finally{this.sending=!1,this.requestUpdate()}}restore(e){this.draft=e,this.people.chosen=e.recipients,this.open=!0,u(this.place,e),this.requestUpdate()}refuse(e){let{text:t,problem:n,refusal:r}=this.failure(e);if(this.again=!0,r){let e={};for(let{code:t,message:n,path:i}of r.errors){let r=E.find(e=>i?.includes(e)),a=this.refused(t,n);r&&t!==`PACE_LIMIT`?e[r]??=a:this.note=t===`PACE_LIMIT`?{kind:`accent`,icon:`clock`,text:a}:{kind:`bad`,icon:`warn`,text:a}}r.code===`CONFLICT`&&(this.draft.key=o()),this.failAt(e)}else n?.trouble===`signedOut`?this.note={kind:`bad`,icon:`lock`,text:this.t(`notSent.signedOut`),signIn:!0}:n?.trouble===`network`?(this.waiting=!0,this.note={kind:`bad`,icon:`offline`,text:this.t(`notSent.network`)}):this.note={kind:`bad`,icon:`warn`,text:n?.reference?`${t} ${this.t(`reference`)} ${n.reference}`:t};this.note&&this.focusOn(`.foot .btn.p`)}async signIn(){await this.client.signIn()&&(this.note=null,this.requestUpdate(),await this.send())}count(e){clearInterval(this.clock),this.clock=setInterval(()=>{if(e.left--,this.requestUpdate(),e.left>0||this.sent!==e)return;let t=this.q(`.undo`)?.contains(this.renderRoot.activeElement);this.end(),t&&e.recognition&&this.client.tell(`show`,{id:e.recognition.id})},1e3)}end(){clearInterval(this.clock),this.sent=null,this.requestUpdate()}async undo(){let e=this.sent;if(!e?.recognition)return;clearInterval(this.clock);let{id:t}=e.recognition;try{await this.client.act(a,{input:{id:t}})}catch(t){return e.trouble=this.failure(t).text,this.requestUpdate()}this.client.tell(`taken`,{id:t}),this.emit(`acted`,{act:`WITHDRAW`,recognition:e.recognition}),this.end();for(let t of e.draft.recipients)this.thanked.delete(t.id);this.restore({...e.draft,key:o()}),this.say(this.t(`takenBack`)),this.focusOn(`#message`)}view(){return this.viewer===void 0?t`<div class="give-closed" aria-busy="true"><span class="sk o"></span><span class="sk w5"></span></div>`:this.viewer?.person?t`<section aria-label=${this.t(`give`)}>${this.undoBar()}${this.open?this.form():this.closed(this.viewer.person)}</section>`:t`<p class="note">${p(`info`)}<span class="grow">${this.t(`readOnly`)}</span></p>`}closed(e){let n=this.viewer.unseenTeammates.filter(({id:e})=>!this.thanked.has(e)).slice(0,2);return t`<div class="give-closed">
${h(e)}
<button class="prompt" part="prompt" @click=${()=>this.begin()}>${this.t(k(this.draft)?`goOn`:`prompt`)}</button>
</div>
${n.length?t`<div class="lately" part="suggestion">
<span>${this.t(`lately`)} <span class="faint">${this.t(`onlyYou`)}</span></span>
${n.map(e=>t`<button class="person" @click=${()=>this.begin({person:e})}>${h(e,`s24`)}${g(e.displayName)}</button>`)}
</div>`:s}`}form(){let{draft:e,wrong:n}=this,r=[...e.message.trim()].length,i=e=>{e.preventDefault(),this.send()},a=e=>{e.key===`Enter`&&(e.ctrlKey||e.metaKey)?i(e):e.key===`Escape`&&!e.defaultPrevented&&this.close()},o=t=>()=>{let n=e.behaviours.includes(t);e.behaviours=n?e.behaviours.filter(e=>e!==t):[...e.behaviours,t],this.changed(`behaviours`)};return t`<form novalidate @submit=${i} @keydown=${a}>
<div class="w-h">
<h2>${this.t(`give`)}</h2>
<span class="meta faint push">${e.at?this.t(`draftSaved`,{time:this.words.clock(new Date(e.at))}):s}</span>
<button type="button" class="btn q ic" aria-label=${this.t(`close`)} @click=${()=>this.close()}>${p(`x`)}</button>
</div>
<div class="form">
${this.note?t`<div class="note ${this.note.kind}" role="alert">
${p(this.note.icon,20)}<span class="grow"><b>${this.note.text}</b></span>
${this.note.signIn?t`<button type="button" class="btn s" @click=${()=>this.signIn()}>${this.t(`signInAgain`)}</button>`:s}
</div>`:s}
<div>
<label class="lab" for="who">${this.t(`who`)}<span class="meta">${this.t(`whoHint`)}</span></label>
${this.people.template(`who-error`,!!n.recipients)} ${y(`who-error`,n.recipients)}
</div>
<div>
<div class="lab" id="what">${this.t(`what`)}<span class="meta">${this.t(`whatHint`)}</span></div>
<div class="opts ${n.behaviours?`bad`:``}" role="group" aria-labelledby="what" aria-describedby="what-error" @keydown=${b(`.opt`)}>
${this.catalogue.map(({key:n,label:r,description:i},a)=>t`<button
type="button"
class="opt"
part="behaviour"
tabindex=${a?-1:0}
aria-pressed=${e.behaviours.includes(n)}
title=${i}
@click=${o(n)}
>
${p(n,22)}${r}<span class="tick">${p(`check`,16)}</span>
</button>`)}
</div>
${y(`what-error`,n.behaviours)}
</div>
<div>
<label class="lab" for="message">${this.t(`message`)}</label>
<textarea
class="field ${n.message?`bad`:``}"
id="message"
part="message"
rows="4"
dir="auto"
aria-describedby="message-error hint"
aria-invalid=${!!n.message}
.value=${e.message}
@input=${({currentTarget:t})=>{e.message=t.value,this.changed(`message`)}}
></textarea>
${y(`message-error`,n.message)}
<p class="under">
<span class="hint" id="hint" part="hint">${this.t(`hint`)}</span>
<span class="num nowrap ${r>w?`c-broken`:``}" part="count">${this.t(`count`,{n:r,most:w})}</span>
</p>
</div>
${this.linked||e.link?this.linkField():s}
${e.promise?t`<p class="tag" part="promise">${p(`kept`)}<b>${e.promise.title}</b></p>`:s}
</div>
<div class="foot">
<label class="choice" part="visibility">
${p(`eye`)}<select aria-label=${this.t(`seenBy`)} @change=${({currentTarget:t})=>{e.visibility=t.value,this.changed()}}>
${D.map(n=>t`<option value=${n} ?selected=${n===e.visibility}>${this.t(`visibility.${n}`)}</option>`)}
</select>${p(`chev`,14)}
</label>
${this.linked||e.link?s:t`<button
type="button"
class="btn q"
part="link"
@click=${()=>{this.linked=!0,this.requestUpdate(),this.focusOn(`#link`)}}
>
${p(`link`)}${this.t(`addLink`)}
</button>`}
<button type="button" class="btn q" ?hidden=${!k(e)} @click=${()=>this.discard()}>${this.t(`discard`)}</button>
<span class="push"><button type="submit" class="btn p" part="send">${this.t(this.again?`tryAgain`:`send`)}</button></span>
</div>
</form>`}linkField(){return t`<div>
<label class="lab" for="link">${this.t(`link`)}</label>
<input
class="field ${this.wrong.link?`bad`:``}"
id="link"
type="url"
inputmode="url"
placeholder="https://"
aria-describedby="link-error"
aria-invalid=${!!this.wrong.link}
.value=${this.draft.link}
@input=${({currentTarget:e})=>{this.draft.link=e.value,this.changed(`link`)}}
/>
${y(`link-error`,this.wrong.link)}
</div>`}undoBar(){let{sent:e}=this;if(!e)return s;let n=this.words,r=e.names;return t`<div class="undo" part="undo">
<svg class="i count" viewBox="0 0 28 28" aria-hidden="true">
<circle class="rest" cx="14" cy="14" r="11" />
<circle class="left" cx="14" cy="14" r="11" pathLength="100" stroke-dasharray="${e.left*100/T} 100" transform="rotate(-90 14 14)" />
<text x="14" y="18" text-anchor="middle">${n.number(e.left)}</text>
</svg>
<div class="tx">
<b role="status" aria-label=${n.t(`thanked`,{n:r.length,names:v(n,r)})}>${n.parts(`thanked`,{n:r.length,names:_(n,r)})}</b>
<div class="meta">${this.t(`undoMore`,{n:e.left})}</div>
<p class="err" role="alert" ?hidden=${!e.trouble}>${p(`warn`)}${e.trouble}</p>
</div>
<button class="btn push" aria-disabled=${!e.recognition} @click=${()=>this.undo()}>${p(`undo`)}${this.t(`undo`)}</button>
</div>`}};export{A as default};