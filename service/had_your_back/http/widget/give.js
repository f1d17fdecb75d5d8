import{a as e,c as t,d as n,f as r,h as i,i as a,l as o,m as s,n as c,o as l,p as u,r as d,s as f,t as p,u as m}from"./had-your-back.js";function h(e){try{return JSON.parse(localStorage.getItem(`hyb.${e}`)??`null`)}catch{return null}}function g(e,t){try{t==null?localStorage.removeItem(`hyb.${e}`):localStorage.setItem(`hyb.${e}`,JSON.stringify(t))}catch{}}var _=120,v=class{host;settings;chosen=[];found=null;typed=``;at=0;marked=!1;trouble=``;turn=0;timer;constructor(e,t){this.host=e,this.settings=t,e.addController(this)}hostDisconnected(){clearTimeout(this.timer)}get input(){return this.host.renderRoot.querySelector(`#${this.settings.id}`)}add(e){let{most:t=1/0,teams:n}=this.settings,r=this.chosen.filter(({id:t,team:r})=>t!==e.id&&!(n&&r));this.chosen=e.team?[e]:[...r.slice(0,t-1),e],this.settings.changed(),this.close()}remove(e){this.chosen=this.chosen.filter(({id:t})=>t!==e.id),this.marked=!1,this.settings.changed(),this.input?.focus(),this.host.requestUpdate()}close(){this.turn++,clearTimeout(this.timer),this.found=null,this.trouble=``,this.typed=``,this.input&&(this.input.value=``),this.host.requestUpdate()}async look(e){let t=++this.turn;if(this.typed=e,!e)return this.close();let r=this.settings.words(),i=[],a=``;try{let{people:t,teams:a}=await this.settings.client().ask(n,{search:e});i=[...t.nodes.map(({id:e,displayName:t,teams:[n],jobTitle:r})=>({id:e,name:t,sub:n?.name??r??``,team:!1})),...(this.settings.teams?a.nodes:[]).map(({id:e,name:t,members:n})=>({id:e,name:t,sub:`${r.t(`wholeTeam`)} · ${r.t(`people`,{n:n.totalCount??0})}`,team:!0}))];let o=/* @__PURE__ */ new Set([...this.settings.without?.()??[],...this.chosen.map(({id:e})=>e)]);i=i.filter(({id:e})=>!o.has(e))}catch{a=r.t(`problem.network`)}t===this.turn&&(this.found=i,this.trouble=a,this.at=0,this.host.requestUpdate())}typing=({currentTarget:e})=>{clearTimeout(this.timer);let t=e.value.trim();this.marked=!1,this.timer=setTimeout(()=>void this.look(t),_)};key=e=>{let t=e.currentTarget,n={ArrowDown:1,ArrowUp:-1}[e.key],r=this.found?.length??0;if(!e.isComposing){if(e.key===`Backspace`&&!t.value){let e=this.chosen.at(-1);if(!e)return;if(this.marked)return this.remove(e);this.marked=!0,this.settings.say(this.settings.words().t(`removeNext`,{name:e.name}))}else if(n)e.preventDefault(),r?this.at=(this.at+n+r)%r:this.look(t.value.trim());else if(e.key===`Enter`&&!e.ctrlKey&&!e.metaKey){e.preventDefault();let t=this.found?.[this.at];t&&this.add(t)}else if(e.key===`Escape`&&(this.found||t.value))e.preventDefault(),e.stopPropagation(),this.found?(this.found=null,this.turn++):this.close();else if(this.marked)this.marked=!1;else return;this.host.requestUpdate()}};mark(e){let t=this.typed?e.toLocaleLowerCase().indexOf(this.typed.toLocaleLowerCase()):-1;if(t<0)return l(e);let n=t+this.typed.length;return i`<bdi>${e.slice(0,t)}<mark>${e.slice(t,n)}</mark>${e.slice(n)}</bdi>`}template(e,t){let{id:n,label:r}=this.settings,o=this.settings.words(),c=!!this.found?.length;return i`<div class="field combo ${t?`bad`:``}" part="people" @click=${e=>e.target===e.currentTarget&&this.input?.focus()}>
${this.chosen.map((e,t)=>i`<span class="person ${this.marked&&t===this.chosen.length-1?`marked`:``}"
>${d(e,e.team?`s24 sq`:`s24`)}<bdi>${e.name}</bdi
><button type="button" class="x" aria-label=${o.t(`remove`,{name:e.name})} @click=${()=>this.remove(e)}>${a(`x`,14)}</button></span
>`)}
<input
id=${n}
role="combobox"
type="text"
autocomplete="off"
autocapitalize="off"
spellcheck="false"
enterkeyhint="done"
aria-label=${r()}
aria-autocomplete="list"
aria-controls="${n}-list"
aria-expanded=${c}
aria-activedescendant=${c?`${n}-${this.at}`:s}
aria-describedby=${e}
aria-invalid=${t}
@input=${this.typing}
@keydown=${this.key}
@blur=${()=>this.close()}
/>
</div>
<ul
class="list"
id="${n}-list"
role="listbox"
part="listbox"
aria-label=${r()}
?hidden=${!c}
@pointerdown=${e=>e.preventDefault()}
>
${this.found?.map((e,t)=>i`<li id="${n}-${t}" role="option" aria-selected=${t===this.at} @click=${()=>this.add(e)}>
${d(e,e.team?`s32 sq`:`s32`)}
<div class="grow">${this.mark(e.name)}<div class="sub">${e.sub}</div></div>
<span class="kbd" aria-hidden="true">↵</span>
</li>`)}
</ul>
<p class="under" ?hidden=${!this.found}>
<span role="status">${this.found?this.trouble||o.t(`matches`,{n:this.found.length}):``}</span>
<span class="push row nowrap keys" aria-hidden="true" ?hidden=${!c}
><span class="kbd">↑ ↓</span>${o.t(`toMove`)}<span class="kbd">↵</span>${o.t(`toPick`)}</span
>
</p>`}},y=`.give-closed{padding:var(--_4) var(--pad);align-items:center;gap:14px;display:flex}.prompt{border:1px solid var(--_line-strong);border-radius:var(--_radius-full);background:var(--_surface);text-align:start;min-height:44px;color:var(--_ink-2);font-size:var(--_text-lg);min-width:0;transition:background var(--_fast) var(--_ease);flex:1;padding:0 18px}.prompt:hover{background:var(--_hover)}.lately{padding:0 var(--pad) var(--_4);font-size:var(--_text-sm);color:var(--_ink-2);flex-wrap:wrap;align-items:center;gap:8px 6px;display:flex}.form{gap:var(--_5);padding:0 var(--pad) var(--pad);grid-template-columns:minmax(0,1fr);display:grid}.opts{flex-wrap:wrap;gap:8px;display:flex}.opt{padding:0;border:1px solid var(--_line-strong);border-radius:var(--_radius-full);background:var(--_surface);text-align:start;min-height:40px;transition:background var(--_fast) var(--_ease);align-items:center;gap:7px;padding-inline:10px 14px;font-weight:500;display:inline-flex;position:relative}.opt:before{content:"";position:absolute;inset:-2px}.opt:hover{background:var(--_hover)}.opt .i .b{opacity:.55}.opt[aria-pressed=true]{background:var(--_accent-soft);border-color:var(--_ink);box-shadow:inset 0 0 0 1px var(--_ink)}.opt[aria-pressed=true] .i .b{opacity:1}.opt .tick{display:none}.opt[aria-pressed=true] .tick{margin-inline:-1px -4px;display:block}.opts.bad{border-radius:var(--_radius-s);box-shadow:0 0 0 6px var(--_surface), 0 0 0 7px var(--_broken)}.foot{padding:var(--_3) var(--pad);border-top:var(--_border);background:var(--_surface-sunk);border-radius:0 0 var(--_radius-l) var(--_radius-l);color:var(--_ink-2);flex-wrap:wrap;align-items:center;gap:8px;font-weight:500;display:flex}.foot .btn.q{margin-inline-start:-4px}.foot .choice{border-radius:var(--_radius-s);min-height:36px;padding-inline:6px}.undo{padding:12px var(--pad);background:var(--_kept-soft);border-radius:var(--_radius-l) var(--_radius-l) 0 0;flex-wrap:wrap;align-items:center;gap:12px;display:flex}.undo .tx{overflow-wrap:anywhere;flex:170px;min-width:0}.undo b{font-weight:600}.count{width:28px;height:28px;font:600 11px var(--_font);font-variant-numeric:tabular-nums;flex:none}.count .rest{stroke:var(--_line);stroke-width:3px}.count .left{stroke:var(--_kept);stroke-width:3px}.count text{fill:var(--_ink);stroke:none}@keyframes step-out{0%{transform:none}}.fresh .av.back:before{animation:step-out var(--_calm) var(--_ease)}@container (width<=430px){.give-closed{gap:10px}.foot .push{order:9;width:100%;margin:0}.foot .btn.p{width:100%;min-height:44px}}`,b=2e3,x=10,S=[`recipients`,`behaviours`,`message`,`link`],C=[`EVERYONE`,`TEAMS`,`PEOPLE`,`PEOPLE_AND_MANAGERS`],w=()=>({recipients:[],behaviours:[],message:``,visibility:`EVERYONE`,link:``,promise:null,key:m(),at:null}),T=e=>!!(e&&(e.message||e.recipients.length||e.behaviours.length)),E=class extends p{static properties={viewer:{state:!0},catalogue:{state:!0},open:{state:!0}};static styles=c(y);draft=w();wrong={};note=null;sending=!1;again=!1;linked=!1;waiting=!1;sent=null;clock;thanked=/* @__PURE__ */ new Set;people=new v(this,{id:`who`,client:()=>this.client,words:()=>this.words,label:()=>this.t(`whoLabel`),without:()=>this.viewer?[this.viewer.person?.id??``]:[],teams:!0,changed:()=>{this.draft.recipients=this.people.chosen,this.changed(`recipients`)},say:e=>this.say(e)});constructor(){super(),this.catalogue=[],this.open=!1}start(e,t){e.hear(`thank`,t,e=>this.begin(e)),addEventListener(`online`,()=>this.waiting&&void this.send(),{signal:t}),t.addEventListener(`abort`,()=>clearInterval(this.clock)),this.load(e,t)}translated(){this.viewer&&this.load(this.client,this.alive.signal)}async load(e,t){try{let[n,r]=await Promise.all([e.viewer(),e.behaviours(this.words?.lang??`en`)]);if(t.aborted)return;let i=!this.viewer;this.catalogue=r.filter(({retired:e})=>!e),this.viewer=n;let a=i?h(this.place):null;a&&T(a)&&(this.draft={...w(),...a},this.people.chosen=this.draft.recipients,this.open=!0)}catch(n){this.failure(n),setTimeout(()=>t.aborted||void this.load(e,t),5e3)}}get place(){return`draft.${this.viewer?.person?.id}`}begin({person:e,promise:t}={}){this.end(),t&&(this.draft.promise=t),e&&!this.draft.recipients.some(({id:t})=>t===e.id)&&(this.people.chosen=this.draft.recipients,this.people.add({id:e.id,name:e.displayName,sub:``,team:!1})),this.people.chosen=this.draft.recipients,this.open=!0,this.requestUpdate(),this.focusOn(this.draft.recipients.length?`.opt[tabindex="0"]`:`#who`)}close(){this.open=!1,this.note=null,this.wrong={},this.focusOn(`.prompt`)}discard(){this.draft=w(),this.people.chosen=[],this.linked=this.again=this.waiting=!1,g(this.place,null),this.close()}changed(e){e&&delete this.wrong[e],this.note=null,this.waiting=!1,this.draft.at=(/* @__PURE__ */ new Date()).toISOString(),g(this.place,this.draft),this.requestUpdate()}missing(){let{recipients:e,behaviours:t,message:n}=this.draft,r=[...n.trim()].length-b;return{...e.length?{}:{recipients:this.t(`missing.recipients`)},...t.length?{}:{behaviours:this.t(`missing.behaviours`)},...n.trim()?r>0?{message:this.t(`tooLong`,{n:r})}:{}:{message:this.t(`missing.message`)}}}async failAt(e){this.wrong=e,e.link&&(this.linked=!0),this.requestUpdate();let t=S.find(t=>e[t]);t&&await this.focusOn({recipients:`#who`,behaviours:`.opt[tabindex="0"]`,message:`#message`,link:`#link`}[t])}async send(){if(this.sending||!this.viewer?.person)return;let e=this.missing();if(Object.keys(e).length)return this.failAt(e);let{draft:t,client:n}=this,i=this.viewer.person,{key:a}=t;this.sending=!0,this.waiting=!1;let[o]=t.recipients,s={id:a,message:t.message.trim(),giver:{id:i.id,displayName:i.displayName,teams:i.teams},recipients:o?.team?[]:t.recipients.map(({id:e,name:t})=>({id:e,displayName:t})),team:o?.team?{id:o.id,name:o.name}:null,behaviours:this.catalogue.filter(({key:e})=>t.behaviours.includes(e)).map(({key:e,label:t})=>({key:e,label:t})),visibility:t.visibility,state:`ACTIVE`,createdAt:(/* @__PURE__ */ new Date()).toISOString(),editedAt:null,link:t.link||null,reactions:[],endorsementCount:0,viewerHasEndorsed:!1,commentCount:0,viewerMay:[]};n.tell(`giving`,{key:a,recognition:s});let c={draft:t,names:t.recipients.map(({name:e})=>e),recognition:null,left:x,trouble:``};this.sent=c,this.draft=w(),this.people.chosen=[],this.open=this.linked=this.again=!1,this.note=null,this.requestUpdate(),this.focusOn(`.undo .btn`);try{let{recognition:e}=await n.act(r,{input:{recipients:t.recipients.map(({id:e})=>e),message:t.message,behaviours:t.behaviours,visibility:t.visibility,link:t.link.trim()||null,commitment:t.promise?.id??null,idempotencyKey:a}});c.recognition=e,g(this.place,null);for(let{id:e}of t.recipients)this.thanked.add(e);n.tell(`given`,{key:a,recognition:e}),this.emit(`given`,{recognition:e}),this.count(c)}catch(e){n.tell(`failed`,{key:a}),this.end(),this.restore(t),this.refuse(e)}finally{this.sending=!1,this.requestUpdate()}}restore(e){this.draft=e,this.people.chosen=e.recipients,this.open=!0,g(this.place,e),this.requestUpdate()}refuse(e){let{text:t,problem:n,refusal:r}=this.failure(e);if(this.again=!0,r){let e={};for(let{code:t,message:n,path:i}of r.errors){let r=S.find(e=>i?.includes(e)),a=this.refused(t,n);r&&t!==`PACE_LIMIT`?e[r]??=a:this.note=t===`PACE_LIMIT`?{kind:`accent`,icon:`clock`,text:a}:{kind:`bad`,icon:`warn`,text:a}}r.code===`CONFLICT`&&(this.draft.key=m()),this.failAt(e)}else n?.trouble===`signedOut`?this.note={kind:`bad`,icon:`lock`,text:this.t(`notSent.signedOut`),signIn:!0}:n?.trouble===`network`?(this.waiting=!0,this.note={kind:`bad`,icon:`offline`,text:this.t(`notSent.network`)}):this.note={kind:`bad`,icon:`warn`,text:n?.reference?`${t} ${this.t(`reference`)} ${n.reference}`:t};this.note&&this.focusOn(`.foot .btn.p`)}async signIn(){await this.client.signIn()&&(this.note=null,this.requestUpdate(),await this.send())}count(e){clearInterval(this.clock),this.clock=setInterval(()=>{if(e.left--,this.requestUpdate(),e.left>0||this.sent!==e)return;let t=this.q(`.undo`)?.contains(this.renderRoot.activeElement);this.end(),t&&e.recognition&&this.client.tell(`show`,{id:e.recognition.id})},1e3)}end(){clearInterval(this.clock),this.sent=null,this.requestUpdate()}async undo(){let e=this.sent;if(!e?.recognition)return;clearInterval(this.clock);let{id:t}=e.recognition;try{await this.client.act(u,{input:{id:t}})}catch(t){return e.trouble=this.failure(t).text,this.requestUpdate()}this.client.tell(`taken`,{id:t}),this.emit(`acted`,{act:`WITHDRAW`,recognition:e.recognition}),this.end();for(let t of e.draft.recipients)this.thanked.delete(t.id);this.restore({...e.draft,key:m()}),this.say(this.t(`takenBack`)),this.focusOn(`#message`)}view(){return this.viewer===void 0?i`<div class="give-closed" aria-busy="true"><span class="sk o"></span><span class="sk w5"></span></div>`:this.viewer?.person?i`<section aria-label=${this.t(`give`)}>${this.undoBar()}${this.open?this.form():this.closed(this.viewer.person)}</section>`:i`<p class="note">${a(`info`)}<span class="grow">${this.t(`readOnly`)}</span></p>`}closed(e){let t=this.viewer.unseenTeammates.filter(({id:e})=>!this.thanked.has(e)).slice(0,2);return i`<div class="give-closed">
${d(e)}
<button class="prompt" part="prompt" @click=${()=>this.begin()}>${this.t(T(this.draft)?`goOn`:`prompt`)}</button>
</div>
${t.length?i`<div class="lately" part="suggestion">
<span>${this.t(`lately`)} <span class="faint">${this.t(`onlyYou`)}</span></span>
${t.map(e=>i`<button class="person" @click=${()=>this.begin({person:e})}>${d(e,`s24`)}${l(e.displayName)}</button>`)}
</div>`:s}`}form(){let{draft:e,wrong:n}=this,r=[...e.message.trim()].length,c=e=>{e.preventDefault(),this.send()},l=e=>{e.key===`Enter`&&(e.ctrlKey||e.metaKey)?c(e):e.key===`Escape`&&!e.defaultPrevented&&this.close()},u=t=>()=>{let n=e.behaviours.includes(t);e.behaviours=n?e.behaviours.filter(e=>e!==t):[...e.behaviours,t],this.changed(`behaviours`)};return i`<form novalidate @submit=${c} @keydown=${l}>
<div class="w-h">
<h2>${this.t(`give`)}</h2>
<span class="meta faint push">${e.at?this.t(`draftSaved`,{time:this.words.clock(new Date(e.at))}):s}</span>
<button type="button" class="btn q ic" aria-label=${this.t(`close`)} @click=${()=>this.close()}>${a(`x`)}</button>
</div>
<div class="form">
${this.note?i`<div class="note ${this.note.kind}" role="alert">
${a(this.note.icon,20)}<span class="grow"><b>${this.note.text}</b></span>
${this.note.signIn?i`<button type="button" class="btn s" @click=${()=>this.signIn()}>${this.t(`signInAgain`)}</button>`:s}
</div>`:s}
<div>
<label class="lab" for="who">${this.t(`who`)}<span class="meta">${this.t(`whoHint`)}</span></label>
${this.people.template(`who-error`,!!n.recipients)} ${o(`who-error`,n.recipients)}
</div>
<div>
<div class="lab" id="what">${this.t(`what`)}<span class="meta">${this.t(`whatHint`)}</span></div>
<div class="opts ${n.behaviours?`bad`:``}" role="group" aria-labelledby="what" aria-describedby="what-error" @keydown=${t(`.opt`)}>
${this.catalogue.map(({key:t,label:n,description:r},o)=>i`<button
type="button"
class="opt"
part="behaviour"
tabindex=${o?-1:0}
aria-pressed=${e.behaviours.includes(t)}
title=${r}
@click=${u(t)}
>
${a(t,22)}${n}<span class="tick">${a(`check`,16)}</span>
</button>`)}
</div>
${o(`what-error`,n.behaviours)}
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
${o(`message-error`,n.message)}
<p class="under">
<span class="hint" id="hint" part="hint">${this.t(`hint`)}</span>
<span class="num nowrap ${r>b?`c-broken`:``}" part="count">${this.t(`count`,{n:r,most:b})}</span>
</p>
</div>
${this.linked||e.link?this.linkField():s}
${e.promise?i`<p class="tag" part="promise">${a(`kept`)}<b>${e.promise.title}</b></p>`:s}
</div>
<div class="foot">
<label class="choice" part="visibility">
${a(`eye`)}<select aria-label=${this.t(`seenBy`)} @change=${({currentTarget:t})=>{e.visibility=t.value,this.changed()}}>
${C.map(t=>i`<option value=${t} ?selected=${t===e.visibility}>${this.t(`visibility.${t}`)}</option>`)}
</select>${a(`chev`,14)}
</label>
${this.linked||e.link?s:i`<button
type="button"
class="btn q"
part="link"
@click=${()=>{this.linked=!0,this.requestUpdate(),this.focusOn(`#link`)}}
>
${a(`link`)}${this.t(`addLink`)}
</button>`}
<button type="button" class="btn q" ?hidden=${!T(e)} @click=${()=>this.discard()}>${this.t(`discard`)}</button>
<span class="push"><button type="submit" class="btn p" part="send">${this.t(this.again?`tryAgain`:`send`)}</button></span>
</div>
</form>`}linkField(){return i`<div>
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
${o(`link-error`,this.wrong.link)}
</div>`}undoBar(){let{sent:t}=this;if(!t)return s;let n=this.words,r=t.names;return i`<div class="undo" part="undo">
<svg class="i count" viewBox="0 0 28 28" aria-hidden="true">
<circle class="rest" cx="14" cy="14" r="11" />
<circle class="left" cx="14" cy="14" r="11" pathLength="100" stroke-dasharray="${t.left*100/x} 100" transform="rotate(-90 14 14)" />
<text x="14" y="18" text-anchor="middle">${n.number(t.left)}</text>
</svg>
<div class="tx">
<b role="status" aria-label=${n.t(`thanked`,{n:r.length,names:f(n,r)})}>${n.parts(`thanked`,{n:r.length,names:e(n,r)})}</b>
<div class="meta">${this.t(`undoMore`,{n:t.left})}</div>
<p class="err" role="alert" ?hidden=${!t.trouble}>${a(`warn`)}${t.trouble}</p>
</div>
<button class="btn push" aria-disabled=${!t.recognition} @click=${()=>this.undo()}>${a(`undo`)}${this.t(`undo`)}</button>
</div>`}};export{E as default};