import{a as e,c as t,d as n,f as r,g as i,i as a,n as o,o as s,p as c,s as l,u,v as d,x as f,y as p}from"./had-your-back.js";import{t as m}from"./form.js";import{t as h}from"./people.js";var g=2e3,_=10,v=[`recipients`,`behaviours`,`message`,`link`],y=[`KEPT`,`DELIVERED`],b=[`EVERYONE`,`TEAMS`,`PEOPLE`,`PEOPLE_AND_MANAGERS`],x=()=>({recipients:[],behaviours:[],message:``,visibility:`EVERYONE`,link:``,promise:null,key:d(),at:null}),S=e=>!!(e&&(e.message||e.recipients.length||e.behaviours.length)),C=class extends o{static properties={viewer:{state:!0},catalogue:{state:!0},open:{state:!0}};static styles=[s(`.give-closed{padding:var(--_4) var(--pad);align-items:center;gap:14px;display:flex}.prompt{border:1px solid var(--_line-strong);border-radius:var(--_radius-full);background:var(--_surface);text-align:start;min-height:44px;color:var(--_ink-2);line-height:1.3;font-size:var(--_text-lg);min-width:0;transition:background var(--_fast) var(--_ease);flex:1;padding:8px 18px}.prompt:hover{background:var(--_hover)}.lately{padding:0 var(--pad) var(--_4);font-size:var(--_text-sm);color:var(--_ink-2);flex-wrap:wrap;align-items:center;gap:8px 6px;display:flex}.foot .btn.q{margin-inline-start:-4px}.undo{padding:12px var(--pad);background:var(--_kept-soft);border-radius:var(--_radius-l) var(--_radius-l) 0 0;flex-wrap:wrap;align-items:center;gap:12px;display:flex}.undo .tx{overflow-wrap:anywhere;flex:170px;min-width:0}.undo b{font-weight:600}.count{width:28px;height:28px;font:600 11px var(--_font);font-variant-numeric:tabular-nums;flex:none}.count .rest{stroke:var(--_line);stroke-width:3px}.count .left{stroke:var(--_kept);stroke-width:3px}.count text{fill:var(--_ink);stroke:none}@container (width<=430px){.give-closed{gap:10px}}`),m];draft=x();wrong={};note=null;sending=!1;again=!1;linked=!1;promises=null;choosing=`no`;waiting=!1;sent=null;clock;thanked=/* @__PURE__ */ new Set;people=new h(this,{id:`who`,client:()=>this.client,words:()=>this.words,label:()=>this.t(`whoLabel`),without:()=>this.viewer?[this.viewer.person?.id??``]:[],teams:!0,changed:()=>{this.draft.recipients=this.people.chosen,this.changed(`recipients`)},say:e=>this.say(e)});constructor(){super(),this.catalogue=[],this.open=!1}start(e,t){e.hear(`thank`,t,e=>this.begin(e)),e.hear(`taken`,t,({id:e})=>this.sent?.recognition?.id===e&&this.end()),addEventListener(`online`,()=>this.waiting&&void this.send(),{signal:t}),t.addEventListener(`abort`,()=>clearInterval(this.clock)),this.load(e,t)}translated(){this.viewer&&this.load(this.client,this.alive.signal)}async load(t,n){try{let[r,i]=await Promise.all([t.viewer(),t.behaviours(this.words.lang)]);if(n.aborted)return;let a=!this.viewer;this.catalogue=i.filter(({retired:e})=>!e),this.viewer=r;let o=a?e(this.place):null;o&&S(o)&&(this.draft={...x(),...o},this.people.chosen=this.draft.recipients,this.open=!0)}catch(e){this.failure(e),setTimeout(()=>n.aborted||void this.load(t,n),5e3)}}get place(){return`draft.${this.viewer?.person?.id}`}begin({person:e,promise:t}={}){this.end(),t&&(this.draft.promise=t),e&&!this.draft.recipients.some(({id:t})=>t===e.id)&&(this.people.chosen=this.draft.recipients,this.people.add({id:e.id,name:e.displayName,sub:``,team:!1})),this.people.chosen=this.draft.recipients,this.open=!0,this.requestUpdate(),this.focusOn(this.draft.recipients.length?`.opt[tabindex="0"]`:`#who`)}close(){this.open=!1,this.note=null,this.wrong={},this.focusOn(`.prompt`)}discard(){this.draft=x(),this.people.chosen=[],this.linked=this.again=this.waiting=!1,this.choosing=`no`,a(this.place,null),this.close()}changed(e){e&&delete this.wrong[e],this.note=null,this.waiting=!1,this.draft.at=(/* @__PURE__ */ new Date()).toISOString(),a(this.place,this.draft),this.requestUpdate()}missing(){let{recipients:e,behaviours:t,message:n}=this.draft,r=[...n.trim()].length-g;return{...e.length?{}:{recipients:this.t(`missing.recipients`)},...t.length?{}:{behaviours:this.t(`missing.behaviours`)},...n.trim()?r>0?{message:this.t(`tooLong`,{n:r})}:{}:{message:this.t(`missing.message`)}}}async failAt(e){this.wrong=e,e.link&&(this.linked=!0),this.requestUpdate();let t=v.find(t=>e[t]);t&&await this.focusOn({recipients:`#who`,behaviours:`.opt[tabindex="0"]`,message:`#message`,link:`#link`}[t])}async send(){if(this.sending||!this.viewer?.person)return;let e=this.missing();if(Object.keys(e).length)return this.failAt(e);let{draft:t,client:n}=this,r=this.viewer.person,{key:i}=t;this.sending=!0,this.waiting=!1;let[o]=t.recipients,s={id:i,message:t.message.trim(),giver:{id:r.id,displayName:r.displayName,teams:r.teams},recipients:o?.team?[]:t.recipients.map(({id:e,name:t})=>({id:e,displayName:t})),team:o?.team?{id:o.id,name:o.name}:null,behaviours:this.catalogue.filter(({key:e})=>t.behaviours.includes(e)).map(({key:e,label:t})=>({key:e,label:t})),visibility:t.visibility,state:`ACTIVE`,createdAt:(/* @__PURE__ */ new Date()).toISOString(),editedAt:null,link:t.link||null,commitment:t.promise,reactions:[],endorsementCount:0,viewerHasEndorsed:!1,commentCount:0,viewerMay:[]};n.tell(`giving`,{key:i,recognition:s});let c={draft:t,names:t.recipients.map(({name:e})=>e),recognition:null,left:_,trouble:``};this.sent=c,this.draft=x(),this.people.chosen=[],this.open=this.linked=this.again=!1,this.choosing=`no`,this.note=null,this.requestUpdate(),this.focusOn(`.undo .btn`);try{let{recognition:e}=await n.act(`7e8ffbe0d743eb0057b7be24a51908eb972b0557e26ba14635f60fff8bf16d32`,{input:{recipients:t.recipients.map(({id:e})=>e),message:t.message,behaviours:t.behaviours,visibility:t.visibility,link:t.link.trim()||null,commitment:t.promise?.id??null,idempotencyKey:i}});c.recognition=e,a(this.place,null);for(let{id:e}of t.recipients)this.thanked.add(e);n.tell(`given`,{key:i,recognition:{...e,commitment:t.promise}}),this.emit(`given`,{recognition:e}),this.count(c)}catch(e){n.tell(`failed`,{key:i}),this.end(),this.restore(t),this.refuse(e)}finally{this.sending=!1,this.requestUpdate()}}restore(e){this.draft=e,this.people.chosen=e.recipients,this.open=!0,a(this.place,e),this.requestUpdate()}refuse(e){let{text:t,problem:n,refusal:r}=this.failure(e);if(this.again=!0,r){let e={};for(let{code:t,message:n,path:i}of r.errors){let r=v.find(e=>i?.includes(e)),a=this.sentence(t,n,r);r&&t!==`PACE_LIMIT`?e[r]??=a:this.note=t===`PACE_LIMIT`?{kind:`accent`,icon:`clock`,text:a}:{kind:`bad`,icon:`warn`,text:a}}r.code===`CONFLICT`&&(this.draft.key=d()),this.failAt(e)}else n?.trouble===`signedOut`?this.note={kind:`bad`,icon:`lock`,text:this.t(`notSent.signedOut`),signIn:!0}:n?.trouble===`network`?(this.waiting=!0,this.note={kind:`bad`,icon:`offline`,text:this.t(`notSent.network`)}):this.note={kind:`bad`,icon:`warn`,text:n?.reference?`${t} ${this.t(`reference`)} ${n.reference}`:t};this.note&&this.focusOn(`.foot .btn.p`)}sentence(e,t,n){if(e===`INVALID`&&n===`link`)return this.t(`badLink`);let[,r,i]=e===`PACE_LIMIT`&&/(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC/.exec(t)||[];return r?this.t(`pace`,{time:this.words.exactly(/* @__PURE__ */ new Date(`${r}T${i}Z`))}):this.refused(e,t)}async signIn(){await this.client.signIn()&&(this.note=null,this.requestUpdate(),await this.send())}count(e){clearInterval(this.clock),this.clock=setInterval(()=>{if(e.left--,this.requestUpdate(),e.left>0||this.sent!==e)return;let t=this.q(`.undo`)?.contains(this.renderRoot.activeElement);this.end(),t&&e.recognition&&this.client.tell(`show`,{id:e.recognition.id})},1e3)}end(){clearInterval(this.clock),this.sent=null,this.requestUpdate()}async undo(){let e=this.sent;if(!e?.recognition)return;clearInterval(this.clock);let{id:t}=e.recognition;try{await this.client.act(`a08bcd37a3c54297de579ed5f0d426909f7f5195a6acd1bd456af13326df872f`,{input:{id:t}})}catch(t){return e.trouble=this.failure(t).text,this.requestUpdate()}this.client.tell(`taken`,{id:t}),this.emit(`acted`,{act:`WITHDRAW`,recognition:e.recognition}),this.end();for(let t of e.draft.recipients)this.thanked.delete(t.id);this.restore({...e.draft,key:d()}),this.say(this.t(`takenBack`)),this.focusOn(`#message`)}view(){return this.viewer===void 0?f`<div class="give-closed" aria-busy="true"><span class="sk o"></span><span class="sk w5"></span></div>`:this.viewer?.person?f`<section aria-label=${this.t(`give`)}>${this.undoBar()}${this.open?this.form():this.closed(this.viewer.person)}</section>`:f`<p class="note">${t(`info`)}<span class="grow">${this.t(`readOnly`)}</span></p>`}closed(e){let t=this.viewer.unseenTeammates.filter(({id:e})=>!this.thanked.has(e)).slice(0,2);return f`<div class="give-closed">
${l(e)}
<button class="prompt" part="prompt" @click=${()=>this.begin()}>${this.t(S(this.draft)?`goOn`:`prompt`)}</button>
</div>
${t.length?f`<div class="lately" part="suggestion">
<span>${this.t(`lately`)} <span class="faint">${this.t(`onlyYou`)}</span></span>
${t.map(e=>f`<button class="person" @click=${()=>this.begin({person:e})}>${l(e,`s24`)}${n(e.displayName)}</button>`)}
</div>`:p}`}form(){let{draft:e,wrong:n}=this,r=[...e.message.trim()].length,a=e=>{e.preventDefault(),this.send()},o=e=>{e.key===`Enter`&&(e.ctrlKey||e.metaKey)?a(e):e.key===`Escape`&&!e.defaultPrevented&&this.close()},s=t=>()=>{let n=e.behaviours.includes(t);e.behaviours=n?e.behaviours.filter(e=>e!==t):[...e.behaviours,t],this.changed(`behaviours`)};return f`<form novalidate @submit=${a} @keydown=${o}>
<div class="w-h one">
<h2>${this.t(`give`)}</h2>
<span class="meta faint push">${e.at?this.t(`draftSaved`,{time:this.words.clock(new Date(e.at))}):p}</span>
<button type="button" class="btn q ic" aria-label=${this.t(`close`)} @click=${()=>this.close()}>${t(`x`)}</button>
</div>
<div class="form">
${this.note?f`<div class="note ${this.note.kind}" role="alert">
${t(this.note.icon,20)}<span class="grow"><b>${this.note.text}</b></span>
${this.note.signIn?f`<button type="button" class="btn s" @click=${()=>this.signIn()}>${this.t(`signInAgain`)}</button>`:p}
</div>`:p}
<div>
<label class="lab" for="who">${this.t(`who`)}<span class="meta">${this.t(`whoHint`)}</span></label>
${this.people.template(`who-error`,!!n.recipients)} ${i(`who-error`,n.recipients)}
</div>
<div>
<div class="lab" id="what">${this.t(`what`)}<span class="meta">${this.t(`whatHint`)}</span></div>
<div class="opts ${n.behaviours?`bad`:``}" role="group" aria-labelledby="what" aria-describedby="what-error" @keydown=${c(`.opt`)}>
${this.catalogue.map(({key:n,label:r,description:i},a)=>f`<button
type="button"
class="opt"
part="behaviour"
tabindex=${a?-1:0}
aria-pressed=${e.behaviours.includes(n)}
title=${i}
@click=${s(n)}
>
${t(n,22)}${r}<span class="tick">${t(`check`,16)}</span>
</button>`)}
</div>
${i(`what-error`,n.behaviours)}
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
${i(`message-error`,n.message)}
<p class="under">
<span class="hint" id="hint" part="hint">${this.t(`hint`)}</span>
<span class="num nowrap ${r>g?`c-broken`:``}" part="count">${this.t(`count`,{n:r,most:g})}</span>
</p>
</div>
${this.linked||e.link?this.linkField():p}
${e.promise?this.aboutPromise(e.promise):this.choosing===`no`?p:this.promiseField()}
</div>
<div class="foot">
<label class="choice" part="visibility">
${t(`eye`)}<select aria-label=${this.t(`seenBy`)} @change=${({currentTarget:t})=>{e.visibility=t.value,this.changed()}}>
${b.map(t=>f`<option value=${t} ?selected=${t===e.visibility}>${this.t(`visibility.${t}`)}</option>`)}
</select>${t(`chev`,14)}
</label>
${this.linked||e.link?p:f`<button
type="button"
class="btn q"
part="link"
@click=${()=>{this.linked=!0,this.requestUpdate(),this.focusOn(`#link`)}}
>
${t(`link`)}${this.t(`addLink`)}
</button>`}
${e.promise||this.choosing!==`no`?p:f`<button type="button" class="btn q" part="promise" @click=${()=>this.choosePromise()}>${t(`promised`)}${this.t(`aboutPromise`)}</button>`}
<button type="button" class="btn q" ?hidden=${!S(e)} @click=${()=>this.discard()}>${this.t(`discard`)}</button>
<span class="push"><button type="submit" class="btn p" part="send">${this.t(this.again?`tryAgain`:`send`)}</button></span>
</div>
</form>`}linkField(){return f`<div>
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
${i(`link-error`,this.wrong.link)}
</div>`}async choosePromise(){this.choosing=`yes`,this.requestUpdate();try{let e={customer:this.viewer.person.id,states:y};this.promises=(await this.client.ask(`a8894117c74b7def7004f2ca2410e4c1d757fc1e22bd9a55fc2a6a9ce07a9d72`,{first:50,filter:e})).commitments.nodes.filter(({performer:e})=>e)}catch(e){this.choosing=this.failure(e).text}this.requestUpdate(),this.focusOn(`#promise`)}promiseField(){let e=this.draft.recipients.filter(({team:e})=>!e).map(({id:e})=>e),n=this.promises??[],r=n.filter(({performer:t})=>e.includes(t.id)),i=r.length?r:n;return f`<div>
<label class="lab" for="promise">${this.t(`aboutPromise`)}</label>
${this.choosing===`yes`?this.promises&&!n.length?f`<p class="meta" id="promise" tabindex="-1">${this.t(`noPromise`)}</p>`:f`<select class="field" id="promise" aria-busy=${!this.promises} @change=${({currentTarget:e})=>{let t=n.find(({id:t})=>t===e.value);if(!t)return;let{id:r,title:i,state:a,performer:o}=t;this.draft.promise={id:r,title:i,state:a},this.draft.recipients.length||this.people.add({id:o.id,name:o.displayName,sub:``,team:!1}),this.changed(),this.focusOn(`.about .x`)}}>
<option value="">${this.promises?this.t(`whichPromise`):`…`}</option>
${i.map(({id:e,title:t,performer:n})=>f`<option value=${e}>${t} · ${n.displayName}</option>`)}
</select>`:f`<p class="err" role="alert">${t(`warn`)}<span>${this.choosing}</span></p>`}
</div>`}aboutPromise({title:e,state:r}){return f`<p class="tag about" part="promise">
${t(r===`KEPT`?`kept`:`delivered`,16,r===`KEPT`?`c-kept`:``)}<b>${this.words.parts(r===`KEPT`?`promiseKept`:`promiseAbout`,{title:n(e)})}</b>
<button type="button" class="x" aria-label=${this.t(`remove`,{name:e})} @click=${()=>{this.draft.promise=null,this.choosing=`no`,this.changed(),this.focusOn(`.foot [part=promise]`)}}>${t(`x`,14)}</button>
</p>`}undoBar(){let{sent:e}=this;if(!e)return p;let n=this.words,i=e.names;return f`<div class="undo" part="undo">
<svg class="i count" viewBox="0 0 28 28" aria-hidden="true">
<circle class="rest" cx="14" cy="14" r="11" />
<circle class="left" cx="14" cy="14" r="11" pathLength="100" stroke-dasharray="${e.left*100/_} 100" transform="rotate(-90 14 14)" />
<text x="14" y="18" text-anchor="middle">${n.number(e.left)}</text>
</svg>
<div class="tx">
<b role="status" aria-label=${n.t(`thanked`,{n:i.length,names:r(n,i)})}>${n.parts(`thanked`,{n:i.length,names:u(n,i)})}</b>
<div class="meta">${this.t(`undoMore`,{n:e.left})}</div>
<p class="err" role="alert" ?hidden=${!e.trouble}>${t(`warn`)}${e.trouble}</p>
</div>
<button class="btn push" aria-disabled=${!e.recognition} @click=${()=>this.undo()}>${t(`undo`)}${this.t(`undo`)}</button>
</div>`}};export{C as default};