import{A as e,C as t,D as n,E as r,F as i,I as a,L as o,O as s,P as c,R as l,S as u,_ as d,a as f,c as p,f as m,g as h,h as g,i as _,j as v,k as y,l as b,m as x,o as S,p as C,s as w,t as T,u as E,v as D,x as O,y as k}from"./had-your-back.js";import{t as A}from"./dialog.js";var j={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},M=e=>(...t)=>({_$litDirective$:e,values:t}),N=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},{I:ee}=l,P=e=>e,F=()=>document.createComment(``),I=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0)n=new ee(r.insertBefore(F(),i),r.insertBefore(F(),i),e,e.options);else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=P(e).nextSibling;P(r).insertBefore(e,i),e=t}}}return n},L=(e,t,n=e)=>(e._$AI(t,n),e),R={},z=(e,t=R)=>e._$AH=t,B=e=>e._$AH,V=e=>{e._$AR(),e._$AA.remove()},H=(e,t,n)=>{let r=/* @__PURE__ */ new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},U=M(class extends N{constructor(e){if(super(e),e.type!==j.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=B(e),{values:o,keys:s}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=s,o;let c=this.ut??=[],l=[],u,d,f=0,p=i.length-1,m=0,h=o.length-1;for(;f<=p&&m<=h;)if(i[f]===null)f++;else if(i[p]===null)p--;else if(c[f]===s[m])l[m]=L(i[f],o[m]),f++,m++;else if(c[p]===s[h])l[h]=L(i[p],o[h]),p--,h--;else if(c[f]===s[h])l[h]=L(i[f],o[h]),I(e,l[h+1],i[f]),f++,h--;else if(c[p]===s[m])l[m]=L(i[p],o[m]),I(e,i[f],i[p]),p--,m++;else if(u===void 0&&(u=H(s,m,h),d=H(c,f,p)),u.has(c[f])){if(u.has(c[p])){let t=d.get(s[m]),n=t===void 0?null:i[t];if(n===null){let t=I(e,i[f]);L(t,o[m]),l[m]=t}else l[m]=L(n,o[m]),I(e,i[f],n),i[t]=null;m++}else V(i[p]),p--}else V(i[f]),f++;for(;m<=h;){let t=I(e,l[h+1]);L(t,o[m]),l[m++]=t}for(;f<=p;){let e=i[f++];e!==null&&V(e)}return this.ut=s,z(e,l),a}}),W=15,G=3,K=180,q=[`👏`,`💛`,`🙏`,`👍`,`🔥`,`🌱`],J=class{desk;data;height=0;long;unfolded=!1;pending=!1;fresh=!1;gone=``;note=null;talk=null;editing=null;constructor(e,t){this.desk=e,this.data=t,this.long=(t.message?.length??0)>K||t.message?.includes(`
`)?void 0:!1}get id(){return this.data.id}get words(){return this.desk.words}may(e){return this.data.viewerMay.includes(e)}get selector(){return`article[data-id="${CSS.escape(this.id)}"]`}focus(e=``){this.desk.focusOn(`${this.selector} ${e}`)}tell(e,t=!1){this.note={text:e,bad:t},this.desk.requestUpdate(),this.focus(`.note`)}async toggle(e,t){let n=this.data;this.data={...n,...e},this.note=null,this.desk.requestUpdate();try{let{recognition:e}=await t();this.data={...this.data,...e},this.desk.emit(`acted`,{act:`REACT`,recognition:this.data})}catch(e){this.data=n,this.tell(this.desk.failure(e).text,!0)}this.desk.requestUpdate()}endorse=()=>{let{id:e,viewerHasEndorsed:t,endorsementCount:n}=this.data,{client:r}=this.desk,i={id:e};this.toggle({viewerHasEndorsed:!t,endorsementCount:n+(t?-1:1)},()=>t?r.act(y,{input:i}):r.act(u,{input:i}))};react(t){let{id:r,reactions:i}=this.data,a=i.find(e=>e.emoji===t),o=!a?.viewerHasReacted,s=a?i.map(e=>e===a?{...a,viewerHasReacted:o,count:a.count+(o?1:-1)}:e).filter(({count:e})=>e):[...i,{emoji:t,count:1,viewerHasReacted:!0}],{client:c}=this.desk,l={id:r,emoji:t};this.toggle({reactions:s},()=>o?c.act(n,{input:l}):c.act(e,{input:l}))}edit=()=>{this.editing={text:this.data.message??``,trouble:``},this.desk.requestUpdate(),this.focus(`.edit textarea`)};async save(){let{editing:e}=this;if(e){try{let{recognition:t}=await this.desk.client.act(O,{input:{id:this.id,message:e.text}});this.data={...this.data,...t},this.editing=null,this.long=void 0,this.desk.emit(`acted`,{act:`EDIT`,recognition:this.data}),this.focus()}catch(t){t instanceof g&&t.code===`EDIT_WINDOW_OVER`&&(this.data={...this.data,viewerMay:this.data.viewerMay.filter(e=>e!==`EDIT`)}),e.trouble=this.desk.failure(t).text}this.desk.requestUpdate()}}withdraw(){let{desk:e}=this;e.dialog.ask({title:e.t(`withdrawTitle`),text:e.t(`withdrawMore`),label:e.t(`withdraw`),act:async()=>{await e.client.act(c,{input:{id:this.id}}),e.emit(`acted`,{act:`WITHDRAW`,recognition:this.data}),e.removed(this,e.t(`withdrawn`))}})}report(e){let{desk:t}=this;t.dialog.ask({title:t.t(`reportTitle`),text:t.t(`reportMore`),label:t.t(`report`),reason:t.t(`reason`),act:async n=>{await t.client.act(v,{input:{id:e,reason:n}}),this.tell(t.t(`reported`))}})}hide(){let{desk:e}=this;e.dialog.ask({title:e.t(`hideTitle`),text:e.t(`hideMore`),label:e.t(`hide`),reason:e.t(`reason`),act:async t=>{await e.client.act(r,{input:{id:this.id,reason:t,hide:!0}}),e.removed(this,e.t(`hidden`))}})}toggleTalk=()=>{this.talk=this.talk?null:{lines:[],next:null,trouble:``,writing:``,failed:``,key:h()},this.desk.requestUpdate(),this.talk&&(this.readOn(),this.may(`COMMENT`)&&this.focus(`.write input`))};async readOn(){let{talk:e}=this;if(e){e.trouble=``;try{let{node:t}=await this.desk.client.ask(D,{recognition:this.id,after:e.next});e.lines=[...e.lines,...t?.comments?.nodes??[]],e.next=t?.comments?.pageInfo.hasNextPage?t.comments.pageInfo.endCursor:null,t?.commentCount!=null&&(this.data={...this.data,commentCount:t.commentCount})}catch(t){e.trouble=this.desk.failure(t).text}this.desk.requestUpdate()}}async write(){let{talk:e}=this;if(e?.writing.trim()){e.failed=``;try{let t={recognition:this.id,text:e.writing,idempotencyKey:e.key},{comment:n,recognition:r}=await this.desk.client.act(d,{input:t});n&&(e.lines=[...e.lines,n]),e.writing=``,e.key=h(),this.data={...this.data,...r}}catch(t){e.failed=this.desk.failure(t).text}this.desk.requestUpdate()}}async erase(e){try{let{recognition:t}=await this.desk.client.act(k,{input:{id:e.id}});this.talk&&(this.talk.lines=this.talk.lines.filter(({id:t})=>t!==e.id)),this.data={...this.data,commentCount:t?.commentCount??this.data.commentCount-1},this.desk.requestUpdate(),this.focus(`[aria-expanded]`)}catch(e){this.tell(this.desk.failure(e).text,!0)}}view(e){let{data:t,words:n}=this;if(this.gone)return o`<article class="rec gone" part="card" data-id=${t.id} tabindex="0" aria-label=${this.gone} aria-posinset=${e} aria-setsize="-1">
<p class="note" role="status" tabindex="-1">${S(`check`)}<span>${this.gone}</span></p>
</article>`;let{recipients:r,team:a}=t,s=a?[a.name]:r.map(({displayName:e})=>e),c=s.length>4?[...s.slice(0,G),n.t(`others`,{n:s.length-G})]:s,l=t.behaviours.map(e=>this.desk.label(e)),[u,d]=r;return o`<article
class="rec ${this.fresh?`fresh`:``}"
part="card"
data-id=${t.id}
tabindex="0"
aria-busy=${this.pending}
aria-posinset=${e}
aria-setsize="-1"
aria-label=${n.t(`cardLabel`,{names:E(n,c),behaviours:E(n,l)})}
>
<div>
${a?f(a,`back sq`):d?o`<span class="avs">${f(u,`s32 back`)}${f(d,`s32`)}</span>`:u?f(u,`back`):i}
</div>
<div class="who">
<h3 class="names" part="names" title=${s.length>c.length?E(n,s):i}>
${p(n,c)}
${a?o` <span class="meta">${n.t(`wholeTeam`)}${r.length?`, ${n.t(`people`,{n:r.length})}`:``}</span>`:i}
</h3>
<div class="when">${this.more()}</div>
<div class="behs">
${t.behaviours.map(({key:e},t)=>o`<span class="beh" part="behaviour">${S(e,20)}${l[t]}</span>`)}
</div>
</div>
<div class="body">
${this.editing?this.editor(this.editing):this.message()} ${this.signature()}
${t.link?o`<div class="atts">${Y(t.link)}</div>`:i} ${this.acts()}
${this.note?o`<p class="note ${this.note.bad?`bad`:``}" role="status" tabindex="-1">
${S(this.note.bad?`warn`:`check`)}<span class="grow">${this.note.text}</span>
</p>`:i}
${this.talk?this.comments(this.talk):i}
</div>
</article>`}more(){let{desk:e}=this,t=[];return this.may(`EDIT`)&&t.push({icon:`pen`,label:e.t(`edit`),act:this.edit}),this.may(`WITHDRAW`)&&t.push({icon:`undo`,label:e.t(`withdraw`),act:()=>this.withdraw()}),this.may(`REPORT`)&&t.push({icon:`warn`,label:e.t(`report`),act:()=>this.report(this.id)}),this.may(`MODERATE`)&&t.push({icon:`eye`,label:e.t(`hide`),act:()=>this.hide()}),t.length?w(`more-${this.id}`,S(`more`),e.t(`more`),t):i}message(){let e=()=>{this.unfolded=!0,this.desk.requestUpdate(),this.focus()},t=this.long!==!1&&!this.unfolded;return o`<blockquote class="voice" part="message"><p class=${t?`fold`:``} dir="auto">${this.data.message??``}</p></blockquote>
${this.long&&!this.unfolded?o`<button class="link" aria-expanded="false" @click=${e}>${this.words.t(`readAll`)}</button>`:i}`}editor(e){let{desk:t}=this,n=()=>{this.editing=null,t.requestUpdate(),this.focus()},r=`edit-${this.id}`;return o`<form
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
${x(r,e.trouble)}
<div class="row">
<button type="submit" class="btn p s">${t.t(`save`)}</button>
<button type="button" class="btn q s" @click=${n}>${t.t(`cancel`)}</button>
</div>
</form>`}signature(){let{giver:e,createdAt:t,editedAt:n,visibility:r}=this.data,[a]=e.teams;return o`<p class="sign" part="signature">
<b>${e.id===this.desk.me?.id?this.words.t(`you`):b(e.displayName)}</b>
${a?o`<span class="meta"><bdi>${a.name}</bdi></span>`:i} ${C(this.words,t)}
${n?o`<span class="meta faint">${this.words.t(`edited`)}</span>`:i}
${r===`EVERYONE`?i:o`<span class="meta row">${S(`lock`,14)}${this.words.t(`visibility.${r}`)}</span>`}
</p>`}acts(){let{data:e,words:t,desk:n}=this;if(this.pending)return i;let{endorsementCount:r,viewerHasEndorsed:a,reactions:s,commentCount:c}=e,l=W-Math.floor((Date.now()-new Date(e.createdAt).getTime())/6e4),u=e=>t.maybe(`reaction.${e}`)??e;return o`<div class="acts" part="actions">
${this.may(`ENDORSE`)||a||r?o`<button class="re say" aria-pressed=${a} ?disabled=${!this.may(`ENDORSE`)&&!a} @click=${this.endorse}>
${S(`second`,16)}${t.t(`sawToo`)}${r?o` <span class="num">${t.number(r)}</span>`:i}
</button>`:i}
${s.map(({emoji:e,count:n,viewerHasReacted:r})=>o`<button
class="re"
aria-pressed=${r}
aria-label=${t.t(`reacted`,{name:u(e),n})}
?disabled=${!this.may(`REACT`)}
@click=${()=>this.react(e)}
>
<span>${e}</span><span class="num">${t.number(n)}</span>
</button>`)}
${this.may(`REACT`)?w(`react-${this.id}`,S(`smile`),n.t(`react`),q.map(e=>({label:e,name:u(e),act:()=>this.react(e)})),`emoji`,`re bare`):i}
${this.may(`COMMENT`)||c?o`<button
class="re bare"
aria-expanded=${!!this.talk}
aria-label=${c?t.t(`comments`,{n:c}):t.t(`comment`)}
@click=${this.toggleTalk}
>
${S(`comment`)}${c?o`<span class="num">${t.number(c)}</span>`:i}
</button>`:i}
${this.may(`EDIT`)&&l>0&&!this.editing?o`<span class="push row">
<span class="meta faint left">${t.t(`leftToEdit`,{time:t.unit(l,`minute`)})}</span>
<button class="btn q s" @click=${this.edit}>${S(`pen`,16)}${t.t(`edit`)}</button>
</span>`:i}
</div>`}comments(e){let{desk:t,words:n}=this,r=e=>{e.preventDefault(),this.write()},a=({currentTarget:t})=>{e.writing=t.value,e.key=h()},s=`comment-${this.id}`;return o`<div class="coms" part="comments">
${e.lines.map(e=>{let r=e.author.id===t.me?.id;return o`<div class="com">
${f(e.author,`s28`)}
<div class="grow">
<div class="row meta wrap">
<b class="c-ink">${r?n.t(`you`):b(e.author.displayName)}</b>${C(n,e.createdAt)}
<button class="link" @click=${()=>r?void this.erase(e):this.report(e.id)}>${n.t(r?`deleteComment`:`reportShort`)}</button>
</div>
<p class="voice" dir="auto">${e.text}</p>
</div>
</div>`})}
${e.trouble?o`<p class="err">${S(`warn`)}${e.trouble} <button class="link" @click=${()=>this.readOn()}>${n.t(`tryAgain`)}</button></p>`:e.next?o`<button class="link" @click=${()=>this.readOn()}>${n.t(`moreComments`)}</button>`:i}
${this.may(`COMMENT`)?o`<form class="write" @submit=${r}>
<div class="row">
<input
class="field"
maxlength="2000"
dir="auto"
enterkeyhint="send"
aria-label=${n.t(`addComment`)}
placeholder=${n.t(`addComment`)}
aria-describedby=${s}
.value=${e.writing}
@input=${a}
/>
<button type="submit" class="btn">${n.t(`sendComment`)}</button>
</div>
${x(s,e.failed)}
</form>`:i}
</div>`}};function Y(e){let t=URL.canParse(e)?new URL(e):null;if(!t||!/^https?:$/.test(t.protocol))return o`<span class="tag">${S(`link`,16)}<b>${e}</b></span>`;let n=t.pathname.split(`/`).filter(Boolean).at(-1)??``;try{n=decodeURIComponent(n)}catch{}return o`<a class="tag" part="attachment" href=${t.href} target="_blank" rel="noreferrer noopener"
>${S(`link`,16)}<b><bdi>${n?`${t.host} · ${n}`:t.host}</bdi></b></a
>`}var X=`.live{font-size:var(--_text-sm);color:var(--_ink-2);align-items:center;gap:6px;display:inline-flex}.live:before{content:"";background:var(--_kept);border-radius:50%;width:8px;height:8px}.live.off:before{border:2px solid var(--_ink-3);background:0 0}.filters{padding:6px var(--pad) var(--_3);scrollbar-width:none;gap:6px;margin-top:-6px;display:flex;overflow-x:auto}.newer{padding:var(--_2);border-top:var(--_border);background:var(--_surface-sunk);justify-content:center;display:flex}.newer .pill{color:var(--_ink);border-color:var(--_line-strong)}.dot1{background:var(--_accent);width:8px;height:8px;box-shadow:0 0 0 1px var(--_accent-line);border-radius:50%}.rec{padding:var(--pad);border-top:var(--_border);grid-template-columns:40px minmax(0,1fr);column-gap:14px;display:grid;position:relative}.rec:focus-visible{border-radius:var(--_radius);border-top-color:#0000}.rec .who{gap:0 var(--_2);grid-template-columns:minmax(0,1fr) auto;align-items:start;min-height:40px;display:grid}.rec .names{overflow-wrap:anywhere;hyphens:auto;font-weight:600;font-size:var(--_text-lg);letter-spacing:-.005em;line-height:1.35}.names .meta{font-weight:400}.rec .behs{flex-wrap:wrap;grid-column:1/-1;gap:2px 14px;margin-top:1px;display:flex}.beh{color:var(--_ink-2);align-items:center;gap:4px;display:inline-flex}.rec .when{margin:-7px 0 -8px;margin-inline-end:-10px}.rec .body{grid-column:2;min-width:0;margin-top:10px}.rec .voice{max-width:var(--_measure);contain:paint;padding-block:1px}.fold{-webkit-line-clamp:5;-webkit-box-orient:vertical;display:-webkit-box;overflow:hidden}.rec .sign{flex-wrap:wrap;align-items:center;gap:2px 8px;margin-top:12px;display:flex}.rec .sign:before{content:"";background:var(--_accent-line);flex:none;width:18px;height:2px}.rec .sign b{font-weight:600}.rec .sign .row{gap:4px}.rec .atts{flex-wrap:wrap;gap:8px;margin-top:12px;display:flex}.rec .acts{flex-wrap:wrap;align-items:center;gap:6px;margin-top:14px;display:flex}.rec .note{margin-top:12px}.rec.gone{display:block}.rec.gone .note{margin:0}.re{border:1px solid var(--_line);border-radius:var(--_radius-full);background:var(--_surface);min-width:32px;min-height:32px;font-size:var(--_text-sm);color:var(--_ink-2);transition:background var(--_fast) var(--_ease);justify-content:center;align-items:center;gap:5px;padding:0 10px;font-weight:500;display:inline-flex;position:relative}.re:before{content:"";position:absolute;inset:-6px -2px}.re:hover{background:var(--_hover)}.re[disabled]{cursor:default;background:0 0}.re[aria-pressed=true]{background:var(--_accent-soft);border-color:var(--_accent-line);color:var(--_ink)}.re.bare{background:0 0;border-color:#0000;padding:0 6px}.re.bare:before{inset:-6px}.re.bare:hover{background:var(--_hover)}.coms{border-inline-start:2px solid var(--_line);justify-items:start;gap:12px;margin-top:14px;padding-inline-start:14px;display:grid}.com{grid-template-columns:28px minmax(0,1fr);gap:10px;display:grid}.com .voice{font-size:var(--_text-md);line-height:1.5}.com .link{color:var(--_ink-3);font-weight:400}.write{width:100%}.write .field{flex:1;min-width:0}.edit{gap:8px;display:grid}.older{padding:var(--_3);border-top:var(--_border);justify-content:center;align-items:center;min-height:60px;display:flex}.blank .disc{fill:var(--_accent);stroke:none}.blank .hole{fill:var(--_surface);stroke:var(--_ink)}@keyframes step-out{0%{transform:none}}.fresh .av.back:before{animation:step-out var(--_calm) var(--_ease)}@container (width<=430px){.rec .body{grid-column:1/-1}.rec .acts{gap:4px}.re{padding-inline:8px}.re.bare{padding-inline:4px}.re.say>.i,.left{display:none}}`,Z=20,Q=2e4,te=1200,$=240,ne=99,re=class extends T{static properties={team:{},search:{},viewer:{state:!0},catalogue:{state:!0},live:{state:!0},waitingFor:{state:!0},state:{state:!0}};static styles=_(X);dialog=new A(this);letters=[];newer=/* @__PURE__ */ new Set;many=!1;newest=null;oldest=null;hasOlder=!1;busy=!1;turn=0;who=`everyone`;behaviour=``;trouble=null;away=null;seenAt=/* @__PURE__ */ new Date;retry;frame=0;from=0;to=Z;listening;constructor(){super(),this.viewer=null,this.catalogue=[],this.live=!0,this.state=`quiet`}get me(){return this.viewer?.person??null}label({key:e,label:t}){return this.catalogue.find(t=>t.key===e)?.label??t}start(e,t){this.letters=[],e.hear(`giving`,t,({key:e,recognition:t})=>{let n=this.insert(t);n.pending=n.fresh=!0,n.data={...t,id:e}}),e.hear(`given`,t,({key:e,recognition:t})=>{this.newer.delete(t.id);let n=this.letters.find(({id:t})=>t===e);n&&(n.data=t,n.pending=!1,this.requestUpdate())}),e.hear(`failed`,t,({key:e})=>this.drop(e)),e.hear(`taken`,t,({id:e})=>this.drop(e)),e.hear(`show`,t,({id:e})=>void this.show(e));let n=setInterval(()=>document.hidden||this.requestUpdate(),3e4);t.addEventListener(`abort`,()=>{clearInterval(n),clearTimeout(this.retry),this.listening?.abort()});let r=()=>{this.frame||=requestAnimationFrame(()=>{this.frame=0,this.look()})};addEventListener(`scroll`,r,{capture:!0,passive:!0,signal:t}),addEventListener(`resize`,r,{passive:!0,signal:t}),addEventListener(`online`,()=>this.state===`failed`&&void this.load(),{signal:t}),this.begin(e,t)}async begin(e,t){this.follow(),this.load();try{let[n,r]=await Promise.all([e.viewer(),e.behaviours(this.words.lang)]);if(t.aborted)return;this.viewer=n,this.catalogue=r}catch(n){this.failure(n),setTimeout(()=>t.aborted||void this.begin(e,t),Q)}}translated(){this.catalogue.length&&this.client.behaviours(this.words.lang).then(e=>this.catalogue=e,()=>{})}updated(e){(e.has(`team`)&&e.get(`team`)!==void 0||e.has(`search`)&&this.state!==`quiet`)&&this.again(),this.measure()}follow(){this.listening?.abort(),this.listening=new AbortController;let e=AbortSignal.any([this.alive.signal,this.listening.signal]);this.client.listen(s,{team:this.filter().team??null},e,({recognitionChanged:e})=>this.hear(e),e=>{this.live=e,e?(this.away=null,this.state===`ready`&&this.check(),this.state===`failed`&&this.load()):this.away??={text:this.t(`offlineBar`)}})}hear(e){this.seenAt=/* @__PURE__ */ new Date;let t=this.letters.find(({id:t})=>t===e.id);if(t){let{state:n,message:r,editedAt:i,endorsementCount:a,commentCount:o,link:s}=e;n===`ACTIVE`?t.data={...t.data,state:n,message:r,editedAt:i,endorsementCount:a,commentCount:o,link:s}:t.gone||=this.t(`gone`)}else e.state===`ACTIVE`?this.isNew(e)&&(this.newer.add(e.id),!this.letters.length&&this.state===`ready`&&this.showNewer()):this.newer.delete(e.id);this.requestUpdate()}isNew(e){let t=this.letters.find(({pending:e})=>!e);if(this.state!==`ready`||t&&e.createdAt<t.data.createdAt||e.giver.id===this.me?.id&&this.letters.some(({pending:e})=>e))return!1;let{behaviours:n,recipient:r,search:i}=this.filter();return i||r&&!e.recipients.some(({id:e})=>e===r)?!1:!n?.length||e.behaviours.some(({key:e})=>n.includes(e))}async check(){let e=this.turn;try{let{nodes:t,pageInfo:n}=await this.page(this.newest?{last:Z,before:this.newest}:{first:Z});if(e!==this.turn)return;this.seenAt=/* @__PURE__ */ new Date,this.many=!!(this.newest&&n.hasPreviousPage);for(let{id:e}of t)this.letters.some(t=>t.id===e)||this.newer.add(e);this.requestUpdate()}catch(e){this.failure(e)}}showNewer=async()=>{try{let{nodes:e,pageInfo:t}=await this.page(this.newest?{last:Z,before:this.newest}:{first:Z});if(this.newest&&t.hasPreviousPage){await this.load(),this.letters[0]?.focus();return}this.newest=t.startCursor??this.newest;let n=e.filter(({id:e})=>!this.letters.some(t=>t.id===e)).map(e=>new J(this,e));this.letters=[...n,...this.letters].sort((e,t)=>e.data.createdAt<t.data.createdAt?1:-1),this.newer.clear(),this.many=!1,this.requestUpdate(),n[0]?.focus()}catch(e){this.away=this.failure(e),this.requestUpdate()}};filter(){let e=this.who===`team`?this.viewer?.person?.teams[0]?.id:this.team;return{...e?{team:e}:{},...this.who===`me`&&this.me?{recipient:this.me.id}:{},...this.behaviour?{behaviours:[this.behaviour]}:{},...this.search?{search:this.search}:{}}}async page(e){return(await this.client.ask(t,{...e,filter:this.filter()})).recognitions}again(){this.follow(),this.load()}async load(){let e=++this.turn;clearTimeout(this.retry);let t=setTimeout(()=>{this.letters=[],this.state=`loading`},300);try{let{nodes:t,pageInfo:n}=await this.page({first:Z});if(e!==this.turn)return;this.letters=t.map(e=>new J(this,e)),this.newest=n.startCursor,this.oldest=n.endCursor,this.hasOlder=n.hasNextPage,this.newer.clear(),this.many=!1,this.seenAt=/* @__PURE__ */ new Date,this.trouble=this.away=null,this.state=`ready`}catch(t){if(e!==this.turn)return;this.letters=[],this.trouble=this.failure(t),this.state=`failed`,this.soon&&(this.retry=setTimeout(()=>void this.load(),Q))}finally{clearTimeout(t),this.requestUpdate()}}get soon(){return[`network`,`fault`,`busy`].includes(this.trouble?.problem?.trouble??``)}loadOlder=async()=>{if(this.busy||!this.hasOlder||this.state!==`ready`)return;let e=this.turn;this.busy=!0,this.requestUpdate();try{let{nodes:t,pageInfo:n}=await this.page({first:Z,after:this.oldest});if(e!==this.turn)return;this.oldest=n.endCursor??this.oldest,this.hasOlder=n.hasNextPage;let r=new Set(this.letters.map(({id:e})=>e));this.letters.push(...t.filter(({id:e})=>!r.has(e)).map(e=>new J(this,e))),this.away=null}catch(e){this.away=this.failure(e)}finally{this.busy=!1,this.requestUpdate()}};insert(e){let t=new J(this,e);return this.letters=[t,...this.letters],this.requestUpdate(),t}drop(e){this.letters=this.letters.filter(t=>t.id!==e),this.newer.delete(e),this.requestUpdate()}removed(e,t){e.gone=t,this.requestUpdate(),e.focus(`.note`)}async show(e){let t=this.letters.find(t=>t.id===e);t&&t.focus()}look(){let e=this.q(`.cards`);if(!e?.offsetHeight)return;let t=e.getBoundingClientRect().top,n=-1,r=this.letters.length;for(let[e,{height:i}]of this.letters.entries()){let a=t+(i||$);if(n<0&&a>-1200&&(n=e),t>innerHeight+te){r=e;break}t=a}n=Math.max(0,n),(n!==this.from||r!==this.to)&&(this.from=n,this.to=r,this.requestUpdate()),r===this.letters.length&&!this.away&&this.loadOlder()}measure(){let e=new Map(this.letters.map(e=>[e.id,e])),t=!1;for(let n of this.renderRoot.querySelectorAll(`article`)){let r=e.get(n.dataset.id??``);if(!r)continue;r.height=n.offsetHeight;let i=r.long===void 0&&n.querySelector(`.fold`);i&&(r.long=i.scrollHeight>i.clientHeight+1,t=!0)}t&&this.requestUpdate(),this.look()}cards(){let e=this.renderRoot.activeElement?.closest(`article`)?.dataset.id,t=[];return this.letters.forEach((n,r)=>{if(r>=this.from&&r<this.to||n.id===e)return t.push({key:n.id,letter:n,position:r+1,gap:0});let i=t.at(-1);i?.gap?i.gap+=n.height||$:t.push({key:r<this.from?`above`:`below`,position:0,gap:n.height||$})}),U(t,({key:e,gap:t},n)=>t?`${e}${n}`:e,({letter:e,position:t,gap:n})=>e?e.view(t):o`<div role="presentation" .style=${`height:${n}px`}></div>`)}keys=e=>{let t=e.target;if(t.matches(`textarea, input`))return;let n=[...this.renderRoot.querySelectorAll(`article`)],r=n.indexOf(t.closest(`article`)),i=e.key===`PageDown`?n[r+1]:e.key===`PageUp`?n[r-1]:e.ctrlKey&&e.key===`Home`?this.q(`.filters button`):e.ctrlKey&&e.key===`End`?this.q(`.older button`)??n.at(-1):null;i&&(e.preventDefault(),i.focus())};view(){let e=this.state===`ready`,t=this.newer.size,n=this.t(`newer`,{n:t}).replace(/^(\S+)/,e=>this.many||t>ne?`${e}+`:e);return o`<section aria-label=${this.t(`feed`)}>
<div class="w-h" part="header">
<h2>${this.t(`feed`)}</h2>
${this.state===`failed`?i:o`<span class="live push ${this.live&&!this.away?``:`off`}" part="live">${this.t(this.live&&!this.away?`live`:`offline`)}</span>`}
</div>
${this.filters()}
${this.away&&e?this.awayBar(this.away):i}
<div class="newer" part="newer" role="status" ?hidden=${!t||!e}>
${t?o`<button class="pill" @click=${this.showNewer}><i class="dot1"></i>${n}</button>`:i}
</div>
<div class="cards" role=${this.letters.length?`feed`:i} aria-label=${this.letters.length?this.t(`feed`):i} aria-busy=${this.busy||this.state===`loading`} @keydown=${this.keys}>${this.cards()}</div>
${this.state===`loading`?m(this.t(`loading`)):i}
${this.state===`failed`&&this.trouble?this.failed(this.trouble):i}
${e&&!this.letters.length?this.blank():i}
${e&&this.letters.length?o`<div class="older">
${this.hasOlder?o`<button class="btn q" @click=${this.loadOlder}>${this.t(`older`)}</button>`:o`<p class="meta faint">${this.t(`end`)}</p>`}
</div>`:i}
</section>
${this.dialog.view()}`}filters(){let e=(e,t)=>o`<button
class="pill"
aria-pressed=${this.who===e}
@click=${()=>{this.who=e,this.again(),this.requestUpdate()}}
>
${t}
</button>`;return o`<div class="filters" part="filters" role="group" aria-label=${this.t(`filters`)}>
${e(`everyone`,this.t(`everyone`))}
${!this.team&&this.viewer?.person?.teams.length?e(`team`,this.t(`myTeam`)):i}
${this.me?e(`me`,this.t(`aboutMe`)):i}
<label class="choice pill ${this.behaviour?`on`:``}"
><select aria-label=${this.t(`behaviour`)} @change=${({currentTarget:e})=>{this.behaviour=e.value,this.again()}}>
<option value="" ?selected=${!this.behaviour}>${this.t(`allBehaviours`)}</option>
${this.catalogue.map(({key:e,label:t})=>o`<option value=${e} ?selected=${e===this.behaviour}>${t}</option>`)}
</select>${S(`chev`,14)}</label
>
</div>`}awayBar({text:e,problem:t}){let n=!t||t.trouble===`network`;return o`<div class="bar" role="status">
${S(n?`offline`:`warn`)}
<span class="grow"><b>${n?this.t(`offlineBar`):e}</b> ${this.t(`offlineMore`,{time:this.words.clock(this.seenAt)})}</span>
${this.signInButton(t,`s`)}
</div>`}signInButton(e,t=``){return e?.trouble===`signedOut`?o`<button class="btn ${t}" @click=${async()=>await this.client.signIn()&&this.again()}>${this.t(`signInAgain`)}</button>`:i}blank(){let e=this.search?.trim();return this.who!==`everyone`||this.behaviour||e?o`<div class="blank">
${S(`search`,26)}
<h3>${e?this.t(`filteredFor`,{text:e}):this.t(`filtered`)}</h3>
<p>${this.t(`filteredMore`)}</p>
<button class="btn" @click=${()=>{this.who=`everyone`,this.behaviour=``,this.search=``,this.again(),this.requestUpdate()}}>${this.t(`showAll`)}</button>
</div>`:o`<div class="blank">
<svg class="i" viewBox="0 0 72 52" width="72" height="52" aria-hidden="true">
<circle class="disc" cx="26" cy="28" r="22" /><circle class="hole" cx="42" cy="24" r="22" stroke-dasharray="4 5" />
</svg>
<h3>${this.t(`empty`)}</h3>
<p>${this.t(`emptyMore`)}</p>
${this.me?o`<button class="btn p" @click=${()=>this.client.tell(`thank`,{})}>${this.t(`give`)}</button>`:i}
</div>`}failed({text:e,problem:t}){return o`<div class="blank" role="alert">
${S(t?.trouble===`network`?`offline`:`warn`,26,`c-broken`)}
<h3>${this.t(`failed`)}</h3>
<p>${e} ${this.soon?this.t(`againSoon`):i}</p>
<div class="row wrap">
${t?.trouble===`signedOut`?this.signInButton(t):o`<button class="btn" @click=${()=>this.load()}>${this.t(`tryNow`)}</button>`}
${t?.reference?o`<span class="meta faint">${this.t(`reference`)} <span class="mono">${t.reference}</span></span>`:i}
</div>
</div>`}};export{re as default};