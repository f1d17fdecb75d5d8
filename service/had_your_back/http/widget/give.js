import{F as e,L as t,P as n,T as r,a as i,c as a,d as o,g as s,i as c,l,m as u,n as d,o as f,r as p,t as m,u as h}from"./had-your-back.js";import{t as g}from"./people.js";var _=`.give-closed{padding:var(--_4) var(--pad);align-items:center;gap:14px;display:flex}.prompt{border:1px solid var(--_line-strong);border-radius:var(--_radius-full);background:var(--_surface);text-align:start;min-height:44px;color:var(--_ink-2);font-size:var(--_text-lg);min-width:0;transition:background var(--_fast) var(--_ease);flex:1;padding:0 18px}.prompt:hover{background:var(--_hover)}.lately{padding:0 var(--pad) var(--_4);font-size:var(--_text-sm);color:var(--_ink-2);flex-wrap:wrap;align-items:center;gap:8px 6px;display:flex}.form{gap:var(--_5);padding:0 var(--pad) var(--pad);grid-template-columns:minmax(0,1fr);display:grid}.opts{flex-wrap:wrap;gap:8px;display:flex}.opt{padding:0;border:1px solid var(--_line-strong);border-radius:var(--_radius-full);background:var(--_surface);text-align:start;min-height:40px;transition:background var(--_fast) var(--_ease);align-items:center;gap:7px;padding-inline:10px 14px;font-weight:500;display:inline-flex;position:relative}.opt:before{content:"";position:absolute;inset:-2px}.opt:hover{background:var(--_hover)}.opt .i .b{opacity:.55}.opt[aria-pressed=true]{background:var(--_accent-soft);border-color:var(--_ink);box-shadow:inset 0 0 0 1px var(--_ink)}.opt[aria-pressed=true] .i .b{opacity:1}.opt .tick{display:none}.opt[aria-pressed=true] .tick{margin-inline:-1px -4px;display:block}.opts.bad{border-radius:var(--_radius-s);box-shadow:0 0 0 6px var(--_surface), 0 0 0 7px var(--_broken)}.foot{padding:var(--_3) var(--pad);border-top:var(--_border);background:var(--_surface-sunk);border-radius:0 0 var(--_radius-l) var(--_radius-l);color:var(--_ink-2);flex-wrap:wrap;align-items:center;gap:8px;font-weight:500;display:flex}.foot .btn.q{margin-inline-start:-4px}.foot .choice{border-radius:var(--_radius-s);min-height:36px;padding-inline:6px}.undo{padding:12px var(--pad);background:var(--_kept-soft);border-radius:var(--_radius-l) var(--_radius-l) 0 0;flex-wrap:wrap;align-items:center;gap:12px;display:flex}.undo .tx{overflow-wrap:anywhere;flex:170px;min-width:0}.undo b{font-weight:600}.count{width:28px;height:28px;font:600 11px var(--_font);font-variant-numeric:tabular-nums;flex:none}.count .rest{stroke:var(--_line);stroke-width:3px}.count .left{stroke:var(--_kept);stroke-width:3px}.count text{fill:var(--_ink);stroke:none}@container (width<=430px){.give-closed{gap:10px}.foot .push{order:9;width:100%;margin:0}.foot .btn.p{width:100%;min-height:44px}}`,v=2e3,y=10,b=[`recipients`,`behaviours`,`message`,`link`],x=[`EVERYONE`,`TEAMS`,`PEOPLE`,`PEOPLE_AND_MANAGERS`],S=()=>({recipients:[],behaviours:[],message:``,visibility:`EVERYONE`,link:``,promise:null,key:s(),at:null}),C=e=>!!(e&&(e.message||e.recipients.length||e.behaviours.length)),w=class extends m{static properties={viewer:{state:!0},catalogue:{state:!0},open:{state:!0}};static styles=c(_);draft=S();wrong={};note=null;sending=!1;again=!1;linked=!1;waiting=!1;sent=null;clock;thanked=/* @__PURE__ */ new Set;people=new g(this,{id:`who`,client:()=>this.client,words:()=>this.words,label:()=>this.t(`whoLabel`),without:()=>this.viewer?[this.viewer.person?.id??``]:[],teams:!0,changed:()=>{this.draft.recipients=this.people.chosen,this.changed(`recipients`)},say:e=>this.say(e)});constructor(){super(),this.catalogue=[],this.open=!1}start(e,t){e.hear(`thank`,t,e=>this.begin(e)),addEventListener(`online`,()=>this.waiting&&void this.send(),{signal:t}),t.addEventListener(`abort`,()=>clearInterval(this.clock)),this.load(e,t)}translated(){this.viewer&&this.load(this.client,this.alive.signal)}async load(e,t){try{let[n,r]=await Promise.all([e.viewer(),e.behaviours(this.words.lang)]);if(t.aborted)return;let i=!this.viewer;this.catalogue=r.filter(({retired:e})=>!e),this.viewer=n;let a=i?p(this.place):null;a&&C(a)&&(this.draft={...S(),...a},this.people.chosen=this.draft.recipients,this.open=!0)}catch(n){this.failure(n),setTimeout(()=>t.aborted||void this.load(e,t),5e3)}}get place(){return`draft.${this.viewer?.person?.id}`}begin({person:e,promise:t}={}){this.end(),t&&(this.draft.promise=t),e&&!this.draft.recipients.some(({id:t})=>t===e.id)&&(this.people.chosen=this.draft.recipients,this.people.add({id:e.id,name:e.displayName,sub:``,team:!1})),this.people.chosen=this.draft.recipients,this.open=!0,this.requestUpdate(),this.focusOn(this.draft.recipients.length?`.opt[tabindex="0"]`:`#who`)}close(){this.open=!1,this.note=null,this.wrong={},this.focusOn(`.prompt`)}discard(){this.draft=S(),this.people.chosen=[],this.linked=this.again=this.waiting=!1,d(this.place,null),this.close()}changed(e){e&&delete this.wrong[e],this.note=null,this.waiting=!1,this.draft.at=(/* @__PURE__ */ new Date()).toISOString(),d(this.place,this.draft),this.requestUpdate()}missing(){let{recipients:e,behaviours:t,message:n}=this.draft,r=[...n.trim()].length-v;return{...e.length?{}:{recipients:this.t(`missing.recipients`)},...t.length?{}:{behaviours:this.t(`missing.behaviours`)},...n.trim()?r>0?{message:this.t(`tooLong`,{n:r})}:{}:{message:this.t(`missing.message`)}}}async failAt(e){this.wrong=e,e.link&&(this.linked=!0),this.requestUpdate();let t=b.find(t=>e[t]);t&&await this.focusOn({recipients:`#who`,behaviours:`.opt[tabindex="0"]`,message:`#message`,link:`#link`}[t])}async send(){if(this.sending||!this.viewer?.person)return;let e=this.missing();if(Object.keys(e).length)return this.failAt(e);let{draft:t,client:n}=this,i=this.viewer.person,{key:a}=t;this.sending=!0,this.waiting=!1;let[o]=t.recipients,s={id:a,message:t.message.trim(),giver:{id:i.id,displayName:i.displayName,teams:i.teams},recipients:o?.team?[]:t.recipients.map(({id:e,name:t})=>({id:e,displayName:t})),team:o?.team?{id:o.id,name:o.name}:null,behaviours:this.catalogue.filter(({key:e})=>t.behaviours.includes(e)).map(({key:e,label:t})=>({key:e,label:t})),visibility:t.visibility,state:`ACTIVE`,createdAt:(/* @__PURE__ */ new Date()).toISOString(),editedAt:null,link:t.link||null,reactions:[],endorsementCount:0,viewerHasEndorsed:!1,commentCount:0,viewerMay:[]};n.tell(`giving`,{key:a,recognition:s});let c={draft:t,names:t.recipients.map(({name:e})=>e),recognition:null,left:y,trouble:``};this.sent=c,this.draft=S(),this.people.chosen=[],this.open=this.linked=this.again=!1,this.note=null,this.requestUpdate(),this.focusOn(`.undo .btn`);try{let{recognition:e}=await n.act(r,{input:{recipients:t.recipients.map(({id:e})=>e),message:t.message,behaviours:t.behaviours,visibility:t.visibility,link:t.link.trim()||null,commitment:t.promise?.id??null,idempotencyKey:a}});c.recognition=e,d(this.place,null);for(let{id:e}of t.recipients)this.thanked.add(e);n.tell(`given`,{key:a,recognition:e}),this.emit(`given`,{recognition:e}),this.count(c)}catch(e){n.tell(`failed`,{key:a}),this.end(),this.restore(t),this.refuse(e)}finally{this.sending=!1,this.requestUpdate()}}restore(e){this.draft=e,this.people.chosen=e.recipients,this.open=!0,d(this.place,e),this.requestUpdate()}refuse(e){let{text:t,problem:n,refusal:r}=this.failure(e);if(this.again=!0,r){let e={};for(let{code:t,message:n,path:i}of r.errors){let r=b.find(e=>i?.includes(e)),a=this.refused(t,n);r&&t!==`PACE_LIMIT`?e[r]??=a:this.note=t===`PACE_LIMIT`?{kind:`accent`,icon:`clock`,text:a}:{kind:`bad`,icon:`warn`,text:a}}r.code===`CONFLICT`&&(this.draft.key=s()),this.failAt(e)}else n?.trouble===`signedOut`?this.note={kind:`bad`,icon:`lock`,text:this.t(`notSent.signedOut`),signIn:!0}:n?.trouble===`network`?(this.waiting=!0,this.note={kind:`bad`,icon:`offline`,text:this.t(`notSent.network`)}):this.note={kind:`bad`,icon:`warn`,text:n?.reference?`${t} ${this.t(`reference`)} ${n.reference}`:t};this.note&&this.focusOn(`.foot .btn.p`)}async signIn(){await this.client.signIn()&&(this.note=null,this.requestUpdate(),await this.send())}count(e){clearInterval(this.clock),this.clock=setInterval(()=>{if(e.left--,this.requestUpdate(),e.left>0||this.sent!==e)return;let t=this.q(`.undo`)?.contains(this.renderRoot.activeElement);this.end(),t&&e.recognition&&this.client.tell(`show`,{id:e.recognition.id})},1e3)}end(){clearInterval(this.clock),this.sent=null,this.requestUpdate()}async undo(){let e=this.sent;if(!e?.recognition)return;clearInterval(this.clock);let{id:t}=e.recognition;try{await this.client.act(n,{input:{id:t}})}catch(t){return e.trouble=this.failure(t).text,this.requestUpdate()}this.client.tell(`taken`,{id:t}),this.emit(`acted`,{act:`WITHDRAW`,recognition:e.recognition}),this.end();for(let t of e.draft.recipients)this.thanked.delete(t.id);this.restore({...e.draft,key:s()}),this.say(this.t(`takenBack`)),this.focusOn(`#message`)}view(){return this.viewer===void 0?t`<div class="give-closed" aria-busy="true"><span class="sk o"></span><span class="sk w5"></span></div>`:this.viewer?.person?t`<section aria-label=${this.t(`give`)}>${this.undoBar()}${this.open?this.form():this.closed(this.viewer.person)}</section>`:t`<p class="note">${f(`info`)}<span class="grow">${this.t(`readOnly`)}</span></p>`}closed(n){let r=this.viewer.unseenTeammates.filter(({id:e})=>!this.thanked.has(e)).slice(0,2);return t`<div class="give-closed">
${i(n)}
<button class="prompt" part="prompt" @click=${()=>this.begin()}>${this.t(C(this.draft)?`goOn`:`prompt`)}</button>
</div>
${r.length?t`<div class="lately" part="suggestion">
<span>${this.t(`lately`)} <span class="faint">${this.t(`onlyYou`)}</span></span>
${r.map(e=>t`<button class="person" @click=${()=>this.begin({person:e})}>${i(e,`s24`)}${l(e.displayName)}</button>`)}
</div>`:e}`}form(){let{draft:n,wrong:r}=this,i=[...n.message.trim()].length,a=e=>{e.preventDefault(),this.send()},s=e=>{e.key===`Enter`&&(e.ctrlKey||e.metaKey)?a(e):e.key===`Escape`&&!e.defaultPrevented&&this.close()},c=e=>()=>{let t=n.behaviours.includes(e);n.behaviours=t?n.behaviours.filter(t=>t!==e):[...n.behaviours,e],this.changed(`behaviours`)};return t`<form novalidate @submit=${a} @keydown=${s}>
<div class="w-h">
<h2>${this.t(`give`)}</h2>
<span class="meta faint push">${n.at?this.t(`draftSaved`,{time:this.words.clock(new Date(n.at))}):e}</span>
<button type="button" class="btn q ic" aria-label=${this.t(`close`)} @click=${()=>this.close()}>${f(`x`)}</button>
</div>
<div class="form">
${this.note?t`<div class="note ${this.note.kind}" role="alert">
${f(this.note.icon,20)}<span class="grow"><b>${this.note.text}</b></span>
${this.note.signIn?t`<button type="button" class="btn s" @click=${()=>this.signIn()}>${this.t(`signInAgain`)}</button>`:e}
</div>`:e}
<div>
<label class="lab" for="who">${this.t(`who`)}<span class="meta">${this.t(`whoHint`)}</span></label>
${this.people.template(`who-error`,!!r.recipients)} ${u(`who-error`,r.recipients)}
</div>
<div>
<div class="lab" id="what">${this.t(`what`)}<span class="meta">${this.t(`whatHint`)}</span></div>
<div class="opts ${r.behaviours?`bad`:``}" role="group" aria-labelledby="what" aria-describedby="what-error" @keydown=${o(`.opt`)}>
${this.catalogue.map(({key:e,label:r,description:i},a)=>t`<button
type="button"
class="opt"
part="behaviour"
tabindex=${a?-1:0}
aria-pressed=${n.behaviours.includes(e)}
title=${i}
@click=${c(e)}
>
${f(e,22)}${r}<span class="tick">${f(`check`,16)}</span>
</button>`)}
</div>
${u(`what-error`,r.behaviours)}
</div>
<div>
<label class="lab" for="message">${this.t(`message`)}</label>
<textarea
class="field ${r.message?`bad`:``}"
id="message"
part="message"
rows="4"
dir="auto"
aria-describedby="message-error hint"
aria-invalid=${!!r.message}
.value=${n.message}
@input=${({currentTarget:e})=>{n.message=e.value,this.changed(`message`)}}
></textarea>
${u(`message-error`,r.message)}
<p class="under">
<span class="hint" id="hint" part="hint">${this.t(`hint`)}</span>
<span class="num nowrap ${i>v?`c-broken`:``}" part="count">${this.t(`count`,{n:i,most:v})}</span>
</p>
</div>
${this.linked||n.link?this.linkField():e}
${n.promise?t`<p class="tag" part="promise">${f(`kept`)}<b>${n.promise.title}</b></p>`:e}
</div>
<div class="foot">
<label class="choice" part="visibility">
${f(`eye`)}<select aria-label=${this.t(`seenBy`)} @change=${({currentTarget:e})=>{n.visibility=e.value,this.changed()}}>
${x.map(e=>t`<option value=${e} ?selected=${e===n.visibility}>${this.t(`visibility.${e}`)}</option>`)}
</select>${f(`chev`,14)}
</label>
${this.linked||n.link?e:t`<button
type="button"
class="btn q"
part="link"
@click=${()=>{this.linked=!0,this.requestUpdate(),this.focusOn(`#link`)}}
>
${f(`link`)}${this.t(`addLink`)}
</button>`}
<button type="button" class="btn q" ?hidden=${!C(n)} @click=${()=>this.discard()}>${this.t(`discard`)}</button>
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
${u(`link-error`,this.wrong.link)}
</div>`}undoBar(){let{sent:n}=this;if(!n)return e;let r=this.words,i=n.names;return t`<div class="undo" part="undo">
<svg class="i count" viewBox="0 0 28 28" aria-hidden="true">
<circle class="rest" cx="14" cy="14" r="11" />
<circle class="left" cx="14" cy="14" r="11" pathLength="100" stroke-dasharray="${n.left*100/y} 100" transform="rotate(-90 14 14)" />
<text x="14" y="18" text-anchor="middle">${r.number(n.left)}</text>
</svg>
<div class="tx">
<b role="status" aria-label=${r.t(`thanked`,{n:i.length,names:h(r,i)})}>${r.parts(`thanked`,{n:i.length,names:a(r,i)})}</b>
<div class="meta">${this.t(`undoMore`,{n:n.left})}</div>
<p class="err" role="alert" ?hidden=${!n.trouble}>${f(`warn`)}${n.trouble}</p>
</div>
<button class="btn push" aria-disabled=${!n.recognition} @click=${()=>this.undo()}>${f(`undo`)}${this.t(`undo`)}</button>
</div>`}};export{w as default};