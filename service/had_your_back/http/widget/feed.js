import{A as e,C as t,D as n,F as r,I as i,L as a,M as o,N as s,O as c,P as l,S as u,_ as d,b as f,c as p,d as m,f as h,g,h as _,j as v,k as y,l as b,m as x,n as S,o as C,s as w,u as T,v as E,w as D,x as O,y as k}from"./had-your-back.js";var A={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},j=e=>(...t)=>({_$litDirective$:e,values:t}),M=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},{I:ee}=a,N=e=>e,P=()=>document.createComment(``),F=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0)n=new ee(r.insertBefore(P(),i),r.insertBefore(P(),i),e,e.options);else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=N(e).nextSibling;N(r).insertBefore(e,i),e=t}}}return n},I=(e,t,n=e)=>(e._$AI(t,n),e),L={},R=(e,t=L)=>e._$AH=t,z=e=>e._$AH,B=e=>{e._$AR(),e._$AA.remove()},V=(e,t,n)=>{let r=/* @__PURE__ */ new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},H=j(class extends M{constructor(e){if(super(e),e.type!==A.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,i]){let a=z(e),{values:o,keys:s}=this.dt(t,n,i);if(!Array.isArray(a))return this.ut=s,o;let c=this.ut??=[],l=[],u,d,f=0,p=a.length-1,m=0,h=o.length-1;for(;f<=p&&m<=h;)if(a[f]===null)f++;else if(a[p]===null)p--;else if(c[f]===s[m])l[m]=I(a[f],o[m]),f++,m++;else if(c[p]===s[h])l[h]=I(a[p],o[h]),p--,h--;else if(c[f]===s[h])l[h]=I(a[f],o[h]),F(e,l[h+1],a[f]),f++,h--;else if(c[p]===s[m])l[m]=I(a[p],o[m]),F(e,a[f],a[p]),p--,m++;else if(u===void 0&&(u=V(s,m,h),d=V(c,f,p)),u.has(c[f])){if(u.has(c[p])){let t=d.get(s[m]),n=t===void 0?null:a[t];if(n===null){let t=F(e,a[f]);I(t,o[m]),l[m]=t}else l[m]=I(n,o[m]),F(e,a[f],n),a[t]=null;m++}else B(a[p]),p--}else B(a[f]),f++;for(;m<=h;){let t=F(e,l[h+1]);I(t,o[m]),l[m++]=t}for(;f<=p;){let e=a[f++];e!==null&&B(e)}return this.ut=s,R(e,l),r}}),U=class{host;question=null;trouble=``;busy=!1;constructor(e){this.host=e}get element(){return this.host.renderRoot.querySelector(`dialog`)}async ask(e){this.question=e,this.trouble=``,this.host.requestUpdate(),await this.host.updateComplete,this.element?.showModal(),this.element?.querySelector(e.reason?`textarea`:`h3`)?.focus()}closed=()=>{this.question=null,this.host.requestUpdate()};submit=async e=>{e.preventDefault();let{question:t}=this;if(t&&!this.busy){this.busy=!0;try{await t.act(this.element?.querySelector(`textarea`)?.value??``),this.element?.close()}catch(e){this.trouble=this.host.failure(e).text,this.host.requestUpdate()}finally{this.busy=!1}}};view(){let{question:e,host:t}=this;if(!e)return l;let n=()=>this.element?.close();return i`<dialog class="dialog" part="dialog" aria-labelledby="dialog-title" @close=${this.closed}>
<form novalidate @submit=${this.submit}>
<div class="hd">
<h3 id="dialog-title" tabindex="-1">${e.title}</h3>
<button type="button" class="btn q ic" aria-label=${t.t(`close`)} @click=${n}>${p(`x`)}</button>
</div>
<div class="bd">
<p class="meta">${e.text}</p>
${e.reason?i`<div>
<label class="lab" for="dialog-reason">${e.reason}</label>
<textarea class="field ${this.trouble?`bad`:``}" id="dialog-reason" rows="3" dir="auto" aria-describedby="dialog-error"></textarea>
</div>`:l}
${g(`dialog-error`,this.trouble)}
</div>
<div class="ft">
<button type="button" class="btn" @click=${n}>${t.t(`cancel`)}</button>
<button type="submit" class="btn p">${e.label}</button>
</div>
</form>
</dialog>`}},W=15,G=3,K=180,q=[`👏`,`💛`,`🙏`,`👍`,`🔥`,`🌱`],J=class{desk;data;height=0;long;unfolded=!1;pending=!1;fresh=!1;gone=``;note=null;talk=null;editing=null;constructor(e,t){this.desk=e,this.data=t,this.long=(t.message?.length??0)>K||t.message?.includes(`
`)?void 0:!1}get id(){return this.data.id}get words(){return this.desk.words}may(e){return this.data.viewerMay.includes(e)}get selector(){return`article[data-id="${CSS.escape(this.id)}"]`}focus(e=``){this.desk.focusOn(`${this.selector} ${e}`)}tell(e,t=!1){this.note={text:e,bad:t},this.desk.requestUpdate(),this.focus(`.note`)}async toggle(e,t,n){let r=this.data;this.data={...r,...t},this.note=null,this.desk.requestUpdate();try{let{recognition:t}=await n();this.data={...this.data,...t},this.desk.emit(`acted`,{act:e,recognition:this.data})}catch(e){this.data=r,this.tell(this.desk.failure(e).text,!0)}this.desk.requestUpdate()}endorse=()=>{let{id:n,viewerHasEndorsed:r,endorsementCount:i}=this.data,{client:a}=this.desk,o={id:n};this.toggle(`ENDORSE`,{viewerHasEndorsed:!r,endorsementCount:i+(r?-1:1)},()=>r?a.act(e,{input:o}):a.act(t,{input:o}))};react(e){let{id:t,reactions:n}=this.data,r=n.find(t=>t.emoji===e),i=!r?.viewerHasReacted,a=r?n.map(e=>e===r?{...r,viewerHasReacted:i,count:r.count+(i?1:-1)}:e).filter(({count:e})=>e):[...n,{emoji:e,count:1,viewerHasReacted:!0}],{client:o}=this.desk,s={id:t,emoji:e};this.toggle(`REACT`,{reactions:a},()=>i?o.act(c,{input:s}):o.act(v,{input:s}))}edit=()=>{this.editing={text:this.data.message??``,trouble:``},this.desk.requestUpdate(),this.focus(`.edit textarea`)};async save(){let{editing:e}=this;if(e){try{let{recognition:t}=await this.desk.client.act(u,{input:{id:this.id,message:e.text}});this.data={...this.data,...t},this.editing=null,this.long=void 0,this.desk.emit(`acted`,{act:`EDIT`,recognition:this.data}),this.focus()}catch(t){t instanceof d&&t.code===`EDIT_WINDOW_OVER`&&(this.data={...this.data,viewerMay:this.data.viewerMay.filter(e=>e!==`EDIT`)}),e.trouble=this.desk.failure(t).text}this.desk.requestUpdate()}}withdraw(){let{desk:e}=this;e.dialog.ask({title:e.t(`withdrawTitle`),text:e.t(`withdrawMore`),label:e.t(`withdraw`),act:async()=>{await e.client.act(s,{input:{id:this.id}}),e.emit(`acted`,{act:`WITHDRAW`,recognition:this.data}),e.removed(this,e.t(`withdrawn`))}})}report(e){let{desk:t}=this;t.dialog.ask({title:t.t(`reportTitle`),text:t.t(`reportMore`),label:t.t(`report`),reason:t.t(`reason`),act:async n=>{await t.client.act(o,{input:{id:e,reason:n}}),this.tell(t.t(`reported`))}})}hide(){let{desk:e}=this;e.dialog.ask({title:e.t(`hideTitle`),text:e.t(`hideMore`),label:e.t(`hide`),reason:e.t(`reason`),act:async t=>{await e.client.act(n,{input:{id:this.id,reason:t,hide:!0}}),e.removed(this,e.t(`hidden`))}})}toggleTalk=()=>{this.talk=this.talk?null:{lines:[],next:null,trouble:``,writing:``,failed:``,key:E()},this.desk.requestUpdate(),this.talk&&(this.readOn(),this.may(`COMMENT`)&&this.focus(`.write input`))};async readOn(){let{talk:e}=this;if(e){e.trouble=``;try{let{node:t}=await this.desk.client.ask(f,{recognition:this.id,after:e.next});e.lines=[...e.lines,...t?.comments?.nodes??[]],e.next=t?.comments?.pageInfo.hasNextPage?t.comments.pageInfo.endCursor:null,t?.commentCount!=null&&(this.data={...this.data,commentCount:t.commentCount})}catch(t){e.trouble=this.desk.failure(t).text}this.desk.requestUpdate()}}async write(){let{talk:e}=this;if(e?.writing.trim()){e.failed=``;try{let t={recognition:this.id,text:e.writing,idempotencyKey:e.key},{comment:n,recognition:r}=await this.desk.client.act(k,{input:t});n&&(e.lines=[...e.lines,n]),e.writing=``,e.key=E(),this.data={...this.data,...r}}catch(t){e.failed=this.desk.failure(t).text}this.desk.requestUpdate()}}async erase(e){try{let{recognition:t}=await this.desk.client.act(O,{input:{id:e.id}});this.talk&&(this.talk.lines=this.talk.lines.filter(({id:t})=>t!==e.id)),this.data={...this.data,commentCount:t?.commentCount??this.data.commentCount-1},this.desk.requestUpdate(),this.focus(`.talk`)}catch(e){this.tell(this.desk.failure(e).text,!0)}}view(e){let{data:t,words:n}=this;if(this.gone)return i`<article class="rec gone" part="card" data-id=${t.id} tabindex="0" aria-label=${this.gone} aria-posinset=${e} aria-setsize="-1">
<p class="note" role="status" tabindex="-1">${p(`check`)}<span>${this.gone}</span></p>
</article>`;let{recipients:r,team:a}=t,o=a?[a.name]:r.map(({displayName:e})=>e),s=o.length>4?[...o.slice(0,G),n.t(`others`,{n:o.length-G})]:o,c=t.behaviours.map(e=>this.desk.label(e)),[u,d]=r;return i`<article
class="rec ${this.fresh?`fresh`:``}"
part="card"
data-id=${t.id}
tabindex="0"
aria-busy=${this.pending}
aria-posinset=${e}
aria-setsize="-1"
aria-label=${n.t(`cardLabel`,{names:h(n,s),behaviours:h(n,c)})}
>
<div>
${a?w(a,`back sq`):d?i`<span class="avs">${w(u,`s32 back`)}${w(d,`s32`)}</span>`:u?w(u,`back`):l}
</div>
<div class="who">
<h3 class="names" part="names" title=${o.length>s.length?h(n,o):l}>
${T(n,s)}
${a?i` <span class="meta">${n.t(`wholeTeam`)}${r.length?`, ${n.t(`people`,{n:r.length})}`:``}</span>`:l}
</h3>
<div class="when">${this.more()}</div>
<div class="behs">
${t.behaviours.map(({key:e},t)=>i`<span class="beh" part="behaviour">${p(e,20)}${c[t]}</span>`)}
</div>
</div>
<div class="body">
${this.editing?this.editor(this.editing):this.message()} ${this.signature()}
${t.link?i`<div class="atts">${Y(t.link)}</div>`:l} ${this.acts()}
${this.note?i`<p class="note ${this.note.bad?`bad`:``}" role="status" tabindex="-1">
${p(this.note.bad?`warn`:`check`)}<span class="grow">${this.note.text}</span>
</p>`:l}
${this.talk?this.comments(this.talk):l}
</div>
</article>`}more(){let{desk:e}=this,t=[];return this.may(`EDIT`)&&t.push({icon:`pen`,label:e.t(`edit`),act:this.edit}),this.may(`WITHDRAW`)&&t.push({icon:`undo`,label:e.t(`withdraw`),act:()=>this.withdraw()}),this.may(`REPORT`)&&t.push({icon:`warn`,label:e.t(`report`),act:()=>this.report(this.id)}),this.may(`MODERATE`)&&t.push({icon:`eye`,label:e.t(`hide`),act:()=>this.hide()}),t.length?b(`more-${this.id}`,p(`more`),e.t(`more`),t):l}message(){let e=()=>{this.unfolded=!0,this.desk.requestUpdate(),this.focus()},t=this.long!==!1&&!this.unfolded;return i`<blockquote class="voice" part="message"><p class=${t?`fold`:``} dir="auto">${this.data.message??``}</p></blockquote>
${this.long&&!this.unfolded?i`<button class="link" aria-expanded="false" @click=${e}>${this.words.t(`readAll`)}</button>`:l}`}editor(e){let{desk:t}=this,n=()=>{this.editing=null,t.requestUpdate(),this.focus()},r=`edit-${this.id}`;return i`<form
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
${g(r,e.trouble)}
<div class="row">
<button type="submit" class="btn p s">${t.t(`save`)}</button>
<button type="button" class="btn q s" @click=${n}>${t.t(`cancel`)}</button>
</div>
</form>`}signature(){let{giver:e,createdAt:t,editedAt:n,visibility:r}=this.data,[a]=e.teams;return i`<p class="sign" part="signature">
<b>${e.id===this.desk.me?.id?this.words.t(`you`):m(e.displayName)}</b>
${a?i`<span class="meta"><bdi>${a.name}</bdi></span>`:l} ${_(this.words,t)}
${n?i`<span class="meta faint">${this.words.t(`edited`)}</span>`:l}
${r===`EVERYONE`?l:i`<span class="meta row">${p(`lock`,14)}${this.words.t(`visibility.${r}`)}</span>`}
</p>`}acts(){let{data:e,words:t,desk:n}=this;if(this.pending)return l;let{endorsementCount:r,viewerHasEndorsed:a,reactions:o,commentCount:s}=e,c=W-Math.floor((Date.now()-new Date(e.createdAt).getTime())/6e4),u=e=>t.maybe(`reaction.${e}`)??e;return i`<div class="acts" part="actions">
${this.may(`ENDORSE`)||a||r?i`<button class="re say" aria-pressed=${a} ?disabled=${!this.may(`ENDORSE`)&&!a} @click=${this.endorse}>
${p(`second`,16)}${t.t(`sawToo`)}${r?i` <span class="num">${t.number(r)}</span>`:l}
</button>`:l}
${o.map(({emoji:e,count:n,viewerHasReacted:r})=>i`<button
class="re"
aria-pressed=${r}
aria-label=${t.t(`reacted`,{name:u(e),n})}
?disabled=${!this.may(`REACT`)}
@click=${()=>this.react(e)}
>
<span>${e}</span><span class="num">${t.number(n)}</span>
</button>`)}
${this.may(`REACT`)?b(`react-${this.id}`,p(`smile`),n.t(`react`),q.map(e=>({label:e,name:u(e),act:()=>this.react(e)})),`emoji`,`re bare`):l}
${this.may(`COMMENT`)||s?i`<button
class="re bare talk"
aria-expanded=${!!this.talk}
aria-label=${s?t.t(`comments`,{n:s}):t.t(`comment`)}
@click=${this.toggleTalk}
>
${p(`comment`)}${s?i`<span class="num">${t.number(s)}</span>`:l}
</button>`:l}
${this.may(`EDIT`)&&c>0&&!this.editing?i`<span class="push row">
<span class="meta faint left">${t.t(`leftToEdit`,{time:t.unit(c,`minute`)})}</span>
<button class="btn q s" @click=${this.edit}>${p(`pen`,16)}${t.t(`edit`)}</button>
</span>`:l}
</div>`}comments(e){let{desk:t,words:n}=this,r=e=>{e.preventDefault(),this.write()},a=({currentTarget:t})=>{e.writing=t.value,e.key=E()},o=`comment-${this.id}`;return i`<div class="coms" part="comments">
${e.lines.map(e=>{let r=e.author.id===t.me?.id;return i`<div class="com">
${w(e.author,`s28`)}
<div class="grow">
<div class="row meta wrap">
<b class="c-ink">${r?n.t(`you`):m(e.author.displayName)}</b>${_(n,e.createdAt)}
<button class="link" @click=${()=>r?void this.erase(e):this.report(e.id)}>${n.t(r?`deleteComment`:`reportShort`)}</button>
</div>
<p class="voice" dir="auto">${e.text}</p>
</div>
</div>`})}
${e.trouble?i`<p class="err">${p(`warn`)}${e.trouble} <button class="link" @click=${()=>this.readOn()}>${n.t(`tryAgain`)}</button></p>`:e.next?i`<button class="link" @click=${()=>this.readOn()}>${n.t(`moreComments`)}</button>`:l}
${this.may(`COMMENT`)?i`<form class="write" @submit=${r}>
<div class="row">
<input
class="field"
maxlength="2000"
dir="auto"
enterkeyhint="send"
aria-label=${n.t(`addComment`)}
placeholder=${n.t(`addComment`)}
aria-describedby=${o}
.value=${e.writing}
@input=${a}
/>
<button type="submit" class="btn">${n.t(`sendComment`)}</button>
</div>
${g(o,e.failed)}
</form>`:l}
</div>`}};function Y(e){let t=URL.canParse(e)?new URL(e):null;if(!t||!/^https?:$/.test(t.protocol))return i`<span class="tag">${p(`link`,16)}<b>${e}</b></span>`;let n=t.pathname.split(`/`).filter(Boolean).at(-1)??``;try{n=decodeURIComponent(n)}catch{}return i`<a class="tag" part="attachment" href=${t.href} target="_blank" rel="noreferrer noopener"
>${p(`link`,16)}<b><bdi>${n?`${t.host} · ${n}`:t.host}</bdi></b></a
>`}var X=`.live{font-size:var(--_text-sm);color:var(--_ink-2);align-items:center;gap:6px;display:inline-flex}.live:before{content:"";border:4px solid var(--_kept);border-radius:50%;width:8px;height:8px}.live.off:before{border:2px solid var(--_ink-3)}.filters{padding:6px var(--pad) var(--_3);scrollbar-width:none;gap:6px;margin-top:-6px;display:flex;overflow-x:auto}.newer{padding:var(--_2);border-top:var(--_border);background:var(--_surface-sunk);justify-content:center;display:flex}.newer .pill{color:var(--_ink);border-color:var(--_line-strong)}.dot1{background:var(--_accent);width:8px;height:8px;box-shadow:0 0 0 1px var(--_accent-line);border-radius:50%}.rec{padding:var(--pad);border-top:var(--_border);grid-template-columns:40px minmax(0,1fr);column-gap:14px;display:grid;position:relative}.rec:focus-visible{border-radius:var(--_radius);border-top-color:#0000}.rec .who{gap:0 var(--_2);grid-template-columns:minmax(0,1fr) auto;align-items:start;min-height:40px;display:grid}.rec .names{overflow-wrap:anywhere;hyphens:auto;font-weight:600;font-size:var(--_text-lg);letter-spacing:-.005em;line-height:1.35}.names .meta{font-weight:400}.rec .behs{flex-wrap:wrap;grid-column:1/-1;gap:2px 14px;margin-top:1px;display:flex}.beh{color:var(--_ink-2);align-items:center;gap:4px;display:inline-flex}.rec .when{margin:-7px 0 -8px;margin-inline-end:-10px}.rec .body{grid-column:2;min-width:0;margin-top:10px}.rec .voice{max-width:var(--_measure);contain:paint;padding-block:1px}.fold{-webkit-line-clamp:5;-webkit-box-orient:vertical;display:-webkit-box;overflow:hidden}.rec .sign{flex-wrap:wrap;align-items:center;gap:2px 8px;margin-top:12px;display:flex}.rec .sign:before{content:"";border-top:2px solid var(--_accent-line);flex:none;width:18px}.rec .sign b{font-weight:600}.rec .sign .row{gap:4px}.rec .atts{flex-wrap:wrap;gap:8px;margin-top:12px;display:flex}.rec .acts{flex-wrap:wrap;align-items:center;gap:6px;margin-top:14px;display:flex}.rec .note{margin-top:12px}.rec.gone{display:block}.rec.gone .note{margin:0}.re{border:1px solid var(--_line);border-radius:var(--_radius-full);background:var(--_surface);min-width:32px;min-height:32px;font-size:var(--_text-sm);color:var(--_ink-2);transition:background var(--_fast) var(--_ease);justify-content:center;align-items:center;gap:5px;padding:0 10px;font-weight:500;display:inline-flex;position:relative}.re:before{content:"";position:absolute;inset:-6px -2px}.re:hover{background:var(--_hover)}.re[disabled]{cursor:default;background:0 0}.re[aria-pressed=true]{background:var(--_accent-soft);border-color:var(--_accent-line);color:var(--_ink)}.re.bare{background:0 0;border-color:#0000;padding:0 6px}.re.bare:before{inset:-6px}.re.bare:hover{background:var(--_hover)}.coms{border-inline-start:2px solid var(--_line);justify-items:start;gap:12px;margin-top:14px;padding-inline-start:14px;display:grid}.com{grid-template-columns:28px minmax(0,1fr);gap:10px;display:grid}.com .voice{font-size:var(--_text-md);line-height:1.5}.com .link{color:var(--_ink-3);font-weight:400}.write{width:100%}.write .row{gap:12px}.write .field{flex:1;min-width:0}.edit{gap:8px;display:grid}.older{padding:var(--_3);border-top:var(--_border);justify-content:center;align-items:center;min-height:60px;display:flex}.blank .disc{fill:var(--_accent);stroke:none}.blank .hole{fill:var(--_surface);stroke:var(--_ink)}@keyframes step-out{0%{transform:none}}.fresh .av.back:before{animation:step-out var(--_calm) var(--_ease)}@container (width<=430px){.rec .body{grid-column:1/-1}.rec .acts{gap:4px}.re{padding-inline:8px}.re.bare{padding-inline:4px}.re.say>.i,.left{display:none}}`,Z=20,Q=2e4,te=1200,$=240,ne=99,re=class extends S{static properties={team:{},search:{},viewer:{state:!0},catalogue:{state:!0},live:{state:!0},waitingFor:{state:!0},state:{state:!0}};static styles=C(X);dialog=new U(this);letters=[];newer=/* @__PURE__ */ new Set;many=!1;newest=null;oldest=null;hasOlder=!1;busy=!1;turn=0;who=`everyone`;behaviour=``;trouble=null;away=null;seenAt=/* @__PURE__ */ new Date;retry;frame=0;from=0;to=Z;listening;constructor(){super(),this.viewer=null,this.catalogue=[],this.live=!0,this.state=`quiet`}get me(){return this.viewer?.person??null}label({key:e,label:t}){return this.catalogue.find(t=>t.key===e)?.label??t}start(e,t){this.letters=[],e.hear(`giving`,t,({key:e,recognition:t})=>{let n=this.insert(t);n.pending=n.fresh=!0,n.data={...t,id:e}}),e.hear(`given`,t,({key:e,recognition:t})=>{this.newer.delete(t.id);let n=this.letters.find(({id:t})=>t===e);n&&(n.data=t,n.pending=!1,this.requestUpdate())}),e.hear(`failed`,t,({key:e})=>this.drop(e)),e.hear(`taken`,t,({id:e})=>this.drop(e)),e.hear(`show`,t,({id:e})=>void this.show(e));let n=setInterval(()=>document.hidden||this.requestUpdate(),3e4);t.addEventListener(`abort`,()=>{clearInterval(n),clearTimeout(this.retry),this.listening?.abort()});let r=()=>{this.frame||=requestAnimationFrame(()=>{this.frame=0,this.look()})};addEventListener(`scroll`,r,{capture:!0,passive:!0,signal:t}),addEventListener(`resize`,r,{passive:!0,signal:t}),addEventListener(`online`,()=>this.state===`failed`&&void this.load(),{signal:t}),this.begin(e,t)}async begin(e,t){this.follow(),this.load();try{let[n,r]=await Promise.all([e.viewer(),e.behaviours(this.words.lang)]);if(t.aborted)return;this.viewer=n,this.catalogue=r}catch(n){this.failure(n),setTimeout(()=>t.aborted||void this.begin(e,t),Q)}}translated(){this.catalogue.length&&this.client.behaviours(this.words.lang).then(e=>this.catalogue=e,()=>{})}updated(e){(e.has(`team`)&&e.get(`team`)!==void 0||e.has(`search`)&&this.state!==`quiet`)&&this.again(),this.measure()}follow(){this.listening?.abort(),this.listening=new AbortController;let e=AbortSignal.any([this.alive.signal,this.listening.signal]);this.client.listen(y,{team:this.filter().team??null},e,({recognitionChanged:e})=>this.hear(e),e=>{this.live=e,e?(this.away=null,this.state===`ready`&&this.check(),this.state===`failed`&&this.load()):this.away??={text:this.t(`offlineBar`)}})}hear(e){this.seenAt=/* @__PURE__ */ new Date;let t=this.letters.find(({id:t})=>t===e.id);if(t){let{state:n,message:r,editedAt:i,endorsementCount:a,commentCount:o,link:s}=e;n===`ACTIVE`?t.data={...t.data,state:n,message:r,editedAt:i,endorsementCount:a,commentCount:o,link:s}:t.gone||=this.t(`gone`)}else e.state===`ACTIVE`?this.isNew(e)&&(this.newer.add(e.id),!this.letters.length&&this.state===`ready`&&this.showNewer()):this.newer.delete(e.id);this.requestUpdate()}isNew(e){let t=this.letters.find(({pending:e})=>!e);if(this.state!==`ready`||t&&e.createdAt<t.data.createdAt||e.giver.id===this.me?.id&&this.letters.some(({pending:e})=>e))return!1;let{behaviours:n,recipient:r,search:i}=this.filter();return i||r&&!e.recipients.some(({id:e})=>e===r)?!1:!n?.length||e.behaviours.some(({key:e})=>n.includes(e))}async check(){let e=this.turn;try{let{nodes:t,pageInfo:n}=await this.page(this.newest?{last:Z,before:this.newest}:{first:Z});if(e!==this.turn)return;this.seenAt=/* @__PURE__ */ new Date,this.many=!!(this.newest&&n.hasPreviousPage);for(let{id:e}of t)this.letters.some(t=>t.id===e)||this.newer.add(e);this.requestUpdate()}catch(e){this.failure(e)}}showNewer=async()=>{try{let{nodes:e,pageInfo:t}=await this.page(this.newest?{last:Z,before:this.newest}:{first:Z});if(this.newest&&t.hasPreviousPage){await this.load(),this.letters[0]?.focus();return}this.newest=t.startCursor??this.newest;let n=e.filter(({id:e})=>!this.letters.some(t=>t.id===e)).map(e=>new J(this,e));this.letters=[...n,...this.letters].sort((e,t)=>e.data.createdAt<t.data.createdAt?1:-1),this.newer.clear(),this.many=!1,this.requestUpdate(),n[0]?.focus()}catch(e){this.away=this.failure(e),this.requestUpdate()}};filter(){let e=this.who===`team`?this.viewer?.person?.teams[0]?.id:this.team;return{...e?{team:e}:{},...this.who===`me`&&this.me?{recipient:this.me.id}:{},...this.behaviour?{behaviours:[this.behaviour]}:{},...this.search?{search:this.search}:{}}}async page(e){return(await this.client.ask(D,{...e,filter:this.filter()})).recognitions}again(){this.follow(),this.load()}async load(){let e=++this.turn;clearTimeout(this.retry);let t=setTimeout(()=>{this.letters=[],this.state=`loading`},300);try{let{nodes:t,pageInfo:n}=await this.page({first:Z});if(e!==this.turn)return;this.letters=t.map(e=>new J(this,e)),this.newest=n.startCursor,this.oldest=n.endCursor,this.hasOlder=n.hasNextPage,this.newer.clear(),this.many=!1,this.seenAt=/* @__PURE__ */ new Date,this.trouble=this.away=null,this.state=`ready`}catch(t){if(e!==this.turn)return;this.letters=[],this.trouble=this.failure(t),this.state=`failed`,this.soon&&(this.retry=setTimeout(()=>void this.load(),Q))}finally{clearTimeout(t),this.requestUpdate()}}get soon(){return[`network`,`fault`,`busy`].includes(this.trouble?.problem?.trouble??``)}loadOlder=async()=>{if(this.busy||!this.hasOlder||this.state!==`ready`)return;let e=this.turn;this.busy=!0,this.requestUpdate();try{let{nodes:t,pageInfo:n}=await this.page({first:Z,after:this.oldest});if(e!==this.turn)return;this.oldest=n.endCursor??this.oldest,this.hasOlder=n.hasNextPage;let r=new Set(this.letters.map(({id:e})=>e));this.letters.push(...t.filter(({id:e})=>!r.has(e)).map(e=>new J(this,e))),this.away=null}catch(e){this.away=this.failure(e)}finally{this.busy=!1,this.requestUpdate()}};insert(e){let t=new J(this,e);return this.letters=[t,...this.letters],this.requestUpdate(),t}drop(e){this.letters=this.letters.filter(t=>t.id!==e||t.gone),this.newer.delete(e),this.requestUpdate()}removed(e,t){e.gone=t,this.client.tell(`taken`,{id:e.id}),this.requestUpdate(),e.focus(`.note`)}async show(e){let t=this.letters.find(t=>t.id===e);t&&t.focus()}look(){let e=this.q(`.cards`);if(!e?.offsetHeight)return;let t=e.getBoundingClientRect().top,n=-1,r=this.letters.length;for(let[e,{height:i}]of this.letters.entries()){let a=t+(i||$);if(n<0&&a>-1200&&(n=e),t>innerHeight+te){r=e;break}t=a}n=Math.max(0,n),(n!==this.from||r!==this.to)&&(this.from=n,this.to=r,this.requestUpdate()),r===this.letters.length&&!this.away&&this.loadOlder()}measure(){let e=new Map(this.letters.map(e=>[e.id,e])),t=!1;for(let n of this.renderRoot.querySelectorAll(`article`)){let r=e.get(n.dataset.id??``);if(!r)continue;r.height=n.offsetHeight;let i=r.long===void 0&&n.querySelector(`.fold`);i&&(r.long=i.scrollHeight>i.clientHeight+1,t=!0)}t&&this.requestUpdate(),this.look()}cards(){let e=this.renderRoot.activeElement?.closest(`article`)?.dataset.id,t=[];return this.letters.forEach((n,r)=>{if(r>=this.from&&r<this.to||n.id===e)return t.push({key:n.id,letter:n,position:r+1,gap:0});let i=t.at(-1);i?.gap?i.gap+=n.height||$:t.push({key:r<this.from?`above`:`below`,position:0,gap:n.height||$})}),H(t,({key:e,gap:t},n)=>t?`${e}${n}`:e,({letter:e,position:t,gap:n})=>e?e.view(t):i`<div role="presentation" .style=${`height:${n}px`}></div>`)}keys=e=>{let t=e.target;if(t.matches(`textarea, input`))return;let n=[...this.renderRoot.querySelectorAll(`article`)],r=n.indexOf(t.closest(`article`)),i=e.key===`PageDown`?n[r+1]:e.key===`PageUp`?n[r-1]:e.ctrlKey&&e.key===`Home`?this.q(`.filters button`):e.ctrlKey&&e.key===`End`?this.q(`.older button`)??n.at(-1):null;i&&(e.preventDefault(),i.focus())};view(){let e=this.state===`ready`,t=this.newer.size,n=this.t(`newer`,{n:t}).replace(/^(\S+)/,e=>this.many||t>ne?`${e}+`:e);return i`<section aria-label=${this.t(`feed`)}>
<div class="w-h" part="header">
<h2>${this.t(`feed`)}</h2>
${this.state===`failed`?l:i`<span class="live push ${this.live&&!this.away?``:`off`}" part="live">${this.t(this.live&&!this.away?`live`:`offline`)}</span>`}
</div>
${this.filters()}
${this.away&&e?this.awayBar(this.away):l}
<div class="newer" part="newer" role="status" ?hidden=${!t||!e}>
${t?i`<button class="pill" @click=${this.showNewer}><i class="dot1"></i>${n}</button>`:l}
</div>
<div class="cards" role=${this.letters.length?`feed`:l} aria-label=${this.letters.length?this.t(`feed`):l} aria-busy=${this.busy||this.state===`loading`} @keydown=${this.keys}>${this.cards()}</div>
${this.state===`loading`?x(this.t(`loading`)):l}
${this.state===`failed`&&this.trouble?this.failed(this.trouble):l}
${e&&!this.letters.length?this.blank():l}
${e&&this.letters.length?i`<div class="older">
${this.hasOlder?i`<button class="btn q" @click=${this.loadOlder}>${this.t(`older`)}</button>`:i`<p class="meta faint">${this.t(`end`)}</p>`}
</div>`:l}
</section>
${this.dialog.view()}`}filters(){let e=(e,t)=>i`<button
class="pill"
aria-pressed=${this.who===e}
@click=${()=>{this.who=e,this.again(),this.requestUpdate()}}
>
${t}
</button>`;return i`<div class="filters" part="filters" role="group" aria-label=${this.t(`filters`)}>
${e(`everyone`,this.t(`everyone`))}
${!this.team&&this.viewer?.person?.teams.length?e(`team`,this.t(`myTeam`)):l}
${this.me?e(`me`,this.t(`aboutMe`)):l}
<label class="choice pill ${this.behaviour?`on`:``}"
><select aria-label=${this.t(`behaviour`)} @change=${({currentTarget:e})=>{this.behaviour=e.value,this.again()}}>
<option value="" ?selected=${!this.behaviour}>${this.t(`allBehaviours`)}</option>
${this.catalogue.map(({key:e,label:t})=>i`<option value=${e} ?selected=${e===this.behaviour}>${t}</option>`)}
</select>${p(`chev`,14)}</label
>
</div>`}awayBar({text:e,problem:t}){let n=!t||t.trouble===`network`;return i`<div class="bar" role="status">
${p(n?`offline`:`warn`)}
<span class="grow"><b>${n?this.t(`offlineBar`):e}</b> ${this.t(`offlineMore`,{time:this.words.clock(this.seenAt)})}</span>
${this.signInButton(t,`s`)}
</div>`}signInButton(e,t=``){return e?.trouble===`signedOut`?i`<button class="btn ${t}" @click=${async()=>await this.client.signIn()&&this.again()}>${this.t(`signInAgain`)}</button>`:l}blank(){let e=this.search?.trim();return this.who!==`everyone`||this.behaviour||e?i`<div class="blank">
${p(`search`,26)}
<h3>${e?this.t(`filteredFor`,{text:e}):this.t(`filtered`)}</h3>
<p>${this.t(`filteredMore`)}</p>
<button class="btn" @click=${()=>{this.who=`everyone`,this.behaviour=``,this.search=``,this.again(),this.requestUpdate()}}>${this.t(`showAll`)}</button>
</div>`:i`<div class="blank">
<svg class="i" viewBox="0 0 72 52" width="72" height="52" aria-hidden="true">
<circle class="disc" cx="26" cy="28" r="22" /><circle class="hole" cx="42" cy="24" r="22" stroke-dasharray="4 5" />
</svg>
<h3>${this.t(`empty`)}</h3>
<p>${this.t(`emptyMore`)}</p>
${this.me?i`<button class="btn p" @click=${()=>this.client.tell(`thank`,{})}>${this.t(`give`)}</button>`:l}
</div>`}failed({text:e,problem:t}){return i`<div class="blank" role="alert">
${p(t?.trouble===`network`?`offline`:`warn`,26,`c-broken`)}
<h3>${this.t(`failed`)}</h3>
<p>${e} ${this.soon?this.t(`againSoon`):l}</p>
<div class="row wrap">
${t?.trouble===`signedOut`?this.signInButton(t):i`<button class="btn" @click=${()=>this.load()}>${this.t(`tryNow`)}</button>`}
${t?.reference?i`<span class="meta faint">${this.t(`reference`)} <span class="mono">${t.reference}</span></span>`:l}
</div>
</div>`}};export{re as default};