import{_ as e,b as t,c as n,d as r,f as i,g as a,h as o,l as s,m as c,n as l,o as u,s as d,u as f,v as p,x as m,y as h}from"./had-your-back.js";import{a as g,i as _,n as v,o as y,r as b,t as x}from"./repeat.js";import{t as S}from"./dialog.js";import{a as C,l as w}from"./promise.js";var T=_(class extends g{constructor(e){if(super(e),e.type!==y.PROPERTY&&e.type!==y.ATTRIBUTE&&e.type!==y.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!b(e))throw Error("`live` bindings can only contain a single expression")}render(e){return e}update(e,[n]){if(n===t||n===h)return n;let r=e.element,i=e.name;if(e.type===y.PROPERTY){if(n===r[i])return t}else if(e.type===y.BOOLEAN_ATTRIBUTE){if(!!n===r.hasAttribute(i))return t}else if(e.type===y.ATTRIBUTE&&r.getAttribute(i)===n+``)return t;return v(e),n}}),E=15,D=3,O=180,k=[`👏`,`💛`,`🙏`,`👍`,`🔥`,`🌱`],A=class{desk;data;height=0;long;unfolded=!1;pending=!1;fresh=!1;gone=``;note=null;talk=null;editing=null;constructor(e,t){this.desk=e,this.data=t,this.long=(t.message?.length??0)>O||t.message?.includes(`
`)?void 0:!1}get id(){return this.data.id}get words(){return this.desk.words}may(e){return this.data.viewerMay.includes(e)}get selector(){return`article[data-id="${CSS.escape(this.id)}"]`}focus(e=``){this.desk.focusOn(`${this.selector} ${e}`)}tell(e,t=!1){this.note={text:e,bad:t},this.desk.requestUpdate(),this.focus(`.note`)}async toggle(e,t,n){let r=this.data;this.data={...r,...t},this.note=null,this.desk.requestUpdate();try{let{recognition:t}=await n();this.data={...this.data,...t},this.desk.emit(`acted`,{act:e,recognition:this.data})}catch(e){this.data=r,this.tell(this.desk.failure(e).text,!0)}this.desk.requestUpdate()}endorse=()=>{let{id:e,viewerHasEndorsed:t,endorsementCount:n}=this.data,{client:r}=this.desk,i={id:e};this.toggle(`ENDORSE`,{viewerHasEndorsed:!t,endorsementCount:n+(t?-1:1)},()=>t?r.act(`bfff5c8030f95004618391863324e25841cd9e4bb99ccaecc375a6900592df26`,{input:i}):r.act(`b02ab75e18cbd1fc5bc672172abf31609a6ddd08b6bbcbe4180b9e84d063d29a`,{input:i}))};react(e){let{id:t,reactions:n}=this.data,r=n.find(t=>t.emoji===e),i=!r?.viewerHasReacted,a=r?n.map(e=>e===r?{...r,viewerHasReacted:i,count:r.count+(i?1:-1)}:e).filter(({count:e})=>e):[...n,{emoji:e,count:1,viewerHasReacted:!0}],{client:o}=this.desk,s={id:t,emoji:e};this.toggle(`REACT`,{reactions:a},()=>i?o.act(`c853dc3b64e275e08452067b1e5df47334f7b7252379862941b76ee3a69bc5a3`,{input:s}):o.act(`4123855b4a72b01c0e42baacae0abedfb13409f81d50bfd5f10afe1f9e6412d4`,{input:s}))}edit=()=>{this.editing={text:this.data.message??``,trouble:``},this.desk.requestUpdate(),this.focus(`.edit textarea`)};async save(){let{editing:t}=this;if(t){try{let{recognition:e}=await this.desk.client.act(`3a2350d46d1bef59639303d5dd9effe2c69641baaf94cdad319cdc7a90bc5a6e`,{input:{id:this.id,message:t.text}});this.data={...this.data,...e},this.editing=null,this.long=void 0,this.desk.emit(`acted`,{act:`EDIT`,recognition:this.data}),this.focus()}catch(n){n instanceof e&&n.code===`EDIT_WINDOW_OVER`&&(this.data={...this.data,viewerMay:this.data.viewerMay.filter(e=>e!==`EDIT`)}),t.trouble=this.desk.failure(n).text}this.desk.requestUpdate()}}withdraw(){let{desk:e}=this;e.dialog.ask({title:e.t(`withdrawTitle`),text:e.t(`withdrawMore`),label:e.t(`withdraw`),act:async()=>{await e.client.act(`a08bcd37a3c54297de579ed5f0d426909f7f5195a6acd1bd456af13326df872f`,{input:{id:this.id}}),e.emit(`acted`,{act:`WITHDRAW`,recognition:this.data}),e.removed(this,e.t(`withdrawn`))}})}report(e){let{desk:t}=this;t.dialog.ask({title:t.t(`reportTitle`),text:t.t(`reportMore`),label:t.t(`report`),reason:t.t(`reason`),act:async n=>{await t.client.act(`006627d3267dabf95aefd4dc5f2235d2a4baada231a93ba825862e6fe0451e56`,{input:{id:e,reason:n}}),this.tell(t.t(`reported`))}})}async copyLink(){let e=`${this.desk.client.endpoint}/?thanks=${this.id}`;try{await navigator.clipboard.writeText(e),this.tell(this.desk.t(`linkCopied`))}catch{this.tell(e)}}hide(){let{desk:e}=this;e.dialog.ask({title:e.t(`hideTitle`),text:e.t(`hideMore`),label:e.t(`hide`),reason:e.t(`reason`),act:async t=>{await e.client.act(`aeaa201caf4aeb3a320b4c97e557cbfa10c3f41a5859c2d0b76e0d9238a3eddc`,{input:{id:this.id,reason:t,hide:!0}}),e.removed(this,e.t(`hidden`))}})}toggleTalk=()=>{this.talk=this.talk?null:{lines:[],next:null,trouble:``,writing:``,failed:``,key:p(),busy:!1},this.desk.requestUpdate(),this.talk&&(this.readOn(),this.may(`COMMENT`)&&this.focus(`.write input`))};async readOn(){let{talk:e}=this;if(e){e.trouble=``;try{let{node:t}=await this.desk.client.ask(`8affb468dd1d26825cf60956ea0b320f0d0ba37910b4ff0a32ff27973d10644d`,{recognition:this.id,after:e.next});e.lines=[...e.lines,...t?.comments?.nodes??[]],e.next=t?.comments?.pageInfo.hasNextPage?t.comments.pageInfo.endCursor:null,t?.commentCount!=null&&(this.data={...this.data,commentCount:t.commentCount})}catch(t){e.trouble=this.desk.failure(t).text}this.desk.requestUpdate()}}async write(){let{talk:e}=this;if(!e?.writing.trim()||e.busy)return;e.busy=!0,e.failed=``;let t=e.writing;try{let n={recognition:this.id,text:t,idempotencyKey:e.key},{comment:r,recognition:i}=await this.desk.client.act(`b32d71a0ec3ff5022dc28849e22498de7f14078e82730427d43659d64b5df032`,{input:n});r&&(e.lines=[...e.lines,r]),e.writing===t&&(e.writing=``),e.key=p(),this.data={...this.data,...i}}catch(t){e.failed=this.desk.failure(t).text}finally{e.busy=!1}this.desk.requestUpdate()}async erase(e){let{talk:t}=this;if(t&&!t.busy){t.busy=!0;try{let{recognition:n}=await this.desk.client.act(`5362a250f8efbb335414efb476bb69507775ffb6ef861e9bc2eab9aff4d032fd`,{input:{id:e.id}});t.lines=t.lines.filter(({id:t})=>t!==e.id),this.data={...this.data,commentCount:n?.commentCount??this.data.commentCount-1},this.desk.requestUpdate(),this.focus(`.talk`)}catch(e){this.tell(this.desk.failure(e).text,!0)}finally{t.busy=!1}}}view(e){let{data:t,words:r}=this;if(this.gone)return m`<article class="rec gone" part="card" data-id=${t.id} tabindex="0" aria-label=${this.gone} aria-posinset=${e} aria-setsize="-1">
<p class="note" role="status" tabindex="-1">${n(`check`)}<span>${this.gone}</span></p>
</article>`;let{recipients:a,team:o}=t,s=o?[o.name]:a.map(({displayName:e})=>e),c=s.length>4?[...s.slice(0,D),r.t(`others`,{n:s.length-D})]:s,l=t.behaviours.map(e=>this.desk.label(e)),[u,p]=a;return m`<article
class="rec ${this.fresh?`fresh`:``}"
part="card"
data-id=${t.id}
tabindex="0"
aria-busy=${this.pending}
aria-posinset=${e}
aria-setsize="-1"
aria-label=${r.t(`cardLabel`,{names:i(r,c),behaviours:i(r,l)})}
>
<div>
${o?d(o,`back sq`):p?m`<span class="avs">${d(u,`s32 back`)}${d(p,`s32`)}</span>`:u?d(u,`back`):h}
</div>
<div class="who">
<h3 class="names" part="names" title=${s.length>c.length?i(r,s):h}>
${f(r,c)}
${o?m` <span class="meta">${r.t(`wholeTeam`)}${a.length?`, ${r.t(`people`,{n:a.length})}`:``}</span>`:h}
</h3>
<div class="when">${this.more()}</div>
<div class="behs">
${t.behaviours.map(({key:e},t)=>m`<span class="beh" part="behaviour">${n(e,20)}${l[t]}</span>`)}
</div>
</div>
<div class="body">
${this.editing?this.editor(this.editing):this.message()} ${this.signature()}
${t.link||t.commitment?m`<div class="atts">${t.link?M(t.link):h}${t.commitment?j(r,t.commitment):h}</div>`:h}
${this.acts()}
${this.note?m`<p class="note ${this.note.bad?`bad`:``}" role="status" tabindex="-1">
${n(this.note.bad?`warn`:`check`)}<span class="grow">${this.note.text}</span>
</p>`:h}
${this.talk?this.comments(this.talk):h}
</div>
</article>`}more(){let{desk:e}=this,t=[];return this.pending?h:(t.push({icon:`copy`,label:e.t(`copyLink`),act:()=>void this.copyLink()}),this.may(`EDIT`)&&t.push({icon:`pen`,label:e.t(`edit`),act:this.edit}),this.may(`WITHDRAW`)&&t.push({icon:`undo`,label:e.t(`withdraw`),act:()=>this.withdraw()}),this.may(`REPORT`)&&t.push({icon:`warn`,label:e.t(`report`),act:()=>this.report(this.id),apart:!0}),this.may(`MODERATE`)&&t.push({icon:`eye`,label:e.t(`hide`),act:()=>this.hide(),apart:!this.may(`REPORT`)}),s(`more-${this.id}`,n(`more`),e.t(`more`),t))}message(){let e=()=>{this.unfolded=!0,this.desk.requestUpdate(),this.focus()},t=this.long!==!1&&!this.unfolded;return m`<blockquote class="voice" part="message"><p class=${t?`fold`:``} dir="auto">${this.data.message??``}</p></blockquote>
${this.long&&!this.unfolded?m`<button class="link" aria-expanded="false" @click=${e}>${this.words.t(`readAll`)}</button>`:h}`}editor(e){let{desk:t}=this,n=()=>{this.editing=null,t.requestUpdate(),this.focus()},r=`edit-${this.id}`;return m`<form
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
${a(r,e.trouble)}
<div class="row">
<button type="submit" class="btn p s">${t.t(`save`)}</button>
<button type="button" class="btn q s" @click=${n}>${t.t(`cancel`)}</button>
</div>
</form>`}signature(){let{giver:e,createdAt:t,editedAt:i,visibility:a}=this.data,[s]=e.teams;return m`<p class="sign" part="signature">
<b>${e.id===this.desk.me?.id?this.words.t(`you`):r(e.displayName)}</b>
${s?m`<span class="meta"><bdi>${s.name}</bdi></span>`:h} ${o(this.words,t)}
${i?m`<span class="meta faint">${this.words.t(`edited`)}</span>`:h}
${a===`EVERYONE`?h:m`<span class="meta row">${n(`lock`,14)}${this.words.t(`visibility.${a}`)}</span>`}
</p>`}acts(){let{data:e,words:t,desk:r}=this;if(this.pending)return h;let{endorsementCount:i,viewerHasEndorsed:a,reactions:o,commentCount:c}=e,l=E-Math.floor((Date.now()-new Date(e.createdAt).getTime())/6e4),u=e=>t.maybe(`reaction.${e}`)??e;return m`<div class="acts" part="actions">
${this.may(`ENDORSE`)||a||i?m`<button class="re say" aria-pressed=${a} ?disabled=${!this.may(`ENDORSE`)&&!a} @click=${this.endorse}>
${n(`second`,16)}${t.t(`sawToo`)}${i?m` <span class="num">${t.number(i)}</span>`:h}
</button>`:h}
${o.map(({emoji:e,count:n,viewerHasReacted:r})=>m`<button
class="re"
aria-pressed=${r}
aria-label=${t.t(`reacted`,{name:u(e),n})}
?disabled=${!this.may(`REACT`)}
@click=${()=>this.react(e)}
>
<span>${e}</span><span class="num">${t.number(n)}</span>
</button>`)}
${this.may(`REACT`)?s(`react-${this.id}`,n(`smile`),r.t(`react`),k.map(e=>({label:e,name:u(e),act:()=>this.react(e)})),`emoji`,`re bare`):h}
${this.may(`COMMENT`)||c?m`<button
class="re bare talk"
aria-expanded=${!!this.talk}
aria-label=${c?t.t(`comments`,{n:c}):t.t(`comment`)}
@click=${this.toggleTalk}
>
${n(`comment`)}${c?m`<span class="num">${t.number(c)}</span>`:h}
</button>`:h}
${this.may(`EDIT`)&&l>0&&!this.editing?m`<span class="push row">
<span class="meta faint left">${t.t(`leftToEdit`,{time:t.unit(l,`minute`)})}</span>
<button class="btn q s" @click=${this.edit}>${n(`pen`,16)}${t.t(`edit`)}</button>
</span>`:h}
</div>`}comments(e){let{desk:t,words:i}=this,s=e=>{e.preventDefault(),this.write()},c=({currentTarget:t})=>{e.writing=t.value,e.key=p()},l=`comment-${this.id}`;return m`<div class="coms" part="comments">
${e.lines.map(e=>{let n=e.author.id===t.me?.id;return m`<div class="com">
${d(e.author,`s28`)}
<div class="grow">
<div class="row meta wrap">
<b class="c-ink">${n?i.t(`you`):r(e.author.displayName)}</b>${o(i,e.createdAt)}
<button class="link" @click=${()=>n?void this.erase(e):this.report(e.id)}>${i.t(n?`deleteComment`:`reportShort`)}</button>
</div>
<p class="voice" dir="auto">${e.text}</p>
</div>
</div>`})}
${e.trouble?m`<p class="err">${n(`warn`)}${e.trouble} <button class="link" @click=${()=>this.readOn()}>${i.t(`tryAgain`)}</button></p>`:e.next?m`<button class="link" @click=${()=>this.readOn()}>${i.t(`moreComments`)}</button>`:h}
${this.may(`COMMENT`)?m`<form class="write" @submit=${s}>
<div class="row">
<input
class="field"
maxlength="2000"
dir="auto"
enterkeyhint="send"
aria-label=${i.t(`addComment`)}
placeholder=${i.t(`addComment`)}
aria-describedby=${l}
.value=${T(e.writing)}
@input=${c}
/>
<button type="submit" class="btn">${i.t(`sendComment`)}</button>
</div>
${a(l,e.failed)}
</form>`:h}
</div>`}},j=(e,{title:t,state:i})=>m`<span class="tag" part="promise"
>${n(w(i),16,C(i,!1))}<b>${e.parts(i===`KEPT`?`promiseKept`:`promiseAbout`,{title:r(t)})}</b></span
>`;function M(e){let t=URL.canParse(e)?new URL(e):null;if(!t||!/^https?:$/.test(t.protocol))return m`<span class="tag">${n(`link`,16)}<b>${e}</b></span>`;let r=t.pathname.split(`/`).filter(Boolean).at(-1)??``;try{r=decodeURIComponent(r)}catch{}return m`<a class="tag" part="attachment" href=${t.href} target="_blank" rel="noreferrer noopener"
>${n(`link`,16)}<b><bdi>${r?`${t.host} · ${r}`:t.host}</bdi></b></a
>`}var N=20,P=2e4,F=1200,I=2e3,L=240,R=99,z=class extends l{static properties={team:{},search:{},only:{},viewer:{state:!0},catalogue:{state:!0},live:{state:!0},waitingFor:{state:!0},state:{state:!0}};static styles=u(`.live{font-size:var(--_text-sm);color:var(--_ink-2);align-items:center;gap:6px;display:inline-flex}.live:before{content:"";border:4px solid var(--_kept);border-radius:50%;width:8px;height:8px}.live.off:before{border:2px solid var(--_ink-3)}.filters{padding:6px var(--pad) var(--_3);scrollbar-width:none;gap:6px;margin-top:-6px;display:flex;overflow-x:auto}.newer{padding:var(--_2);border-top:var(--_border);background:var(--_surface-sunk);justify-content:center;display:flex}.newer .pill{color:var(--_ink);border-color:var(--_line-strong)}.dot1{background:var(--_accent);width:8px;height:8px;box-shadow:0 0 0 1px var(--_accent-line);border-radius:50%}.rec{padding:var(--pad);border-top:var(--_border);grid-template-columns:40px minmax(0,1fr);column-gap:14px;display:grid;position:relative}.rec:focus-visible{border-radius:var(--_radius);border-top-color:#0000}.rec .who{gap:0 var(--_2);grid-template-columns:minmax(0,1fr) auto;align-items:start;min-height:40px;display:grid}.rec .names{overflow-wrap:anywhere;hyphens:auto;font-weight:600;font-size:var(--_text-lg);letter-spacing:-.005em;line-height:1.35}.names .meta{font-weight:400}.rec .behs{flex-wrap:wrap;grid-column:1/-1;gap:2px 14px;margin-top:1px;display:flex}.beh{color:var(--_ink-2);align-items:center;gap:4px;display:inline-flex}.rec .when{margin:-7px 0 -8px;margin-inline-end:-10px}.rec .body{grid-column:2;min-width:0;margin-top:10px}.rec .voice{max-width:var(--_measure);contain:paint;padding-block:1px}.fold{-webkit-line-clamp:5;-webkit-box-orient:vertical;display:-webkit-box;overflow:hidden}.rec .sign{flex-wrap:wrap;align-items:center;gap:2px 8px;margin-top:12px;display:flex}.rec .sign:before{content:"";border-top:2px solid var(--_accent-line);flex:none;width:18px}.rec .sign b{font-weight:600}.rec .sign .row{gap:4px}.rec .atts{flex-wrap:wrap;gap:8px;margin-top:12px;display:flex}.rec .acts{flex-wrap:wrap;align-items:center;gap:6px;margin-top:14px;display:flex}.rec .note{margin-top:12px}.rec.gone{display:block}.rec.gone .note{margin:0}.re{border:1px solid var(--_line);border-radius:var(--_radius-full);background:var(--_surface);min-width:32px;min-height:32px;font-size:var(--_text-sm);color:var(--_ink-2);transition:background var(--_fast) var(--_ease);justify-content:center;align-items:center;gap:5px;padding:0 10px;font-weight:500;display:inline-flex;position:relative}.re:before{content:"";position:absolute;inset:-6px -2px}.re:hover{background:var(--_hover)}.re[disabled]{cursor:default;background:0 0}.re[aria-pressed=true]{background:var(--_accent-soft);border-color:var(--_accent-line);color:var(--_ink)}.re.bare{background:0 0;border-color:#0000;padding:0 6px}.re.bare:before{inset:-6px}.re.bare:hover{background:var(--_hover)}.coms{border-inline-start:2px solid var(--_line);justify-items:start;gap:12px;margin-top:14px;padding-inline-start:14px;display:grid}.com{grid-template-columns:28px minmax(0,1fr);gap:10px;display:grid}.com .voice{font-size:var(--_text-md);line-height:1.5}.com .link{color:var(--_ink-3);font-weight:400}.write{width:100%}.write .row{gap:12px}.write .field{flex:1;min-width:0}.edit{gap:8px;display:grid}.older{padding:var(--_3);border-top:var(--_border);justify-content:center;align-items:center;min-height:60px;display:flex}.blank .disc{fill:var(--_accent);stroke:none}.blank .hole{fill:var(--_surface);stroke:var(--_ink)}@keyframes step-out{0%{transform:none}}.fresh .av.back:before{animation:step-out var(--_calm) var(--_ease)}@container (width<=430px){.rec .body{grid-column:1/-1}.rec .acts{gap:4px}.re{padding-inline:8px}.re.bare{padding-inline:4px}.re.say>.i,.left{display:none}}`);dialog=new S(this);letters=[];newer=/* @__PURE__ */ new Set;many=!1;newest=null;oldest=null;hasOlder=!1;busy=!1;turn=0;who=`everyone`;behaviour=``;trouble=null;away=null;seenAt=/* @__PURE__ */ new Date;retry;frame=0;from=0;to=N;listening;constructor(){super(),this.viewer=null,this.catalogue=[],this.live=!0,this.state=`quiet`}get me(){return this.viewer?.person??null}label({key:e,label:t}){return this.catalogue.find(t=>t.key===e)?.label??t}start(e,t){this.letters=[],e.hear(`giving`,t,({key:e,recognition:t})=>{let n=this.insert(t);n.pending=n.fresh=!0,n.data={...t,id:e}}),e.hear(`given`,t,({key:e,recognition:t})=>{this.newer.delete(t.id);let n=this.letters.find(({id:t})=>t===e);n&&(n.data={...n.data,...t},n.pending=!1,this.requestUpdate())}),e.hear(`failed`,t,({key:e})=>this.drop(e)),e.hear(`taken`,t,({id:e})=>this.drop(e)),e.hear(`show`,t,({id:e})=>void this.show(e));let n=setInterval(()=>document.hidden||this.requestUpdate(),3e4);t.addEventListener(`abort`,()=>{clearInterval(n),clearTimeout(this.retry),this.listening?.abort()}),addEventListener(`scroll`,this.lookSoon,{capture:!0,passive:!0,signal:t}),addEventListener(`resize`,this.lookSoon,{passive:!0,signal:t}),addEventListener(`online`,()=>this.state===`failed`&&void this.load(),{signal:t}),this.begin(e,t)}async begin(e,t){this.follow(),this.load();try{let[n,r]=await Promise.all([e.viewer(),e.behaviours(this.words.lang)]);if(t.aborted)return;this.viewer=n,this.catalogue=r}catch(n){this.failure(n),setTimeout(()=>t.aborted||void this.begin(e,t),P)}}translated(){this.catalogue.length&&this.client.behaviours(this.words.lang).then(e=>this.catalogue=e,()=>{})}updated(e){e.has(`search`)&&this.search&&(this.only=``),(e.has(`team`)&&e.get(`team`)!==void 0||(e.has(`search`)||e.has(`only`))&&this.state!==`quiet`)&&this.again(),this.measure()}follow(){this.listening?.abort(),this.listening=new AbortController;let e=AbortSignal.any([this.alive.signal,this.listening.signal]);this.client.listen(`51119176e232371659746459ffeb8ca7d375b89ae77ac7e2f2d3fe387d95aa27`,{team:this.filter().team??null},e,({recognitionChanged:e})=>this.hear(e),e=>{this.live=e,e?(this.away=null,this.state===`ready`&&this.check(),this.state===`failed`&&this.load()):this.away??={text:this.t(`offlineBar`)}})}hear(e){this.seenAt=/* @__PURE__ */ new Date;let t=this.letters.find(({id:t})=>t===e.id);if(t){let{state:n,message:r,editedAt:i,endorsementCount:a,commentCount:o,link:s}=e;n===`ACTIVE`?t.data={...t.data,state:n,message:r,editedAt:i,endorsementCount:a,commentCount:o,link:s}:t.gone||=this.t(`gone`)}else e.state===`ACTIVE`?this.isNew(e)&&(this.newer.add(e.id),!this.letters.length&&this.state===`ready`&&this.showNewer()):this.newer.delete(e.id);this.requestUpdate()}isNew(e){if(this.only)return!1;let t=this.letters.find(({pending:e})=>!e);if(this.state!==`ready`||t&&e.createdAt<t.data.createdAt||e.giver.id===this.me?.id&&this.letters.some(({pending:e})=>e))return!1;let{behaviours:n,recipient:r,search:i}=this.filter();return i||r&&!e.recipients.some(({id:e})=>e===r)?!1:!n?.length||e.behaviours.some(({key:e})=>n.includes(e))}async check(){if(this.only)return;let e=this.turn;try{let{nodes:t,pageInfo:n}=await this.page(this.newest?{last:N,before:this.newest}:{first:N});if(e!==this.turn)return;this.seenAt=/* @__PURE__ */ new Date,this.many=!!(this.newest&&n.hasPreviousPage);for(let{id:e}of t)this.letters.some(t=>t.id===e)||this.newer.add(e);this.requestUpdate()}catch(e){this.failure(e)}}showNewer=async()=>{try{let{nodes:e,pageInfo:t}=await this.page(this.newest?{last:N,before:this.newest}:{first:N});if(this.newest&&t.hasPreviousPage){await this.load(),this.letters[0]?.focus();return}this.newest=t.startCursor??this.newest;let n=e.filter(({id:e})=>!this.letters.some(t=>t.id===e)).map(e=>new A(this,e));this.letters=[...n,...this.letters].sort((e,t)=>e.data.createdAt<t.data.createdAt?1:-1),this.newer.clear(),this.many=!1,this.requestUpdate(),n[0]?.focus()}catch(e){this.away=this.failure(e),this.requestUpdate()}};filter(){let e=this.who===`team`?this.viewer?.person?.teams[0]?.id:this.team;return{...e?{team:e}:{},...this.who===`me`&&this.me?{recipient:this.me.id}:{},...this.behaviour?{behaviours:[this.behaviour]}:{},...this.search?{search:this.search}:{}}}async page(e){if(this.only){let e=(await this.client.ask(`36d1ab43027b62bf1f8b30b3b18a56bb9d1863129e8e551bebd493ef26c47db9`,{id:this.only})).node;return{nodes:e?.state===`ACTIVE`?[e]:[],pageInfo:{hasNextPage:!1,hasPreviousPage:!1,startCursor:null,endCursor:null}}}return(await this.client.ask(`8ce4787008d6ff285a6aee2e4c31181ab35b43b0b255ff4c76f495d7e77fbd87`,{...e,filter:this.filter()})).recognitions}again(){this.follow(),this.load()}async load(){let e=++this.turn;clearTimeout(this.retry);let t=setTimeout(()=>{this.letters=[],this.state=`loading`},300);try{let{nodes:t,pageInfo:n}=await this.page({first:N});if(e!==this.turn)return;this.letters=t.map(e=>new A(this,e)),this.from=0,this.to=N,this.newest=n.startCursor,this.oldest=n.endCursor,this.hasOlder=n.hasNextPage,this.newer.clear(),this.many=!1,this.seenAt=/* @__PURE__ */ new Date,this.trouble=this.away=null,this.state=`ready`}catch(t){if(e!==this.turn)return;this.letters=[],this.trouble=this.failure(t),this.state=`failed`,this.soon&&(this.retry=setTimeout(()=>void this.load(),P))}finally{clearTimeout(t),this.requestUpdate()}}get soon(){return[`network`,`fault`,`busy`].includes(this.trouble?.problem?.trouble??``)}loadOlder=async()=>{if(this.busy||!this.hasOlder||this.state!==`ready`)return;let e=this.turn;this.busy=!0,this.requestUpdate();try{let{nodes:t,pageInfo:n}=await this.page({first:N,after:this.oldest});if(e!==this.turn)return;this.oldest=n.endCursor??this.oldest,this.hasOlder=n.hasNextPage;let r=new Set(this.letters.map(({id:e})=>e));this.letters.push(...t.filter(({id:e})=>!r.has(e)).map(e=>new A(this,e))),this.away=null}catch(e){this.away=this.failure(e)}finally{this.busy=!1,this.requestUpdate()}};insert(e){let t=new A(this,e);return this.letters=[t,...this.letters],this.requestUpdate(),t}drop(e){this.letters=this.letters.filter(t=>t.id!==e||t.gone),this.newer.delete(e),this.requestUpdate()}removed(e,t){e.gone=t,this.client.tell(`taken`,{id:e.id}),this.requestUpdate(),e.focus(`.note`)}async show(e){let t=this.letters.find(t=>t.id===e);t&&t.focus()}lookSoon=()=>{this.frame||=requestAnimationFrame(()=>{this.frame=0,this.look()})};look(){let e=this.q(`.cards`);if(!e?.offsetHeight||!this.isConnected)return;let{top:t}=e.getBoundingClientRect(),[n,r]=this.within(t,F),[i,a]=this.within(t,I),o=this.from>=i&&this.from<=n?this.from:n,s=this.to>=r&&this.to<=a?this.to:r;(o!==this.from||s!==this.to)&&(this.from=o,this.to=s,this.requestUpdate()),r===this.letters.length&&!this.away&&this.loadOlder()}within(e,t){let n=-1,r=this.letters.length;for(let[i,{height:a}]of this.letters.entries()){let o=e+(a||L);if(n<0&&o>-t&&(n=i),e>innerHeight+t){r=i;break}e=o}return[Math.max(0,n),r]}measure(){let e=new Map(this.letters.map(e=>[e.id,e])),t=!1;for(let n of this.renderRoot.querySelectorAll(`article`)){let r=e.get(n.dataset.id??``);if(!r)continue;r.height=n.getBoundingClientRect().height;let i=r.long===void 0&&n.querySelector(`.fold`);i&&(r.long=i.scrollHeight>i.clientHeight+1,t=!0)}t&&this.requestUpdate(),this.lookSoon()}cards(){let e=this.renderRoot.activeElement?.closest(`article`)?.dataset.id,t=[];return this.letters.forEach((n,r)=>{if(r>=this.from&&r<this.to||n.id===e)return t.push({key:n.id,letter:n,position:r+1,gap:0});let i=t.at(-1);i?.gap?i.gap+=n.height||L:t.push({key:r<this.from?`above`:`below`,position:0,gap:n.height||L})}),x(t,({key:e,gap:t},n)=>t?`${e}${n}`:e,({letter:e,position:t,gap:n})=>e?e.view(t):m`<div role="presentation" .style=${`height:${n}px`}></div>`)}keys=e=>{let t=e.target;if(t.matches(`textarea, input`))return;let n=[...this.renderRoot.querySelectorAll(`article`)],r=n.indexOf(t.closest(`article`)),i=e.key===`PageDown`?n[r+1]:e.key===`PageUp`?n[r-1]:e.ctrlKey&&e.key===`Home`?this.q(`.filters button`):e.ctrlKey&&e.key===`End`?this.q(`.older button`)??n.at(-1):null;i&&(e.preventDefault(),i.focus())};view(){let e=this.state===`ready`,t=this.newer.size,n=this.t(`newer`,{n:t}).replace(/^(\S+)/,e=>this.many||t>R?`${e}+`:e);return m`<section aria-label=${this.t(`feed`)}>
<div class="w-h" part="header">
<h2>${this.t(`feed`)}</h2>
${this.state===`failed`?h:m`<span class="live push ${this.live&&!this.away?``:`off`}" part="live">${this.t(this.live&&!this.away?`live`:`offline`)}</span>`}
</div>
${this.only?h:this.filters()}
${this.away&&e?this.awayBar(this.away):h}
<div class="newer" part="newer" role="status" ?hidden=${!t||!e}>
${t?m`<button class="pill" @click=${this.showNewer}><i class="dot1"></i>${n}</button>`:h}
</div>
<div class="cards" role=${this.letters.length?`feed`:h} aria-label=${this.letters.length?this.t(`feed`):h} aria-busy=${this.busy||this.state===`loading`} @keydown=${this.keys}>${this.cards()}</div>
${this.state===`loading`?c(this.t(`loading`)):h}
${this.state===`failed`&&this.trouble?this.failed(this.trouble):h}
${e&&!this.letters.length?this.blank():h}
${e&&this.letters.length?m`<div class="older">
${this.only?m`<button class="btn" @click=${this.all}>${this.t(`showAll`)}</button>`:this.hasOlder?m`<button class="btn q" @click=${this.loadOlder}>${this.t(`older`)}</button>`:m`<p class="meta faint">${this.t(`end`)}</p>`}
</div>`:h}
</section>
${this.dialog.view()}`}filters(){let e=(e,t)=>m`<button
class="pill"
aria-pressed=${this.who===e}
@click=${()=>{this.who=e,this.again(),this.requestUpdate()}}
>
${t}
</button>`;return m`<div class="filters" part="filters" role="group" aria-label=${this.t(`filters`)}>
${e(`everyone`,this.t(`everyone`))}
${!this.team&&this.viewer?.person?.teams.length?e(`team`,this.t(`myTeam`)):h}
${this.me?e(`me`,this.t(`aboutMe`)):h}
<label class="choice pill ${this.behaviour?`on`:``}"
><select aria-label=${this.t(`behaviour`)} @change=${({currentTarget:e})=>{this.behaviour=e.value,this.again()}}>
<option value="" ?selected=${!this.behaviour}>${this.t(`allBehaviours`)}</option>
${this.catalogue.map(({key:e,label:t})=>m`<option value=${e} ?selected=${e===this.behaviour}>${t}</option>`)}
</select>${n(`chev`,14)}</label
>
</div>`}awayBar({text:e,problem:t}){let r=!t||t.trouble===`network`;return m`<div class="bar" role="status">
${n(r?`offline`:`warn`)}
<span class="grow"><b>${r?this.t(`offlineBar`):e}</b> ${this.t(`offlineMore`,{time:this.words.clock(this.seenAt)})}</span>
${this.signInButton(t,`s`)}
</div>`}signInButton(e,t=``){return e?.trouble===`signedOut`?m`<button class="btn ${t}" @click=${async()=>await this.client.signIn()&&this.again()}>${this.t(`signInAgain`)}</button>`:h}all=()=>{this.who=`everyone`,this.behaviour=``,this.search=this.only=``,this.client.tell(`all`,{}),this.again(),this.requestUpdate()};blank(){let e=this.search?.trim();return this.who!==`everyone`||this.behaviour||e||this.only?m`<div class="blank">
${n(`search`,26)}
<h3>${this.only?this.t(`noSuch`):e?this.t(`filteredFor`,{text:e}):this.t(`filtered`)}</h3>
<p>${this.t(this.only?`noSuchMore`:`filteredMore`)}</p>
<button class="btn" @click=${this.all}>${this.t(`showAll`)}</button>
</div>`:m`<div class="blank">
<svg class="i" viewBox="0 0 72 52" width="72" height="52" aria-hidden="true">
<circle class="disc" cx="26" cy="28" r="22" /><circle class="hole" cx="42" cy="24" r="22" stroke-dasharray="4 5" />
</svg>
<h3>${this.t(`empty`)}</h3>
<p>${this.t(`emptyMore`)}</p>
${this.me?m`<button class="btn p" @click=${()=>this.client.tell(`thank`,{})}>${this.t(`give`)}</button>`:h}
</div>`}failed({text:e,problem:t}){return m`<div class="blank" role="alert">
${n(t?.trouble===`network`?`offline`:`warn`,26,`c-broken`)}
<h3>${this.t(`failed`)}</h3>
<p>${e} ${this.soon?this.t(`againSoon`):h}</p>
<div class="row wrap">
${t?.trouble===`signedOut`?this.signInButton(t):m`<button class="btn" @click=${()=>this.load()}>${this.t(`tryNow`)}</button>`}
${t?.reference?m`<span class="meta faint">${this.t(`reference`)} <span class="mono">${t.reference}</span></span>`:h}
</div>
</div>`}};export{z as default};