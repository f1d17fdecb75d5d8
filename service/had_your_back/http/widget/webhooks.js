import{C as e,_ as t,c as n,d as r,g as i,l as a,m as o,n as s,o as c,p as l,x as u,y as d}from"./had-your-back.js";import{t as f}from"./dialog.js";import{t as p}from"./trouble.js";import{o as m}from"./when.js";var h=2e3,g=15,_=10,v=100,y=24,b=350,x=[0,1,24,72,168],S=[`STANDARD`,`CLOUDEVENTS`,`SLACK`,`TEAMS`],C=[`WAITING`,`IN_FLIGHT`,`DELIVERED`,`EXHAUSTED`,`DROPPED`],w={ACTIVE:[`c-kept`,`kept`],PAUSED:[``,`pause`],RESTING:[`c-risk`,`at_risk`],DISABLED:[`c-broken`,`broken`]},T={WAITING:[`c-wait`,`requested`],IN_FLIGHT:[`c-wait`,`offered`],DELIVERED:[`c-kept`,`kept`],EXHAUSTED:[`c-broken`,`broken`],DROPPED:[``,`closed`]},E=[`WAITING`,`IN_FLIGHT`],D=e=>u`<bdi lang="en">${e}</bdi>`,O=([e,t],r)=>u`<span class="st ${e}">${n(t)}${r}</span>`,k=e=>URL.parse(e)?.host??e;function A(t){let n=t.slice(0,y).reverse();return u`<svg class="bars flip" viewBox="0 0 ${120} 24" width=${120} height="24" aria-hidden="true">
${n.map(({state:t},r)=>{let i=(y-n.length+r)*5;return t===`DELIVERED`?e`<rect class="up" x=${i} y="3" width="4" height="9"/>`:t===`EXHAUSTED`?e`<rect class="down" x=${i} y="12" width="4" height="9"/>`:e`<rect class="rest" x=${i} y="11" width="4" height="2"/>`})}
</svg>`}var j=class extends s{static properties={state:{state:!0}};static styles=c(`.end{border-top:var(--_border)}.end.on{background:var(--_surface-sunk);box-shadow:inset 3px 0 0 var(--_accent)}[dir=rtl] .end.on{box-shadow:inset -3px 0 0 var(--_accent)}.line{align-items:center;padding-inline-end:calc(var(--pad) - 8px);display:flex}.ep{min-width:0;padding:14px var(--pad);text-align:start;min-height:64px;transition:background var(--_fast) var(--_ease);background:0 0;border:0;flex:1;grid-template-columns:minmax(0,1fr) 120px 104px 112px;align-items:center;gap:2px 20px;padding-inline-end:12px;display:grid}.ep:hover,.dlv:hover{background:var(--_hover)}.ep .u{text-overflow:ellipsis;white-space:nowrap;grid-area:1/1;font-weight:500;overflow:hidden}[dir=rtl] .u{text-align:right}.ep .what{text-overflow:ellipsis;white-space:nowrap;grid-area:2/1;overflow:hidden}.ep .spark{grid-area:1/2/span 2}.ep .much{grid-area:1/3/span 2}.ep .how{grid-area:1/4/span 2}.how{display:flex}.bars{display:block}[dir=rtl] .bars.flip{transform-origin:50%}.bars .up{fill:var(--_plot)}.bars .down{fill:var(--_broken)}.bars .rest{fill:var(--_plot-miss)}.why{padding:0 var(--pad) 14px;font-size:var(--_text-sm);text-wrap:pretty;max-width:76ch;margin-top:-4px}.inside{background:var(--_surface);border-top:var(--_border);margin-inline-start:3px;padding-bottom:4px}.tools{padding:12px var(--pad)}.tools h3{font-size:var(--_text-md);font-weight:600}.inside>.note{margin:0 var(--pad) 12px}.nothing{padding:4px var(--pad) 16px}.dlv{width:100%;min-height:44px;padding:8px var(--pad);border:0;border-top:var(--_border);font-size:var(--_text-sm);text-align:start;transition:background var(--_fast) var(--_ease);background:0 0;grid-template-columns:minmax(44px,auto) minmax(0,1fr) 128px minmax(0,170px) 16px;align-items:center;gap:2px 16px;display:grid}.dlv .type{overflow-wrap:anywhere}[dir=rtl] .type{text-align:right}.dlv .go{color:var(--_ink-3)}.dlv[aria-expanded=true]{background:var(--_surface-sunk)}.dlv[aria-expanded=true] .go{transform:scaleY(-1)}.att{padding:4px var(--pad) var(--pad);background:var(--_surface-sunk);grid-template-columns:minmax(0,1fr);gap:12px;display:grid}.nth{gap:6px}.nth .pill{justify-content:center;min-width:32px;padding:0 8px}.facts{font-size:var(--_text-sm);color:var(--_ink-2);flex-wrap:wrap;gap:2px 16px;display:flex}.facts b{font-weight:600}.facts b:first-child{color:var(--_ink)}.facts time{cursor:auto}.tabs{gap:6px}.code{border:var(--_border);border-radius:var(--_radius-s);background:var(--_surface);max-height:300px;font:400 var(--_text-sm)/1.6 var(--_mono);white-space:pre-wrap;overflow-wrap:anywhere;text-align:left;margin:0;padding:12px 14px;overflow:auto}#panel .err{overflow-wrap:anywhere;margin:0 0 8px}#panel .meta{margin-top:8px}.older{border-top:var(--_border);justify-content:center;padding:8px;display:flex}.dialog .bd{grid-template-columns:minmax(0,1fr);gap:20px;max-height:min(66vh,640px);overflow-y:auto}.dialog:has(#url,#since){max-width:min(560px,100vw - 24px)}.ok{font-size:var(--_text-sm);gap:6px;margin-top:6px;font-weight:500;display:flex}.err span{overflow-wrap:anywhere}legend{padding:0}.opts{flex-wrap:wrap;gap:8px 6px;display:flex}.pill input{opacity:0;cursor:pointer;margin:0;position:absolute;inset:0}.pill:has(input:checked){background:var(--_ink);border-color:var(--_ink);color:var(--_surface)}.pill:has(input:focus-visible){box-shadow:var(--_focus-ring);z-index:2;outline:2px solid #0000}.dialog .bd>.chk{margin-block:-8px}.chk{cursor:pointer;align-items:flex-start;gap:10px;min-height:44px;padding:10px 0;display:flex}.chk input{width:20px;height:20px;accent-color:var(--_ink);flex:none;margin:1px 0 0}.chk .meta{display:block}.single{margin:4px 0 -8px}.single summary{min-height:44px;font-size:var(--_text-sm);cursor:pointer;align-items:center;gap:6px;font-weight:500;list-style:none;display:inline-flex}.single summary::-webkit-details-marker{display:none}.single[open] summary .i{transform:rotate(90deg)}[dir=rtl] .single[open] summary .flip{transform:none}.singles{border:var(--_border);border-radius:var(--_radius-s);max-height:240px;padding:4px 12px;overflow-y:auto}.singles .chk+.chk{border-top:var(--_border)}.two{grid-template-columns:1fr 1fr;gap:12px;display:grid}.big{font-size:var(--_text-2xl);letter-spacing:-.02em;color:var(--_ink);font-weight:600;line-height:1.1}.copy{padding:6px;align-items:center;gap:10px;padding-inline-start:12px;display:flex}.copy code{min-width:0;font:400 var(--_text-sm)/1.5 var(--_mono);overflow-wrap:anywhere;text-align:start;flex:1}@media (width<=420px){.two{grid-template-columns:minmax(0,1fr)}.dialog .bd,.dialog .hd{padding-inline:16px}}@container (width<=720px){.ep{grid-template-columns:minmax(0,1fr) auto;gap:2px 12px}.ep .how{grid-area:1/2}.ep .much{text-align:end;grid-area:2/2}.ep .spark{display:none}.dlv{grid-template-columns:minmax(0,1fr) auto 16px;gap:0 12px}.dlv .seq{display:none}.dlv .much{grid-area:2/1}.dlv .how{grid-row:1/span 2}.dlv .go{grid-area:1/3/span 2}}@container (width<=430px){.ep .how{grid-area:3/1;margin-top:4px}.ep .much{grid-row:3;align-self:end}.ep .u,.ep .what{white-space:normal;overflow-wrap:anywhere;grid-column:1/-1}.tools .push{width:100%;margin:0}}@media (forced-colors:active){.bars rect{fill:canvastext}.end.on{outline-offset:-2px;outline:2px solid highlight}.pill:has(input:checked){outline:2px solid highlight}.pill:has(input:focus-visible){outline-offset:2px;outline:3px solid highlight}}`);dialog=new f(this);endpoints=[];cursor=null;hasMore=!1;open=``;deliveries=null;hasOlder=!1;shown=_;only=``;delivery=``;whole=null;attempt=-1;tab=`answer`;trouble=null;note=``;names=[];ticks=0;lively=0;acting=!1;copied=``;constructor(){super(),this.state=`quiet`}start(e,t){this.endpoints=[],this.open=this.delivery=``,this.load();let n=setInterval(()=>void this.tick(),h);t.addEventListener(`abort`,()=>clearInterval(n))}async load(){let e=setTimeout(()=>this.state===`quiet`&&(this.state=`loading`),300);try{let{nodes:e,pageInfo:t}=(await this.client.ask(`8e57107f9117920ceb2dc9687ff8bb04ceb488ba6e3cc87665ae0306bfddc88e`,{})).webhookEndpoints,n=this.endpoints.slice(e.length).filter(({id:t})=>!e.some(e=>e.id===t));this.endpoints=[...e,...n],n.length||(this.cursor=t.endCursor,this.hasMore=t.hasNextPage),this.trouble=null,this.state=`ready`,e.length===1&&!this.open&&this.unfold(e[0].id)}catch(e){this.trouble=this.failure(e),this.state=`failed`}finally{clearTimeout(e),this.requestUpdate()}}async more(){await this.attempted(async()=>{let{nodes:e,pageInfo:t}=(await this.client.ask(`8e57107f9117920ceb2dc9687ff8bb04ceb488ba6e3cc87665ae0306bfddc88e`,{after:this.cursor})).webhookEndpoints;this.endpoints.push(...e),this.cursor=t.endCursor,this.hasMore=t.hasNextPage})}async tick(){if(!(document.hidden||this.state!==`ready`)){this.ticks+=1;try{this.ticks%g===0?await this.load():this.open&&(Date.now()<this.lively||this.ticks%5==0)&&await this.refresh()}catch(e){this.trouble=this.failure(e),this.requestUpdate()}}}async refresh(){let{open:e,only:t}=this;if(!e)return;let n=t?[t]:null,r=(await this.client.ask(`1c84cdf0beba4b0fb22d7f6dab6c42c0ea5e2e238593c1448f472d74ff7bbcd6`,{endpoint:e,first:this.shown,states:n})).node;if(e!==this.open||t!==this.only)return;if(!r?.deliveries)return this.load();let{nodes:i,pageInfo:a}=r.deliveries;this.deliveries=i,this.hasOlder=a.hasNextPage,this.trouble=null,this.endpoints=this.endpoints.map(n=>{if(n.id!==e)return n;let a=t?n.recent.nodes:[...i,...n.recent.nodes.filter(({id:e})=>!i.some(t=>t.id===e))];return{...n,...r,recent:{nodes:a.slice(0,y)}}});let o=Date.now()+3e4;i.some(({state:e,nextAttemptAt:t})=>E.includes(e)&&Date.parse(t??``)<o)&&(this.lively=o);let s=i.find(({id:e})=>e===this.delivery);s&&(s.state!==this.whole?.state||s.attempts.length!==this.whole.attempts.length)&&await this.fetchWhole(),this.requestUpdate()}async fetchWhole(){let e=this.delivery,{node:t}=await this.client.ask(`3f9e7b8e4ccf7c4e9ec7d6714ff1c0ef0cd4123a55affe93219f57df8db3c7bf`,{id:e});e===this.delivery&&(this.whole=t?.event?t:null,this.requestUpdate())}unfold(e){this.open=this.open===e?``:e,this.deliveries=null,this.shown=_,this.only=this.delivery=this.note=``,this.requestUpdate(),this.attempted(()=>this.refresh())}look(e){this.delivery=this.delivery===e?``:e,this.whole=null,this.attempt=-1,this.tab=`answer`,this.requestUpdate(),this.delivery&&this.attempted(()=>this.fetchWhole())}async attempted(e){try{this.note=``,await e()}catch(e){let{text:t,problem:n}=this.failure(e);this.note=n?.reference?`${t} ${this.t(`reference`)} ${n.reference}`:t}this.requestUpdate()}async once(e){this.acting||=(this.acting=!0,await this.attempted(e),!1)}acted(e,t){this.lively=Date.now()+3e4,this.say(e),this.emit(`acted`,t)}test(e){return this.open!==e&&this.unfold(e),this.once(async()=>{let{delivery:t}=await this.client.act(`4a6700d0e54d1247aafab2622542047b09aa43bea5f9ebe6badcc8d3fe64a552`,{input:{id:e}});this.only=``,t&&this.look(t.id),this.acted(this.t(`webhooks.testSent`),{act:`test`,endpoint:e}),await this.refresh()})}resend(e){return this.once(async()=>{await this.client.act(`73fdc58d407fbf1b745d5d0e570dbf9275b7427d65272ea9c103a8cc2b3f6302`,{input:{id:e}}),this.only=``,this.acted(this.t(`webhooks.goesOut`),{act:`resend`,delivery:e}),await this.refresh()})}alter(e){return this.once(async()=>{let{endpoint:t}=await this.client.act(`25bec182b40f9523e4f5283583c5f1808fbc46d18e2ca396b261f0f0535b0699`,{input:e});t&&this.put(t)})}put(e){this.endpoints=this.endpoints.map(t=>t.id===e.id?{...t,...e}:t),this.acted(this.t(`webhooks.${e.state}`),{act:`update`,endpoint:e.id}),this.requestUpdate()}async copy(e){try{await navigator.clipboard.writeText(e),this.copied=e,this.say(this.t(`copied`))}catch{let t=[...this.renderRoot.querySelectorAll(`[data-copy]`)].find(t=>t.textContent===e);t&&getSelection()?.selectAllChildren(t)}this.requestUpdate()}ask=async e=>{let r={id:e?.id,url:e?.url??``,description:e?.description??``,events:new Set(e?.eventTypes),format:e?.format??`STANDARD`,full:e?.style===`FULL`},a=null,o,s=!1,c=async e=>{let t=await this.client.ask(`5e48a33ec5dcbc782ff97662913843a6771fa0f8bcdf8a5a9d0fdc1896b7a131`,{url:e}).catch(()=>null);e===r.url.trim()&&t&&(a=t.checkWebhookUrl,this.requestUpdate())},l=({currentTarget:e})=>{r.url=e.value;let t=r.url.trim();s=!1,a=null,clearTimeout(o),/^https?:\/\/[^\s/]{2,}/.test(t)&&(o=setTimeout(()=>void c(t),b)),this.requestUpdate()},f=()=>{let e=s?this.t(`webhooks.addressMissing`):``,t=a&&!a.allowed;return u`<div part="address">
<label class="lab" for="url">${this.t(`webhooks.address`)}</label>
<input
class="field mono ${t||s?`bad`:``}"
id="url"
type="url"
inputmode="url"
dir="ltr"
autocomplete="off"
spellcheck="false"
maxlength="2000"
placeholder="https://"
aria-invalid=${!!(t||s)}
aria-describedby="url-error url-check"
.value=${r.url}
@input=${l}
/>
${i(`url-error`,e)}
<div id="url-check" role="status">
${a?a.allowed?u`<p class="ok c-kept">${n(`check`)}${this.t(`webhooks.mayGo`)}</p>`:u`<p class="err">${n(`warn`)}<span>${this.t(`webhooks.mayNotGo`)} ${D(a.explanation)}</span></p>`:d}
</div>
</div>`},p=()=>u`${f()}
<div>
<label class="lab" for="about">${this.t(`webhooks.about`)}</label>
<input class="field" id="about" dir="auto" maxlength="200" .value=${r.description} @input=${e=>r.description=e.currentTarget.value} />
</div>
${this.choose(r.events)}
<fieldset>
<legend class="lab">${this.t(`webhooks.format`)}</legend>
<div class="opts">
${S.map(e=>u`<label class="pill"
><input type="radio" name="format" .checked=${r.format===e} @change=${()=>r.format=e} />${this.t(`webhooks.${e}`)}</label
>`)}
</div>
</fieldset>
<label class="chk"
><input type="checkbox" .checked=${r.full} @change=${e=>r.full=e.currentTarget.checked} /><span
>${this.t(`webhooks.full`)}<span class="meta">${this.t(`webhooks.fullMore`)}</span></span
></label
>`,m=async()=>{if(s=!r.url.trim(),s)return this.q(`#url`)?.focus(),!1;let{id:e,description:n,events:i,format:o,full:c}=r,l={url:r.url.trim(),description:n.trim()||null,eventTypes:[...i],format:o,style:c?`FULL`:`THIN`};try{if(e){let{endpoint:t}=await this.client.act(`25bec182b40f9523e4f5283583c5f1808fbc46d18e2ca396b261f0f0535b0699`,{input:{id:e,...l}});t&&this.put(t)}else{let{endpoint:e}=await this.client.act(`e34ff480bdd889ede89f2f7a8052437f73da7666e3102d090cc97c8e903dc359`,{input:l});if(!e)return;this.acted(this.t(`webhooks.made`),{act:`create`,endpoint:e.id}),await this.load(),this.open!==e.id&&this.unfold(e.id),this.secret(e.secret??``,this.t(`webhooks.made`),this.t(`webhooks.once`),e.url)}}catch(e){if(!(e instanceof t)||e.code!==`ADDRESS_REFUSED`)throw e;return a={allowed:!1,explanation:e.message},this.q(`#url`)?.focus(),!1}};this.learn();let h=this.t(e?`webhooks.change`:`webhooks.new`);await this.dialog.ask({title:h,label:this.t(e?`save`:`webhooks.create`),body:p,first:`#url`,act:m})};async learn(){if(this.names.length)return;let e=await this.client.ask(`83f24c1bf7c03c17e76d85474d24e3648c16e0f4ca458c568ba413a8dff60ea5`,{}).catch(()=>null);this.names=e?.eventTypes??[],this.requestUpdate()}choose(e,t=()=>{}){let r=[...new Set(this.names.map(({name:e})=>`${e.split(`.`)[0]}.*`))],i=n=>r=>{let{checked:i}=r.currentTarget;if(e[i?`add`:`delete`](n),i&&n.endsWith(`.*`))for(let t of e)t!==n&&t.startsWith(n.slice(0,-1))&&e.delete(t);this.requestUpdate(),t()},a=t=>u`<input type="checkbox" .checked=${e.has(t)} @change=${i(t)} />`,o=t=>e.has(`${t.split(`.`)[0]}.*`);return u`<fieldset>
<legend class="lab">${this.t(`webhooks.events`)}<span class="meta">${this.t(`webhooks.allWhenNone`)}</span></legend>
<div class="opts">${r.map(e=>u`<label class="pill mono">${a(e)}<bdi dir="ltr">${e}</bdi></label>`)}</div>
<details class="single">
<summary>${n(`next`,14)}${this.t(`webhooks.single`)}</summary>
<div class="singles">
${this.names.map(({name:e,description:t})=>u`<label class="chk"
>${o(e)?u`<input type="checkbox" checked disabled />`:a(e)}<span
><span class="mono">${e}</span><span class="meta" lang="en">${t}</span></span
></label
>`)}
</div>
</details>
</fieldset>`}copyable(e,t=``){return u`<div class="field copy" part=${t}>
<code dir="ltr" data-copy>${e}</code>
<button type="button" class="btn s" @click=${()=>this.copy(e)}>${n(this.copied===e?`check`:`copy`,16)}${this.t(this.copied===e?`copied`:`copy`)}</button>
</div>`}secret(e,t,n,r){let{port:i,hostname:a}=new URL(r),o=[`127.0.0.1`,`localhost`,`[::1]`].includes(a);this.dialog.ask({title:t,label:this.t(`webhooks.kept`),body:()=>u`${this.copyable(e,`secret`)}
<p>${n}</p>
${o?u`<p class="meta">${this.t(`webhooks.listen`)}</p>
${this.copyable(`had-your-back listen --port ${i||80} --secret ${e}`)}`:d}`,tells:!0,act:()=>void(this.copied=``)})}rotate({id:e,url:t,secretHint:n}){let r=24;this.dialog.ask({title:this.t(`webhooks.rotate`),text:this.t(`webhooks.rotateMore`,{host:k(t)}),label:this.t(`webhooks.rotateDo`),body:()=>u`<div>
<label class="lab" for="overlap">${this.t(`webhooks.overlap`)}</label>
<select class="field" id="overlap" @change=${e=>r=Number(e.currentTarget.value)}>
${x.map(e=>u`<option value=${e} ?selected=${e===r}>
${e?this.words.number(e<72?e:e/24,{style:`unit`,unit:e<72?`hour`:`day`,unitDisplay:`long`}):this.t(`webhooks.noOverlap`)}
</option>`)}
</select>
</div>`,first:`#overlap`,act:async()=>{let{endpoint:i}=await this.client.act(`bfdaf3ea6586ec443b1ce917a61756f6a08942591df4b86d2d04a1e3c867a294`,{input:{id:e,overlapHours:r}});if(!i)return;this.put(i);let a=this.words.exactly(new Date(Date.now()+r*36e5)),o=u`<bdi class="mono">${n}</bdi>`,s=r?u`${this.t(`webhooks.once`)} ${this.words.parts(`webhooks.oldSigns`,{old:o,time:u`<b>${a}</b>`})}`:this.t(`webhooks.once`);this.secret(i.secret??``,this.t(`webhooks.rotated`),s,t)}})}replay({id:e,url:t}){let r=/* @__PURE__ */ new Set,[i,a]=[m(/* @__PURE__ */ new Date(Date.now()-864e5)),``],o=!0,s=null,c=``,l,d=0,f=t=>({endpoint:e,since:new Date(i).toISOString(),until:a?new Date(a).toISOString():null,types:[...r],onlyMissing:o,dryRun:t}),p=async()=>{let e=++d,t=null;try{c=``,i&&(t=(await this.client.act(`cdfde6b63bdceb622153672258f239aa4e597cb9543c8359428262c63239e93b`,{input:f(!0)})).count)}catch(t){e===d&&(c=this.failure(t).text)}e===d&&(s=t,this.requestUpdate())},h=()=>{clearTimeout(l),l=setTimeout(()=>void p(),b)},g=(e,t,n,r)=>u`<div>
<label class="lab" for=${t}>${e}</label>
<input
class="field num"
id=${t}
type="datetime-local"
max=${`9999-12-31T23:59`}
.value=${n}
aria-describedby="count"
@input=${e=>{r(e.currentTarget.value),h()}}
/>
</div>`;this.learn(),p(),this.dialog.ask({title:this.t(`webhooks.replayTo`,{host:k(t)}),label:()=>this.t(`webhooks.replayDo`,{n:s??0}),body:()=>u`<div class="two">
${g(this.t(`webhooks.from`),`since`,i,e=>i=e)}
${g(this.t(`webhooks.until`),`until`,a,e=>a=e)}
</div>
${this.choose(r,h)}
<label class="chk"
><input
type="checkbox"
.checked=${o}
@change=${e=>{o=e.currentTarget.checked,h()}}
/><span>${this.t(`webhooks.onlyMissing`)}</span></label
>
<div class="note accent" id="count" role="status">
${c?u`${n(`warn`)}<span class="grow">${c}</span>`:s===null?u`<span class="grow">${this.t(`webhooks.counting`)}</span>`:u`<span class="big num">${this.words.number(s)}</span><span class="grow">${this.t(`webhooks.wouldGo`,{n:s})}</span>`}
</div>`,first:`#since`,ready:()=>!!s,act:async()=>{let t=await this.client.act(`cdfde6b63bdceb622153672258f239aa4e597cb9543c8359428262c63239e93b`,{input:f(!1)});this.only=``,this.acted(this.t(`webhooks.replayed`,{n:t.count??0}),{act:`replay`,endpoint:e}),this.open===e&&await this.refresh()}})}removing({id:e,url:t}){let n=async()=>{await this.client.act(`0631f6faeeac8b0478435c011c18730b160ecac12d80ff02557d10617fdc57d1`,{input:{id:e}}),this.endpoints=this.endpoints.filter(t=>t.id!==e),this.open===e&&(this.open=``),this.acted(this.t(`webhooks.removed`),{act:`delete`,endpoint:e}),this.focusOn(`.new`)},r=u`${this.words.parts(`webhooks.removeMore`,{url:u`<bdi class="mono">${t}</bdi>`})}`;this.dialog.ask({title:this.t(`webhooks.removeTitle`),text:r,label:this.t(`webhooks.remove`),act:n})}view(){let{state:e,endpoints:t}=this;return u`<section aria-label=${this.t(`webhooks`)}>
<div class="w-h">
<h2>${this.t(`webhooks`)}</h2>
${e===`ready`&&t.length?this.add():d}
</div>
${this.trouble&&e===`ready`?u`<div class="bar" role="status">${n(`offline`)}<span class="grow"><b>${this.trouble.text}</b> ${this.t(`webhooks.asSeen`)}</span></div>`:d}
${e===`loading`?o(this.t(`webhooks.loading`)):d}
${e===`failed`&&this.trouble?p(this,this.t(`webhooks.failed`),this.trouble,()=>this.load()):d}
${e===`ready`&&!t.length?u`<div class="blank">
${n(`link`,26)}
<h3>${this.t(`webhooks.none`)}</h3>
<p>${this.t(`webhooks.noneMore`)}</p>
${this.add()}
</div>`:d}
${e===`failed`?d:t.map(e=>this.row(e))}
${this.hasMore?u`<div class="older"><button class="btn q" @click=${()=>this.more()}>${this.t(`webhooks.more`)}</button></div>`:d}
</section>
${this.dialog.view()}`}add(){return u`<button class="btn p push new" @click=${()=>this.ask(null)}>${n(`plus`)}${this.t(`webhooks.new`)}</button>`}row(e){let{id:t,url:i,state:o,health:s}=e,c=t===this.open,l=[e.eventTypes.join(`, `)||this.t(`webhooks.allEvents`)];e.format!==`STANDARD`&&l.push(this.t(`webhooks.${e.format}`));let f=o===`ACTIVE`,p=[{icon:`next`,label:this.t(`webhooks.test`),act:()=>void this.test(t)},{icon:`replay`,label:this.t(`webhooks.replay`),act:()=>this.replay(e)},{icon:f?`pause`:`undo`,label:this.t(f?`webhooks.pause`:`webhooks.resume`),act:()=>void this.alter({id:t,paused:f})},{icon:`pen`,label:this.t(`webhooks.change`),act:()=>void this.ask(e)},{icon:`lock`,label:this.t(`webhooks.rotate`),act:()=>this.rotate(e)},{icon:`x`,label:this.t(`webhooks.remove`),act:()=>this.removing(e)}];return u`<article class="end ${c?`on`:``}" part="endpoint" aria-label=${i}>
<div class="line">
<button class="ep" aria-expanded=${c} @click=${()=>this.unfold(t)}>
<span class="u mono" dir="ltr" title=${i}>${i}</span>
<span class="what meta">${e.description?u`${r(e.description)} · `:d}<bdi>${l.join(` · `)}</bdi></span>
<span class="spark" part="health">${A(e.recent.nodes)}</span>
<span class="much meta num">${s.waiting?this.t(`webhooks.wait`,{n:s.waiting}):this.t(`webhooks.lastDay`,{n:s.deliveredLastDay})}</span>
<span class="how">${O(w[o],this.t(`webhooks.${o}`))}</span>
</button>
${a(`menu-${t}`,n(`more`),`${this.t(`more`)}: ${i}`,p)}
</div>
${o===`ACTIVE`?d:u`<p class="why">
${o===`PAUSED`||!e.stateReason?d:u`${D(e.stateReason)} `}${this.t(`webhooks.why.${o}`,{n:s.waiting})}
</p>`}
${c?this.inside(e):d}
</article>`}inside(e){let{deliveries:t}=this;return u`<div class="inside">
<div class="tools row wrap">
<h3>${this.t(`webhooks.deliveries`)}</h3>
<label class="choice pill ${this.only?`on`:``}"
><select aria-label=${this.t(`webhooks.state`)} @change=${({currentTarget:e})=>{this.only=e.value,this.shown=_,this.attempted(()=>this.refresh())}}>
<option value="" ?selected=${!this.only}>${this.t(`webhooks.allStates`)}</option>
${C.map(e=>u`<option value=${e} ?selected=${e===this.only}>${this.t(`webhooks.${e}`)}</option>`)}
</select>${n(`chev`,14)}</label
>
<span class="push row wrap">
<button class="btn s" @click=${()=>this.test(e.id)}>${this.t(`webhooks.test`)}</button>
<button class="btn s" @click=${()=>this.replay(e)}>${this.t(`webhooks.replay`)}</button>
</span>
</div>
${this.note?u`<div class="note bad" role="alert">${n(`warn`)}<span class="grow">${this.note}</span></div>`:d}
${t?.length===0?u`<p class="meta nothing">${this.t(this.only?`webhooks.noneLikeThat`:`webhooks.noDeliveries`)}</p>`:d}
${t?.map(t=>this.line(t,e))}
${this.hasOlder&&this.shown<v&&t?u`<div class="older"><button class="btn q s" @click=${()=>{this.shown=Math.min(v,this.shown+20),this.attempted(()=>this.refresh())}}>${this.t(`webhooks.older`)}</button></div>`:d}
</div>`}line(e,t){let{id:r,state:i,sequence:a,event:o,attempts:s}=e,c=r===this.delivery,l=this.words,f=s.at(-1),p=f?[this.t(`webhooks.tries`,{n:s.length}),f.status??d,l.unit(f.milliseconds,`millisecond`)]:[this.t(`webhooks.notTried`)];return u`<button class="dlv" part="delivery" aria-expanded=${c} @click=${()=>this.look(r)}>
<span class="seq mono num faint">${l.number(a)}</span>
<span class="type mono" dir="ltr">${o.type.split(`.`).map((e,t)=>u`${t?u`.<wbr />`:d}${e}`)}</span>
<span class="how">${O(T[i],this.t(`webhooks.${i}`))}</span>
<span class="much meta num">${p.filter(e=>e!==d).map((e,t)=>[t?` · `:``,u`<bdi>${e}</bdi>`])}</span>
<span class="go">${n(`chev`,14)}</span>
</button>
${c?this.tried(e,t):d}`}tried({id:e,state:t,nextAttemptAt:r},i){let{whole:a}=this;if(!a)return u`<div class="att" part="attempt" aria-busy="true"><span class="sk w5"></span></div>`;let o=this.words,s=a.attempts,c=this.attempt<0?s.length-1:Math.min(this.attempt,s.length-1),f=s[c],{event:p}=a,m=JSON.stringify({id:p.id,type:p.type,timestamp:p.occurredAt,data:p.data},null,2),h=e=>u`<button
class="pill"
role="tab"
id="tab-${e}"
aria-controls="panel"
aria-selected=${this.tab===e}
tabindex=${this.tab===e?0:-1}
@click=${()=>this.turn(e)}
@focus=${()=>this.turn(e)}
>
${this.t(`webhooks.${e}`)}
</button>`,g=e=>o.date(new Date(e),{day:`numeric`,month:`short`,hour:`2-digit`,minute:`2-digit`,second:`2-digit`});return u`<div class="att" part="attempt">
${s.length>1?u`<div class="row wrap nth" role="group" aria-label=${this.t(`webhooks.attempts`)} @keydown=${l(`.pill`)}>
${s.map(({number:e},t)=>u`<button
class="pill num"
tabindex=${t===c?0:-1}
aria-pressed=${t===c}
aria-label=${this.t(`webhooks.attempt`,{n:e})}
@click=${()=>{this.attempt=t,this.requestUpdate()}}
>
${o.number(e)}
</button>`)}
</div>`:d}
${f?u`<p class="facts num">
<b>${this.t(`webhooks.attempt`,{n:f.number})}</b>
<time datetime=${f.at}>${g(f.at)}</time>
<span>${o.unit(f.milliseconds,`millisecond`)}</span>
${f.status?u`<b class=${f.status<300?`c-kept`:`c-broken`}><bdi>HTTP ${f.status}</bdi></b>`:d}
${f.peerAddress?u`<span>${this.words.parts(`webhooks.toPeer`,{peer:u`<bdi class="mono">${f.peerAddress}</bdi>`})}</span>`:d}
<span>${o.maybe(`webhooks.trigger.${f.trigger}`)??f.trigger}</span>
</p>`:u`<p class="facts">${this.t(`webhooks.notTried`)}</p>`}
<div role="tablist" class="row tabs" aria-label=${this.t(`webhooks.bodies`)} @keydown=${l(`[role=tab]`)}>${h(`answer`)}${h(`sent`)}</div>
<div id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}" part="body">
${this.tab===`sent`?u`<pre class="code" tabindex="0" dir="ltr">${m}</pre>
${i.format!==`STANDARD`||i.style===`FULL`?u`<p class="meta">${this.t(`webhooks.sentMore`)}</p>`:d}`:u`${f?.error?u`<p class="err">${n(`warn`)}${D(f.error)}</p>`:d}
${f?.responseBody?u`<pre class="code" tabindex="0" dir="ltr">${f.responseBody}</pre>`:f?.error?d:u`<p class="meta">${this.t(f?`webhooks.noWords`:`webhooks.noAnswer`)}</p>`}`}
</div>
<div class="row wrap ends">
<button class="btn s" @click=${()=>this.resend(e)}>${n(`replay`,16)}${this.t(`webhooks.again`)}</button>
${r&&t===`WAITING`?u`<span class="meta push">${this.t(`webhooks.next`,{time:g(r)})}</span>`:d}
</div>
</div>`}turn(e){this.tab=e,this.requestUpdate()}};export{j as default};