import{_ as e,c as t,d as n,f as r,g as i,h as a,l as o,m as s,n as c,o as l,s as u,u as d,v as f,x as p,y as m}from"./had-your-back.js";import{t as h}from"./repeat.js";import{t as g}from"./dialog.js";import{a as _,l as v}from"./promise.js";var y=15,b=3,x=180,S=[`👏`,`💛`,`🙏`,`👍`,`🔥`,`🌱`],C=class{desk;data;height=0;long;unfolded=!1;pending=!1;fresh=!1;gone=``;note=null;talk=null;editing=null;constructor(e,t){this.desk=e,this.data=t,this.long=(t.message?.length??0)>x||t.message?.includes(`
`)?void 0:!1}get id(){return this.data.id}get words(){return this.desk.words}may(e){return this.data.viewerMay.includes(e)}get selector(){return`article[data-id="${CSS.escape(this.id)}"]`}focus(e=``){this.desk.focusOn(`${this.selector} ${e}`)}tell(e,t=!1){this.note={text:e,bad:t},this.desk.requestUpdate(),this.focus(`.note`)}async toggle(e,t,n){let r=this.data;this.data={...r,...t},this.note=null,this.desk.requestUpdate();try{let{recognition:t}=await n();this.data={...this.data,...t},this.desk.emit(`acted`,{act:e,recognition:this.data})}catch(e){this.data=r,this.tell(this.desk.failure(e).text,!0)}this.desk.requestUpdate()}endorse=()=>{let{id:e,viewerHasEndorsed:t,endorsementCount:n}=this.data,{client:r}=this.desk,i={id:e};this.toggle(`ENDORSE`,{viewerHasEndorsed:!t,endorsementCount:n+(t?-1:1)},()=>t?r.act(`bfff5c8030f95004618391863324e25841cd9e4bb99ccaecc375a6900592df26`,{input:i}):r.act(`b02ab75e18cbd1fc5bc672172abf31609a6ddd08b6bbcbe4180b9e84d063d29a`,{input:i}))};react(e){let{id:t,reactions:n}=this.data,r=n.find(t=>t.emoji===e),i=!r?.viewerHasReacted,a=r?n.map(e=>e===r?{...r,viewerHasReacted:i,count:r.count+(i?1:-1)}:e).filter(({count:e})=>e):[...n,{emoji:e,count:1,viewerHasReacted:!0}],{client:o}=this.desk,s={id:t,emoji:e};this.toggle(`REACT`,{reactions:a},()=>i?o.act(`c853dc3b64e275e08452067b1e5df47334f7b7252379862941b76ee3a69bc5a3`,{input:s}):o.act(`4123855b4a72b01c0e42baacae0abedfb13409f81d50bfd5f10afe1f9e6412d4`,{input:s}))}edit=()=>{this.editing={text:this.data.message??``,trouble:``},this.desk.requestUpdate(),this.focus(`.edit textarea`)};async save(){let{editing:t}=this;if(t){try{let{recognition:e}=await this.desk.client.act(`3a2350d46d1bef59639303d5dd9effe2c69641baaf94cdad319cdc7a90bc5a6e`,{input:{id:this.id,message:t.text}});this.data={...this.data,...e},this.editing=null,this.long=void 0,this.desk.emit(`acted`,{act:`EDIT`,recognition:this.data}),this.focus()}catch(n){n instanceof e&&n.code===`EDIT_WINDOW_OVER`&&(this.data={...this.data,viewerMay:this.data.viewerMay.filter(e=>e!==`EDIT`)}),t.trouble=this.desk.failure(n).text}this.desk.requestUpdate()}}withdraw(){let{desk:e}=this;e.dialog.ask({title:e.t(`withdrawTitle`),text:e.t(`withdrawMore`),label:e.t(`withdraw`),act:async()=>{await e.client.act(`a08bcd37a3c54297de579ed5f0d426909f7f5195a6acd1bd456af13326df872f`,{input:{id:this.id}}),e.emit(`acted`,{act:`WITHDRAW`,recognition:this.data}),e.removed(this,e.t(`withdrawn`))}})}report(e){let{desk:t}=this;t.dialog.ask({title:t.t(`reportTitle`),text:t.t(`reportMore`),label:t.t(`report`),reason:t.t(`reason`),act:async n=>{await t.client.act(`006627d3267dabf95aefd4dc5f2235d2a4baada231a93ba825862e6fe0451e56`,{input:{id:e,reason:n}}),this.tell(t.t(`reported`))}})}async copyLink(){let e=`${this.desk.client.endpoint}/?thanks=${this.id}`;try{await navigator.clipboard.writeText(e),this.tell(this.desk.t(`linkCopied`))}catch{this.tell(e)}}hide(){let{desk:e}=this;e.dialog.ask({title:e.t(`hideTitle`),text:e.t(`hideMore`),label:e.t(`hide`),reason:e.t(`reason`),act:async t=>{await e.client.act(`aeaa201caf4aeb3a320b4c97e557cbfa10c3f41a5859c2d0b76e0d9238a3eddc`,{input:{id:this.id,reason:t,hide:!0}}),e.removed(this,e.t(`hidden`))}})}toggleTalk=()=>{this.talk=this.talk?null:{lines:[],next:null,trouble:``,writing:``,failed:``,key:f()},this.desk.requestUpdate(),this.talk&&(this.readOn(),this.may(`COMMENT`)&&this.focus(`.write input`))};async readOn(){let{talk:e}=this;if(e){e.trouble=``;try{let{node:t}=await this.desk.client.ask(`8affb468dd1d26825cf60956ea0b320f0d0ba37910b4ff0a32ff27973d10644d`,{recognition:this.id,after:e.next});e.lines=[...e.lines,...t?.comments?.nodes??[]],e.next=t?.comments?.pageInfo.hasNextPage?t.comments.pageInfo.endCursor:null,t?.commentCount!=null&&(this.data={...this.data,commentCount:t.commentCount})}catch(t){e.trouble=this.desk.failure(t).text}this.desk.requestUpdate()}}async write(){let{talk:e}=this;if(e?.writing.trim()){e.failed=``;try{let t={recognition:this.id,text:e.writing,idempotencyKey:e.key},{comment:n,recognition:r}=await this.desk.client.act(`b32d71a0ec3ff5022dc28849e22498de7f14078e82730427d43659d64b5df032`,{input:t});n&&(e.lines=[...e.lines,n]),e.writing=``,e.key=f(),this.data={...this.data,...r}}catch(t){e.failed=this.desk.failure(t).text}this.desk.requestUpdate()}}async erase(e){try{let{recognition:t}=await this.desk.client.act(`5362a250f8efbb335414efb476bb69507775ffb6ef861e9bc2eab9aff4d032fd`,{input:{id:e.id}});this.talk&&(this.talk.lines=this.talk.lines.filter(({id:t})=>t!==e.id)),this.data={...this.data,commentCount:t?.commentCount??this.data.commentCount-1},this.desk.requestUpdate(),this.focus(`.talk`)}catch(e){this.tell(this.desk.failure(e).text,!0)}}view(e){let{data:n,words:i}=this;if(this.gone)return p`<article class="rec gone" part="card" data-id=${n.id} tabindex="0" aria-label=${this.gone} aria-posinset=${e} aria-setsize="-1">
<p class="note" role="status" tabindex="-1">${t(`check`)}<span>${this.gone}</span></p>
</article>`;let{recipients:a,team:o}=n,s=o?[o.name]:a.map(({displayName:e})=>e),c=s.length>4?[...s.slice(0,b),i.t(`others`,{n:s.length-b})]:s,l=n.behaviours.map(e=>this.desk.label(e)),[f,h]=a;return p`<article
class="rec ${this.fresh?`fresh`:``}"
part="card"
data-id=${n.id}
tabindex="0"
aria-busy=${this.pending}
aria-posinset=${e}
aria-setsize="-1"
aria-label=${i.t(`cardLabel`,{names:r(i,c),behaviours:r(i,l)})}
>
<div>
${o?u(o,`back sq`):h?p`<span class="avs">${u(f,`s32 back`)}${u(h,`s32`)}</span>`:f?u(f,`back`):m}
</div>
<div class="who">
<h3 class="names" part="names" title=${s.length>c.length?r(i,s):m}>
${d(i,c)}
${o?p` <span class="meta">${i.t(`wholeTeam`)}${a.length?`, ${i.t(`people`,{n:a.length})}`:``}</span>`:m}
</h3>
<div class="when">${this.more()}</div>
<div class="behs">
${n.behaviours.map(({key:e},n)=>p`<span class="beh" part="behaviour">${t(e,20)}${l[n]}</span>`)}
</div>
</div>
<div class="body">
${this.editing?this.editor(this.editing):this.message()} ${this.signature()}
${n.link||n.commitment?p`<div class="atts">${n.link?T(n.link):m}${n.commitment?w(i,n.commitment):m}</div>`:m}
${this.acts()}
${this.note?p`<p class="note ${this.note.bad?`bad`:``}" role="status" tabindex="-1">
${t(this.note.bad?`warn`:`check`)}<span class="grow">${this.note.text}</span>
</p>`:m}
${this.talk?this.comments(this.talk):m}
</div>
</article>`}more(){let{desk:e}=this,n=[];return this.pending?m:(n.push({icon:`copy`,label:e.t(`copyLink`),act:()=>void this.copyLink()}),this.may(`EDIT`)&&n.push({icon:`pen`,label:e.t(`edit`),act:this.edit}),this.may(`WITHDRAW`)&&n.push({icon:`undo`,label:e.t(`withdraw`),act:()=>this.withdraw()}),this.may(`REPORT`)&&n.push({icon:`warn`,label:e.t(`report`),act:()=>this.report(this.id),apart:!0}),this.may(`MODERATE`)&&n.push({icon:`eye`,label:e.t(`hide`),act:()=>this.hide(),apart:!this.may(`REPORT`)}),o(`more-${this.id}`,t(`more`),e.t(`more`),n))}message(){let e=()=>{this.unfolded=!0,this.desk.requestUpdate(),this.focus()},t=this.long!==!1&&!this.unfolded;return p`<blockquote class="voice" part="message"><p class=${t?`fold`:``} dir="auto">${this.data.message??``}</p></blockquote>
${this.long&&!this.unfolded?p`<button class="link" aria-expanded="false" @click=${e}>${this.words.t(`readAll`)}</button>`:m}`}editor(e){let{desk:t}=this,n=()=>{this.editing=null,t.requestUpdate(),this.focus()},r=`edit-${this.id}`;return p`<form
class="edit"
novalidate
@submit=${e=>{e.preventDefault(),this.save()}}
@keydown=${e=>{e.key===`Escape`&&n(),e.key===`Enter`&&(e.ctrlKey||e.metaKey)&&this.save()}}
>
<textarea
class="field ${e.trouble?`bad`:``}"
rows="4"
dir="auto"
aria-label=${t.t(`edit`)}
aria-describedby=${r}
.value=${e.text}
@input=${({currentTarget:t})=>e.text=t.value}
></textarea>
${i(r,e.trouble)}
<div class="row">
<button type="submit" class="btn p s">${t.t(`save`)}</button>
<button type="button" class="btn q s" @click=${n}>${t.t(`cancel`)}</button>
</div>
</form>`}signature(){let{giver:e,createdAt:r,editedAt:i,visibility:o}=this.data,[s]=e.teams;return p`<p class="sign" part="signature">
<b>${e.id===this.desk.me?.id?this.words.t(`you`):n(e.displayName)}</b>
${s?p`<span class="meta"><bdi>${s.name}</bdi></span>`:m} ${a(this.words,r)}
${i?p`<span class="meta faint">${this.words.t(`edited`)}</span>`:m}
${o===`EVERYONE`?m:p`<span class="meta row">${t(`lock`,14)}${this.words.t(`visibility.${o}`)}</span>`}
</p>`}acts(){let{data:e,words:n,desk:r}=this;if(this.pending)return m;let{endorsementCount:i,viewerHasEndorsed:a,reactions:s,commentCount:c}=e,l=y-Math.floor((Date.now()-new Date(e.createdAt).getTime())/6e4),u=e=>n.maybe(`reaction.${e}`)??e;return p`<div class="acts" part="actions">
${this.may(`ENDORSE`)||a||i?p`<button class="re say" aria-pressed=${a} ?disabled=${!this.may(`ENDORSE`)&&!a} @click=${this.endorse}>
${t(`second`,16)}${n.t(`sawToo`)}${i?p` <span class="num">${n.number(i)}</span>`:m}
</button>`:m}
${s.map(({emoji:e,count:t,viewerHasReacted:r})=>p`<button
class="re"
aria-pressed=${r}
aria-label=${n.t(`reacted`,{name:u(e),n:t})}
?disabled=${!this.may(`REACT`)}
@click=${()=>this.react(e)}
>
<span>${e}</span><span class="num">${n.number(t)}</span>
</button>`)}
${this.may(`REACT`)?o(`react-${this.id}`,t(`smile`),r.t(`react`),S.map(e=>({label:e,name:u(e),act:()=>this.react(e)})),`emoji`,`re bare`):m}
${this.may(`COMMENT`)||c?p`<button
class="re bare talk"
aria-expanded=${!!this.talk}
aria-label=${c?n.t(`comments`,{n:c}):n.t(`comment`)}
@click=${this.toggleTalk}
>
${t(`comment`)}${c?p`<span class="num">${n.number(c)}</span>`:m}
</button>`:m}
${this.may(`EDIT`)&&l>0&&!this.editing?p`<span class="push row">
<span class="meta faint left">${n.t(`leftToEdit`,{time:n.unit(l,`minute`)})}</span>
<button class="btn q s" @click=${this.edit}>${t(`pen`,16)}${n.t(`edit`)}</button>
</span>`:m}
</div>`}comments(e){let{desk:r,words:o}=this,s=e=>{e.preventDefault(),this.write()},c=({currentTarget:t})=>{e.writing=t.value,e.key=f()},l=`comment-${this.id}`;return p`<div class="coms" part="comments">
${e.lines.map(e=>{let t=e.author.id===r.me?.id;return p`<div class="com">
${u(e.author,`s28`)}
<div class="grow">
<div class="row meta wrap">
<b class="c-ink">${t?o.t(`you`):n(e.author.displayName)}</b>${a(o,e.createdAt)}
<button class="link" @click=${()=>t?void this.erase(e):this.report(e.id)}>${o.t(t?`deleteComment`:`reportShort`)}</button>
</div>
<p class="voice" dir="auto">${e.text}</p>
</div>
</div>`})}
${e.trouble?p`<p class="err">${t(`warn`)}${e.trouble} <button class="link" @click=${()=>this.readOn()}>${o.t(`tryAgain`)}</button></p>`:e.next?p`<button class="link" @click=${()=>this.readOn()}>${o.t(`moreComments`)}</button>`:m}
${this.may(`COMMENT`)?p`<form class="write" @submit=${s}>
<div class="row">
<input
class="field"
maxlength="2000"
dir="auto"
enterkeyhint="send"
aria-label=${o.t(`addComment`)}
placeholder=${o.t(`addComment`)}
aria-describedby=${l}
.value=${e.writing}
@input=${c}
/>
<button type="submit" class="btn">${o.t(`sendComment`)}</button>
</div>
${i(l,e.failed)}
</form>`:m}
</div>`}},w=(e,{title:r,state:i})=>p`<span class="tag" part="promise"
>${t(v(i),16,_(i,!1))}<b>${e.parts(i===`KEPT`?`promiseKept`:`promiseAbout`,{title:n(r)})}</b></span
>`;function T(e){let n=URL.canParse(e)?new URL(e):null;if(!n||!/^https?:$/.test(n.protocol))return p`<span class="tag">${t(`link`,16)}<b>${e}</b></span>`;let r=n.pathname.split(`/`).filter(Boolean).at(-1)??``;try{r=decodeURIComponent(r)}catch{}return p`<a class="tag" part="attachment" href=${n.href} target="_blank" rel="noreferrer noopener"
>${t(`link`,16)}<b><bdi>${r?`${n.host} · ${r}`:n.host}</bdi></b></a
>`}var E=20,D=2e4,O=1200,k=2e3,A=240,j=99,M=class extends c{static properties={team:{},search:{},only:{},viewer:{state:!0},catalogue:{state:!0},live:{state:!0},waitingFor:{state:!0},state:{state:!0}};static styles=l(`.live{font-size:var(--_text-sm);color:var(--_ink-2);align-items:center;gap:6px;display:inline-flex}.live:before{content:"";border:4px solid var(--_kept);border-radius:50%;width:8px;height:8px}.live.off:before{border:2px solid var(--_ink-3)}.filters{padding:6px var(--pad) var(--_3);scrollbar-width:none;gap:6px;margin-top:-6px;display:flex;overflow-x:auto}.newer{padding:var(--_2);border-top:var(--_border);background:var(--_surface-sunk);justify-content:center;display:flex}.newer .pill{color:var(--_ink);border-color:var(--_line-strong)}.dot1{background:var(--_accent);width:8px;height:8px;box-shadow:0 0 0 1px var(--_accent-line);border-radius:50%}.rec{padding:var(--pad);border-top:var(--_border);grid-template-columns:40px minmax(0,1fr);column-gap:14px;display:grid;position:relative}.rec:focus-visible{border-radius:var(--_radius);border-top-color:#0000}.rec .who{gap:0 var(--_2);grid-template-columns:minmax(0,1fr) auto;align-items:start;min-height:40px;display:grid}.rec .names{overflow-wrap:anywhere;hyphens:auto;font-weight:600;font-size:var(--_text-lg);letter-spacing:-.005em;line-height:1.35}.names .meta{font-weight:400}.rec .behs{flex-wrap:wrap;grid-column:1/-1;gap:2px 14px;margin-top:1px;display:flex}.beh{color:var(--_ink-2);align-items:center;gap:4px;display:inline-flex}.rec .when{margin:-7px 0 -8px;margin-inline-end:-10px}.rec .body{grid-column:2;min-width:0;margin-top:10px}.rec .voice{max-width:var(--_measure);contain:paint;padding-block:1px}.fold{-webkit-line-clamp:5;-webkit-box-orient:vertical;display:-webkit-box;overflow:hidden}.rec .sign{flex-wrap:wrap;align-items:center;gap:2px 8px;margin-top:12px;display:flex}.rec .sign:before{content:"";border-top:2px solid var(--_accent-line);flex:none;width:18px}.rec .sign b{font-weight:600}.rec .sign .row{gap:4px}.rec .atts{flex-wrap:wrap;gap:8px;margin-top:12px;display:flex}.rec .acts{flex-wrap:wrap;align-items:center;gap:6px;margin-top:14px;display:flex}.rec .note{margin-top:12px}.rec.gone{display:block}.rec.gone .note{margin:0}.re{border:1px solid var(--_line);border-radius:var(--_radius-full);background:var(--_surface);min-width:32px;min-height:32px;font-size:var(--_text-sm);color:var(--_ink-2);transition:background var(--_fast) var(--_ease);justify-content:center;align-items:center;gap:5px;padding:0 10px;font-weight:500;display:inline-flex;position:relative}.re:before{content:"";position:absolute;inset:-6px -2px}.re:hover{background:var(--_hover)}.re[disabled]{cursor:default;background:0 0}.re[aria-pressed=true]{background:var(--_accent-soft);border-color:var(--_accent-line);color:var(--_ink)}.re.bare{background:0 0;border-color:#0000;padding:0 6px}.re.bare:before{inset:-6px}.re.bare:hover{background:var(--_hover)}.coms{border-inline-start:2px solid var(--_line);justify-items:start;gap:12px;margin-top:14px;padding-inline-start:14px;display:grid}.com{grid-template-columns:28px minmax(0,1fr);gap:10px;display:grid}.com .voice{font-size:var(--_text-md);line-height:1.5}.com .link{color:var(--_ink-3);font-weight:400}.write{width:100%}.write .row{gap:12px}.write .field{flex:1;min-width:0}.edit{gap:8px;display:grid}.older{padding:var(--_3);border-top:var(--_border);justify-content:center;align-items:center;min-height:60px;display:flex}.blank .disc{fill:var(--_accent);stroke:none}.blank .hole{fill:var(--_surface);stroke:var(--_ink)}@keyframes step-out{0%{transform:none}}.fresh .av.back:before{animation:step-out var(--_calm) var(--_ease)}@container (width<=430px){.rec .body{grid-column:1/-1}.rec .acts{gap:4px}.re{padding-inline:8px}.re.bare{padding-inline:4px}.re.say>.i,.left{display:none}}`);dialog=new g(this);letters=[];newer=/* @__PURE__ */ new Set;many=!1;newest=null;oldest=null;hasOlder=!1;busy=!1;turn=0;who=`everyone`;behaviour=``;trouble=null;away=null;seenAt=/* @__PURE__ */ new Date;retry;frame=0;from=0;to=E;listening;constructor(){super(),this.viewer=null,this.catalogue=[],this.live=!0,this.state=`quiet`}get me(){return this.viewer?.person??null}label({key:e,label:t}){return this.catalogue.find(t=>t.key===e)?.label??t}start(e,t){this.letters=[],e.hear(`giving`,t,({key:e,recognition:t})=>{let n=this.insert(t);n.pending=n.fresh=!0,n.data={...t,id:e}}),e.hear(`given`,t,({key:e,recognition:t})=>{this.newer.delete(t.id);let n=this.letters.find(({id:t})=>t===e);n&&(n.data={...n.data,...t},n.pending=!1,this.requestUpdate())}),e.hear(`failed`,t,({key:e})=>this.drop(e)),e.hear(`taken`,t,({id:e})=>this.drop(e)),e.hear(`show`,t,({id:e})=>void this.show(e));let n=setInterval(()=>document.hidden||this.requestUpdate(),3e4);t.addEventListener(`abort`,()=>{clearInterval(n),clearTimeout(this.retry),this.listening?.abort()}),addEventListener(`scroll`,this.lookSoon,{capture:!0,passive:!0,signal:t}),addEventListener(`resize`,this.lookSoon,{passive:!0,signal:t}),addEventListener(`online`,()=>this.state===`failed`&&void this.load(),{signal:t}),this.begin(e,t)}async begin(e,t){this.follow(),this.load();try{let[n,r]=await Promise.all([e.viewer(),e.behaviours(this.words.lang)]);if(t.aborted)return;this.viewer=n,this.catalogue=r}catch(n){this.failure(n),setTimeout(()=>t.aborted||void this.begin(e,t),D)}}translated(){this.catalogue.length&&this.client.behaviours(this.words.lang).then(e=>this.catalogue=e,()=>{})}updated(e){e.has(`search`)&&this.search&&(this.only=``),(e.has(`team`)&&e.get(`team`)!==void 0||(e.has(`search`)||e.has(`only`))&&this.state!==`quiet`)&&this.again(),this.measure()}follow(){this.listening?.abort(),this.listening=new AbortController;let e=AbortSignal.any([this.alive.signal,this.listening.signal]);this.client.listen(`51119176e232371659746459ffeb8ca7d375b89ae77ac7e2f2d3fe387d95aa27`,{team:this.filter().team??null},e,({recognitionChanged:e})=>this.hear(e),e=>{this.live=e,e?(this.away=null,this.state===`ready`&&this.check(),this.state===`failed`&&this.load()):this.away??={text:this.t(`offlineBar`)}})}hear(e){this.seenAt=/* @__PURE__ */ new Date;let t=this.letters.find(({id:t})=>t===e.id);if(t){let{state:n,message:r,editedAt:i,endorsementCount:a,commentCount:o,link:s}=e;n===`ACTIVE`?t.data={...t.data,state:n,message:r,editedAt:i,endorsementCount:a,commentCount:o,link:s}:t.gone||=this.t(`gone`)}else e.state===`ACTIVE`?this.isNew(e)&&(this.newer.add(e.id),!this.letters.length&&this.state===`ready`&&this.showNewer()):this.newer.delete(e.id);this.requestUpdate()}isNew(e){if(this.only)return!1;let t=this.letters.find(({pending:e})=>!e);if(this.state!==`ready`||t&&e.createdAt<t.data.createdAt||e.giver.id===this.me?.id&&this.letters.some(({pending:e})=>e))return!1;let{behaviours:n,recipient:r,search:i}=this.filter();return i||r&&!e.recipients.some(({id:e})=>e===r)?!1:!n?.length||e.behaviours.some(({key:e})=>n.includes(e))}async check(){if(this.only)return;let e=this.turn;try{let{nodes:t,pageInfo:n}=await this.page(this.newest?{last:E,before:this.newest}:{first:E});if(e!==this.turn)return;this.seenAt=/* @__PURE__ */ new Date,this.many=!!(this.newest&&n.hasPreviousPage);for(let{id:e}of t)this.letters.some(t=>t.id===e)||this.newer.add(e);this.requestUpdate()}catch(e){this.failure(e)}}showNewer=async()=>{try{let{nodes:e,pageInfo:t}=await this.page(this.newest?{last:E,before:this.newest}:{first:E});if(this.newest&&t.hasPreviousPage){await this.load(),this.letters[0]?.focus();return}this.newest=t.startCursor??this.newest;let n=e.filter(({id:e})=>!this.letters.some(t=>t.id===e)).map(e=>new C(this,e));this.letters=[...n,...this.letters].sort((e,t)=>e.data.createdAt<t.data.createdAt?1:-1),this.newer.clear(),this.many=!1,this.requestUpdate(),n[0]?.focus()}catch(e){this.away=this.failure(e),this.requestUpdate()}};filter(){let e=this.who===`team`?this.viewer?.person?.teams[0]?.id:this.team;return{...e?{team:e}:{},...this.who===`me`&&this.me?{recipient:this.me.id}:{},...this.behaviour?{behaviours:[this.behaviour]}:{},...this.search?{search:this.search}:{}}}async page(e){if(this.only){let e=(await this.client.ask(`36d1ab43027b62bf1f8b30b3b18a56bb9d1863129e8e551bebd493ef26c47db9`,{id:this.only})).node;return{nodes:e?.state===`ACTIVE`?[e]:[],pageInfo:{hasNextPage:!1,hasPreviousPage:!1,startCursor:null,endCursor:null}}}return(await this.client.ask(`8ce4787008d6ff285a6aee2e4c31181ab35b43b0b255ff4c76f495d7e77fbd87`,{...e,filter:this.filter()})).recognitions}again(){this.follow(),this.load()}async load(){let e=++this.turn;clearTimeout(this.retry);let t=setTimeout(()=>{this.letters=[],this.state=`loading`},300);try{let{nodes:t,pageInfo:n}=await this.page({first:E});if(e!==this.turn)return;this.letters=t.map(e=>new C(this,e)),this.from=0,this.to=E,this.newest=n.startCursor,this.oldest=n.endCursor,this.hasOlder=n.hasNextPage,this.newer.clear(),this.many=!1,this.seenAt=/* @__PURE__ */ new Date,this.trouble=this.away=null,this.state=`ready`}catch(t){if(e!==this.turn)return;this.letters=[],this.trouble=this.failure(t),this.state=`failed`,this.soon&&(this.retry=setTimeout(()=>void this.load(),D))}finally{clearTimeout(t),this.requestUpdate()}}get soon(){return[`network`,`fault`,`busy`].includes(this.trouble?.problem?.trouble??``)}loadOlder=async()=>{if(this.busy||!this.hasOlder||this.state!==`ready`)return;let e=this.turn;this.busy=!0,this.requestUpdate();try{let{nodes:t,pageInfo:n}=await this.page({first:E,after:this.oldest});if(e!==this.turn)return;this.oldest=n.endCursor??this.oldest,this.hasOlder=n.hasNextPage;let r=new Set(this.letters.map(({id:e})=>e));this.letters.push(...t.filter(({id:e})=>!r.has(e)).map(e=>new C(this,e))),this.away=null}catch(e){this.away=this.failure(e)}finally{this.busy=!1,this.requestUpdate()}};insert(e){let t=new C(this,e);return this.letters=[t,...this.letters],this.requestUpdate(),t}drop(e){this.letters=this.letters.filter(t=>t.id!==e||t.gone),this.newer.delete(e),this.requestUpdate()}removed(e,t){e.gone=t,this.client.tell(`taken`,{id:e.id}),this.requestUpdate(),e.focus(`.note`)}async show(e){let t=this.letters.find(t=>t.id===e);t&&t.focus()}lookSoon=()=>{this.frame||=requestAnimationFrame(()=>{this.frame=0,this.look()})};look(){let e=this.q(`.cards`);if(!e?.offsetHeight||!this.isConnected)return;let{top:t}=e.getBoundingClientRect(),[n,r]=this.within(t,O),[i,a]=this.within(t,k),o=this.from>=i&&this.from<=n?this.from:n,s=this.to>=r&&this.to<=a?this.to:r;(o!==this.from||s!==this.to)&&(this.from=o,this.to=s,this.requestUpdate()),r===this.letters.length&&!this.away&&this.loadOlder()}within(e,t){let n=-1,r=this.letters.length;for(let[i,{height:a}]of this.letters.entries()){let o=e+(a||A);if(n<0&&o>-t&&(n=i),e>innerHeight+t){r=i;break}e=o}return[Math.max(0,n),r]}measure(){let e=new Map(this.letters.map(e=>[e.id,e])),t=!1;for(let n of this.renderRoot.querySelectorAll(`article`)){let r=e.get(n.dataset.id??``);if(!r)continue;r.height=n.getBoundingClientRect().height;let i=r.long===void 0&&n.querySelector(`.fold`);i&&(r.long=i.scrollHeight>i.clientHeight+1,t=!0)}t&&this.requestUpdate(),this.lookSoon()}cards(){let e=this.renderRoot.activeElement?.closest(`article`)?.dataset.id,t=[];return this.letters.forEach((n,r)=>{if(r>=this.from&&r<this.to||n.id===e)return t.push({key:n.id,letter:n,position:r+1,gap:0});let i=t.at(-1);i?.gap?i.gap+=n.height||A:t.push({key:r<this.from?`above`:`below`,position:0,gap:n.height||A})}),h(t,({key:e,gap:t},n)=>t?`${e}${n}`:e,({letter:e,position:t,gap:n})=>e?e.view(t):p`<div role="presentation" .style=${`height:${n}px`}></div>`)}keys=e=>{let t=e.target;if(t.matches(`textarea, input`))return;let n=[...this.renderRoot.querySelectorAll(`article`)],r=n.indexOf(t.closest(`article`)),i=e.key===`PageDown`?n[r+1]:e.key===`PageUp`?n[r-1]:e.ctrlKey&&e.key===`Home`?this.q(`.filters button`):e.ctrlKey&&e.key===`End`?this.q(`.older button`)??n.at(-1):null;i&&(e.preventDefault(),i.focus())};view(){let e=this.state===`ready`,t=this.newer.size,n=this.t(`newer`,{n:t}).replace(/^(\S+)/,e=>this.many||t>j?`${e}+`:e);return p`<section aria-label=${this.t(`feed`)}>
<div class="w-h" part="header">
<h2>${this.t(`feed`)}</h2>
${this.state===`failed`?m:p`<span class="live push ${this.live&&!this.away?``:`off`}" part="live">${this.t(this.live&&!this.away?`live`:`offline`)}</span>`}
</div>
${this.only?m:this.filters()}
${this.away&&e?this.awayBar(this.away):m}
<div class="newer" part="newer" role="status" ?hidden=${!t||!e}>
${t?p`<button class="pill" @click=${this.showNewer}><i class="dot1"></i>${n}</button>`:m}
</div>
<div class="cards" role=${this.letters.length?`feed`:m} aria-label=${this.letters.length?this.t(`feed`):m} aria-busy=${this.busy||this.state===`loading`} @keydown=${this.keys}>${this.cards()}</div>
${this.state===`loading`?s(this.t(`loading`)):m}
${this.state===`failed`&&this.trouble?this.failed(this.trouble):m}
${e&&!this.letters.length?this.blank():m}
${e&&this.letters.length?p`<div class="older">
${this.only?p`<button class="btn" @click=${this.all}>${this.t(`showAll`)}</button>`:this.hasOlder?p`<button class="btn q" @click=${this.loadOlder}>${this.t(`older`)}</button>`:p`<p class="meta faint">${this.t(`end`)}</p>`}
</div>`:m}
</section>
${this.dialog.view()}`}filters(){let e=(e,t)=>p`<button
class="pill"
aria-pressed=${this.who===e}
@click=${()=>{this.who=e,this.again(),this.requestUpdate()}}
>
${t}
</button>`;return p`<div class="filters" part="filters" role="group" aria-label=${this.t(`filters`)}>
${e(`everyone`,this.t(`everyone`))}
${!this.team&&this.viewer?.person?.teams.length?e(`team`,this.t(`myTeam`)):m}
${this.me?e(`me`,this.t(`aboutMe`)):m}
<label class="choice pill ${this.behaviour?`on`:``}"
><select aria-label=${this.t(`behaviour`)} @change=${({currentTarget:e})=>{this.behaviour=e.value,this.again()}}>
<option value="" ?selected=${!this.behaviour}>${this.t(`allBehaviours`)}</option>
${this.catalogue.map(({key:e,label:t})=>p`<option value=${e} ?selected=${e===this.behaviour}>${t}</option>`)}
</select>${t(`chev`,14)}</label
>
</div>`}awayBar({text:e,problem:n}){let r=!n||n.trouble===`network`;return p`<div class="bar" role="status">
${t(r?`offline`:`warn`)}
<span class="grow"><b>${r?this.t(`offlineBar`):e}</b> ${this.t(`offlineMore`,{time:this.words.clock(this.seenAt)})}</span>
${this.signInButton(n,`s`)}
</div>`}signInButton(e,t=``){return e?.trouble===`signedOut`?p`<button class="btn ${t}" @click=${async()=>await this.client.signIn()&&this.again()}>${this.t(`signInAgain`)}</button>`:m}all=()=>{this.who=`everyone`,this.behaviour=``,this.search=this.only=``,this.again(),this.requestUpdate()};blank(){let e=this.search?.trim();return this.who!==`everyone`||this.behaviour||e||this.only?p`<div class="blank">
${t(`search`,26)}
<h3>${this.only?this.t(`noSuch`):e?this.t(`filteredFor`,{text:e}):this.t(`filtered`)}</h3>
<p>${this.t(this.only?`noSuchMore`:`filteredMore`)}</p>
<button class="btn" @click=${this.all}>${this.t(`showAll`)}</button>
</div>`:p`<div class="blank">
<svg class="i" viewBox="0 0 72 52" width="72" height="52" aria-hidden="true">
<circle class="disc" cx="26" cy="28" r="22" /><circle class="hole" cx="42" cy="24" r="22" stroke-dasharray="4 5" />
</svg>
<h3>${this.t(`empty`)}</h3>
<p>${this.t(`emptyMore`)}</p>
${this.me?p`<button class="btn p" @click=${()=>this.client.tell(`thank`,{})}>${this.t(`give`)}</button>`:m}
</div>`}failed({text:e,problem:n}){return p`<div class="blank" role="alert">
${t(n?.trouble===`network`?`offline`:`warn`,26,`c-broken`)}
<h3>${this.t(`failed`)}</h3>
<p>${e} ${this.soon?this.t(`againSoon`):m}</p>
<div class="row wrap">
${n?.trouble===`signedOut`?this.signInButton(n):p`<button class="btn" @click=${()=>this.load()}>${this.t(`tryNow`)}</button>`}
${n?.reference?p`<span class="meta faint">${this.t(`reference`)} <span class="mono">${n.reference}</span></span>`:m}
</div>
</div>`}};export{M as default};