import{E as e,I as t,N as n,P as r,a as i,c as a,d as o,f as s,g as c,i as l,n as u,o as d,p as f,s as p,u as m,v as h}from"./had-your-back.js";import{t as g}from"./people.js";var _=`.give-closed{padding:var(--_4) var(--pad);align-items:center;gap:14px;display:flex}.prompt{border:1px solid var(--_line-strong);border-radius:var(--_radius-full);background:var(--_surface);text-align:start;min-height:44px;color:var(--_ink-2);font-size:var(--_text-lg);min-width:0;transition:background var(--_fast) var(--_ease);flex:1;padding:0 18px}.prompt:hover{background:var(--_hover)}.lately{padding:0 var(--pad) var(--_4);font-size:var(--_text-sm);color:var(--_ink-2);flex-wrap:wrap;align-items:center;gap:8px 6px;display:flex}.form{gap:var(--_5);padding:0 var(--pad) var(--pad);grid-template-columns:minmax(0,1fr);display:grid}.opts{flex-wrap:wrap;gap:8px;display:flex}.opt{padding:4px 14px;border:1px solid var(--_line-strong);border-radius:var(--_radius-full);background:var(--_surface);text-align:start;min-height:40px;transition:background var(--_fast) var(--_ease);align-items:center;gap:7px;padding-inline-start:10px;font-weight:500;line-height:1.3;display:inline-flex;position:relative}.opt:before{content:"";position:absolute;inset:-2px}.opt:hover{background:var(--_hover)}.opt .i .b{opacity:.55}.opt[aria-pressed=true]{background:var(--_accent-soft);border-color:var(--_ink);box-shadow:inset 0 0 0 1px var(--_ink)}.opt[aria-pressed=true] .i .b{opacity:1}.opt .tick{display:none}.opt[aria-pressed=true] .tick{margin-inline:-1px -4px;display:block}.opts.bad{outline:1px solid var(--_broken);outline-offset:5px;border-radius:2px}.foot{padding:var(--_3) var(--pad);border-top:var(--_border);background:var(--_surface-sunk);border-radius:0 0 var(--_radius-l) var(--_radius-l);color:var(--_ink-2);flex-wrap:wrap;align-items:center;gap:8px;font-weight:500;display:flex}.foot .btn.q{margin-inline-start:-4px}.foot .choice{border-radius:var(--_radius-s);min-height:36px;padding-inline:6px}.undo{padding:12px var(--pad);background:var(--_kept-soft);border-radius:var(--_radius-l) var(--_radius-l) 0 0;flex-wrap:wrap;align-items:center;gap:12px;display:flex}.undo .tx{overflow-wrap:anywhere;flex:170px;min-width:0}.undo b{font-weight:600}.count{width:28px;height:28px;font:600 11px var(--_font);font-variant-numeric:tabular-nums;flex:none}.count .rest{stroke:var(--_line);stroke-width:3px}.count .left{stroke:var(--_kept);stroke-width:3px}.count text{fill:var(--_ink);stroke:none}@container (width<=430px){.give-closed{gap:10px}.foot .push{order:9;width:100%;margin:0}.foot .btn.p{width:100%;min-height:44px}}`,v=2e3,y=10,b=[`recipients`,`behaviours`,`message`,`link`],x=[`EVERYONE`,`TEAMS`,`PEOPLE`,`PEOPLE_AND_MANAGERS`],S=()=>({recipients:[],behaviours:[],message:``,visibility:`EVERYONE`,link:``,promise:null,key:h(),at:null}),C=e=>!!(e&&(e.message||e.recipients.length||e.behaviours.length)),w=class extends u{static properties={viewer:{state:!0},catalogue:{state:!0},open:{state:!0}};static styles=d(_);draft=S();wrong={};note=null;sending=!1;again=!1;linked=!1;waiting=!1;sent=null;clock;thanked=/* @__PURE__ */ new Set;people=new g(this,{id:`who`,client:()=>this.client,words:()=>this.words,label:()=>this.t(`whoLabel`),without:()=>this.viewer?[this.viewer.person?.id??``]:[],teams:!0,changed:()=>{this.draft.recipients=this.people.chosen,this.changed(`recipients`)},say:e=>this.say(e)});constructor(){super(),this.catalogue=[],this.open=!1}start(e,t){e.hear(`thank`,t,e=>this.begin(e)),e.hear(`taken`,t,({id:e})=>this.sent?.recognition?.id===e&&this.end()),addEventListener(`online`,()=>this.waiting&&void this.send(),{signal:t}),t.addEventListener(`abort`,()=>clearInterval(this.clock)),this.load(e,t)}translated(){this.viewer&&this.load(this.client,this.alive.signal)}async load(e,t){try{let[n,r]=await Promise.all([e.viewer(),e.behaviours(this.words.lang)]);if(t.aborted)return;let a=!this.viewer;this.catalogue=r.filter(({retired:e})=>!e),this.viewer=n;let o=a?i(this.place):null;o&&C(o)&&(this.draft={...S(),...o},this.people.chosen=this.draft.recipients,this.open=!0)}catch(n){this.failure(n),setTimeout(()=>t.aborted||void this.load(e,t),5e3)}}get place(){return`draft.${this.viewer?.person?.id}`}begin({person:e,promise:t}={}){this.end(),t&&(this.draft.promise=t),e&&!this.draft.recipients.some(({id:t})=>t===e.id)&&(this.people.chosen=this.draft.recipients,this.people.add({id:e.id,name:e.displayName,sub:``,team:!1})),this.people.chosen=this.draft.recipients,this.open=!0,this.requestUpdate(),this.focusOn(this.draft.recipients.length?`.opt[tabindex="0"]`:`#who`)}close(){this.open=!1,this.note=null,this.wrong={},this.focusOn(`.prompt`)}discard(){this.draft=S(),this.people.chosen=[],this.linked=this.again=this.waiting=!1,l(this.place,null),this.close()}changed(e){e&&delete this.wrong[e],this.note=null,this.waiting=!1,this.draft.at=(/* @__PURE__ */ new Date()).toISOString(),l(this.place,this.draft),this.requestUpdate()}missing(){let{recipients:e,behaviours:t,message:n}=this.draft,r=[...n.trim()].length-v;return{...e.length?{}:{recipients:this.t(`missing.recipients`)},...t.length?{}:{behaviours:this.t(`missing.behaviours`)},...n.trim()?r>0?{message:this.t(`tooLong`,{n:r})}:{}:{message:this.t(`missing.message`)}}}async failAt(e){this.wrong=e,e.link&&(this.linked=!0),this.requestUpdate();let t=b.find(t=>e[t]);t&&await this.focusOn({recipients:`#who`,behaviours:`.opt[tabindex="0"]`,message:`#message`,link:`#link`}[t])}async send(){if(this.sending||!this.viewer?.person)return;let t=this.missing();if(Object.keys(t).length)return this.failAt(t);let{draft:n,client:r}=this,i=this.viewer.person,{key:a}=n;this.sending=!0,this.waiting=!1;let[o]=n.recipients,s={id:a,message:n.message.trim(),giver:{id:i.id,displayName:i.displayName,teams:i.teams},recipients:o?.team?[]:n.recipients.map(({id:e,name:t})=>({id:e,displayName:t})),team:o?.team?{id:o.id,name:o.name}:null,behaviours:this.catalogue.filter(({key:e})=>n.behaviours.includes(e)).map(({key:e,label:t})=>({key:e,label:t})),visibility:n.visibility,state:`ACTIVE`,createdAt:(/* @__PURE__ */ new Date()).toISOString(),editedAt:null,link:n.link||null,reactions:[],endorsementCount:0,viewerHasEndorsed:!1,commentCount:0,viewerMay:[]};r.tell(`giving`,{key:a,recognition:s});let c={draft:n,names:n.recipients.map(({name:e})=>e),recognition:null,left:y,trouble:``};this.sent=c,this.draft=S(),this.people.chosen=[],this.open=this.linked=this.again=!1,this.note=null,this.requestUpdate(),this.focusOn(`.undo .btn`);try{let{recognition:t}=await r.act(e,{input:{recipients:n.recipients.map(({id:e})=>e),message:n.message,behaviours:n.behaviours,visibility:n.visibility,link:n.link.trim()||null,commitment:n.promise?.id??null,idempotencyKey:a}});c.recognition=t,l(this.place,null);for(let{id:e}of n.recipients)this.thanked.add(e);r.tell(`given`,{key:a,recognition:t}),this.emit(`given`,{recognition:t}),this.count(c)}catch(e){r.tell(`failed`,{key:a}),this.end(),this.restore(n),this.refuse(e)}finally{this.sending=!1,this.requestUpdate()}}restore(e){this.draft=e,this.people.chosen=e.recipients,this.open=!0,l(this.place,e),this.requestUpdate()}refuse(e){let{text:t,problem:n,refusal:r}=this.failure(e);if(this.again=!0,r){let e={};for(let{code:t,message:n,path:i}of r.errors){let r=b.find(e=>i?.includes(e)),a=this.refused(t,n);r&&t!==`PACE_LIMIT`?e[r]??=a:this.note=t===`PACE_LIMIT`?{kind:`accent`,icon:`clock`,text:a}:{kind:`bad`,icon:`warn`,text:a}}r.code===`CONFLICT`&&(this.draft.key=h()),this.failAt(e)}else n?.trouble===`signedOut`?this.note={kind:`bad`,icon:`lock`,text:this.t(`notSent.signedOut`),signIn:!0}:n?.trouble===`network`?(this.waiting=!0,this.note={kind:`bad`,icon:`offline`,text:this.t(`notSent.network`)}):this.note={kind:`bad`,icon:`warn`,text:n?.reference?`${t} ${this.t(`reference`)} ${n.reference}`:t};this.note&&this.focusOn(`.foot .btn.p`)}async signIn(){await this.client.signIn()&&(this.note=null,this.requestUpdate(),await this.send())}count(e){clearInterval(this.clock),this.clock=setInterval(()=>{if(e.left--,this.requestUpdate(),e.left>0||this.sent!==e)return;let t=this.q(`.undo`)?.contains(this.renderRoot.activeElement);this.end(),t&&e.recognition&&this.client.tell(`show`,{id:e.recognition.id})},1e3)}end(){clearInterval(this.clock),this.sent=null,this.requestUpdate()}async undo(){let e=this.sent;if(!e?.recognition)return;clearInterval(this.clock);let{id:t}=e.recognition;try{await this.client.act(n,{input:{id:t}})}catch(t){return e.trouble=this.failure(t).text,this.requestUpdate()}this.client.tell(`taken`,{id:t}),this.emit(`acted`,{act:`WITHDRAW`,recognition:e.recognition}),this.end();for(let t of e.draft.recipients)this.thanked.delete(t.id);this.restore({...e.draft,key:h()}),this.say(this.t(`takenBack`)),this.focusOn(`#message`)}view(){return this.viewer===void 0?t`<div class="give-closed" aria-busy="true"><span class="sk o"></span><span class="sk w5"></span></div>`:this.viewer?.person?t`<section aria-label=${this.t(`give`)}>${this.undoBar()}${this.open?this.form():this.closed(this.viewer.person)}</section>`:t`<p class="note">${a(`info`)}<span class="grow">${this.t(`readOnly`)}</span></p>`}closed(e){let n=this.viewer.unseenTeammates.filter(({id:e})=>!this.thanked.has(e)).slice(0,2);return t`<div class="give-closed">
${p(e)}
<button class="prompt" part="prompt" @click=${()=>this.begin()}>${this.t(C(this.draft)?`goOn`:`prompt`)}</button>
</div>
${n.length?t`<div class="lately" part="suggestion">
<span>${this.t(`lately`)} <span class="faint">${this.t(`onlyYou`)}</span></span>
${n.map(e=>t`<button class="person" @click=${()=>this.begin({person:e})}>${p(e,`s24`)}${o(e.displayName)}</button>`)}
</div>`:r}`}form(){let{draft:e,wrong:n}=this,i=[...e.message.trim()].length,o=e=>{e.preventDefault(),this.send()},s=e=>{e.key===`Enter`&&(e.ctrlKey||e.metaKey)?o(e):e.key===`Escape`&&!e.defaultPrevented&&this.close()},l=t=>()=>{let n=e.behaviours.includes(t);e.behaviours=n?e.behaviours.filter(e=>e!==t):[...e.behaviours,t],this.changed(`behaviours`)};return t`<form novalidate @submit=${o} @keydown=${s}>
<div class="w-h">
<h2>${this.t(`give`)}</h2>
<span class="meta faint push">${e.at?this.t(`draftSaved`,{time:this.words.clock(new Date(e.at))}):r}</span>
<button type="button" class="btn q ic" aria-label=${this.t(`close`)} @click=${()=>this.close()}>${a(`x`)}</button>
</div>
<div class="form">
${this.note?t`<div class="note ${this.note.kind}" role="alert">
${a(this.note.icon,20)}<span class="grow"><b>${this.note.text}</b></span>
${this.note.signIn?t`<button type="button" class="btn s" @click=${()=>this.signIn()}>${this.t(`signInAgain`)}</button>`:r}
</div>`:r}
<div>
<label class="lab" for="who">${this.t(`who`)}<span class="meta">${this.t(`whoHint`)}</span></label>
${this.people.template(`who-error`,!!n.recipients)} ${c(`who-error`,n.recipients)}
</div>
<div>
<div class="lab" id="what">${this.t(`what`)}<span class="meta">${this.t(`whatHint`)}</span></div>
<div class="opts ${n.behaviours?`bad`:``}" role="group" aria-labelledby="what" aria-describedby="what-error" @keydown=${f(`.opt`)}>
${this.catalogue.map(({key:n,label:r,description:i},o)=>t`<button
type="button"
class="opt"
part="behaviour"
tabindex=${o?-1:0}
aria-pressed=${e.behaviours.includes(n)}
title=${i}
@click=${l(n)}
>
${a(n,22)}${r}<span class="tick">${a(`check`,16)}</span>
</button>`)}
</div>
${c(`what-error`,n.behaviours)}
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
${c(`message-error`,n.message)}
<p class="under">
<span class="hint" id="hint" part="hint">${this.t(`hint`)}</span>
<span class="num nowrap ${i>v?`c-broken`:``}" part="count">${this.t(`count`,{n:i,most:v})}</span>
</p>
</div>
${this.linked||e.link?this.linkField():r}
${e.promise?t`<p class="tag" part="promise">${a(`kept`)}<b>${e.promise.title}</b></p>`:r}
</div>
<div class="foot">
<label class="choice" part="visibility">
${a(`eye`)}<select aria-label=${this.t(`seenBy`)} @change=${({currentTarget:t})=>{e.visibility=t.value,this.changed()}}>
${x.map(n=>t`<option value=${n} ?selected=${n===e.visibility}>${this.t(`visibility.${n}`)}</option>`)}
</select>${a(`chev`,14)}
</label>
${this.linked||e.link?r:t`<button
type="button"
class="btn q"
part="link"
@click=${()=>{this.linked=!0,this.requestUpdate(),this.focusOn(`#link`)}}
>
${a(`link`)}${this.t(`addLink`)}
</button>`}
<button type="button" class="btn q" ?hidden=${!C(e)} @click=${()=>this.discard()}>${this.t(`discard`)}</button>
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
${c(`link-error`,this.wrong.link)}
</div>`}undoBar(){let{sent:e}=this;if(!e)return r;let n=this.words,i=e.names;return t`<div class="undo" part="undo">
<svg class="i count" viewBox="0 0 28 28" aria-hidden="true">
<circle class="rest" cx="14" cy="14" r="11" />
<circle class="left" cx="14" cy="14" r="11" pathLength="100" stroke-dasharray="${e.left*100/y} 100" transform="rotate(-90 14 14)" />
<text x="14" y="18" text-anchor="middle">${n.number(e.left)}</text>
</svg>
<div class="tx">
<b role="status" aria-label=${n.t(`thanked`,{n:i.length,names:s(n,i)})}>${n.parts(`thanked`,{n:i.length,names:m(n,i)})}</b>
<div class="meta">${this.t(`undoMore`,{n:e.left})}</div>
<p class="err" role="alert" ?hidden=${!e.trouble}>${a(`warn`)}${e.trouble}</p>
</div>
<button class="btn push" aria-disabled=${!e.recognition} @click=${()=>this.undo()}>${a(`undo`)}${this.t(`undo`)}</button>
</div>`}};export{w as default};