import{_ as e,d as t,f as n,h as r,i,l as a,m as o,o as s,s as c,t as l,x as u,y as d}from"./had-your-back.js";import{t as f}from"./dialog.js";function p(t,n,{text:r,problem:i},a){let o=i?.trouble===`signedOut`;return d`<div class="blank" role="alert">
${s(i?.trouble===`network`?`offline`:`warn`,26,`c-broken`)}
<h3>${n}</h3>
<p>${r}</p>
<div class="row wrap">
${i?.trouble===`forbidden`?e:d`<button class="btn" @click=${async()=>(!o||await t.client.signIn())&&a()}>${t.t(o?`signInAgain`:`tryNow`)}</button>`}
${i?.reference?d`<span class="meta faint">${t.t(`reference`)} <span class="mono">${i.reference}</span></span>`:e}
</div>
</div>`}var m=2e3,h=15,g=10,_=100,v=24,y=350,b=[0,1,24,72,168],x=[`STANDARD`,`CLOUDEVENTS`,`SLACK`,`TEAMS`],S=[`WAITING`,`IN_FLIGHT`,`DELIVERED`,`EXHAUSTED`,`DROPPED`],C={ACTIVE:[`c-kept`,`kept`],PAUSED:[``,`pause`],RESTING:[`c-risk`,`at_risk`],DISABLED:[`c-broken`,`broken`]},w={WAITING:[`c-wait`,`requested`],IN_FLIGHT:[`c-wait`,`offered`],DELIVERED:[`c-kept`,`kept`],EXHAUSTED:[`c-broken`,`broken`],DROPPED:[``,`closed`]},T=[`WAITING`,`IN_FLIGHT`],E=e=>d`<bdi lang="en">${e}</bdi>`,D=([e,t],n)=>d`<span class="st ${e}">${s(t)}${n}</span>`,O=e=>(/* @__PURE__ */ new Date(e.getTime()-e.getTimezoneOffset()*6e4)).toISOString().slice(0,16),k=e=>URL.parse(e)?.host??e;function A(e){let t=e.slice(0,v).reverse();return d`<svg class="bars flip" viewBox="0 0 ${120} 24" width=${120} height="24" aria-hidden="true">
${t.map(({state:e},n)=>{let r=(v-t.length+n)*5;return e===`DELIVERED`?u`<rect class="up" x=${r} y="3" width="4" height="9"/>`:e===`EXHAUSTED`?u`<rect class="down" x=${r} y="12" width="4" height="9"/>`:u`<rect class="rest" x=${r} y="11" width="4" height="2"/>`})}
</svg>`}var j=class extends l{static properties={state:{state:!0}};static styles=i(`.end{border-top:var(--_border)}.end.on{background:var(--_surface-sunk);box-shadow:inset 3px 0 0 var(--_accent)}[dir=rtl] .end.on{box-shadow:inset -3px 0 0 var(--_accent)}.line{align-items:center;padding-inline-end:calc(var(--pad) - 8px);display:flex}.ep{min-width:0;padding:14px var(--pad);text-align:start;min-height:64px;transition:background var(--_fast) var(--_ease);background:0 0;border:0;flex:1;grid-template-columns:minmax(0,1fr) 120px 104px 112px;align-items:center;gap:2px 20px;padding-inline-end:12px;display:grid}.ep:hover,.dlv:hover{background:var(--_hover)}.ep .u{text-overflow:ellipsis;white-space:nowrap;grid-area:1/1;font-weight:500;overflow:hidden}[dir=rtl] .u{text-align:right}.ep .what{text-overflow:ellipsis;white-space:nowrap;grid-area:2/1;overflow:hidden}.ep .spark{grid-area:1/2/span 2}.ep .much{grid-area:1/3/span 2}.ep .how{grid-area:1/4/span 2}.how{display:flex}.bars{display:block}[dir=rtl] .bars.flip{transform-origin:50%}.bars .up{fill:var(--_plot)}.bars .down{fill:var(--_broken)}.bars .rest{fill:var(--_plot-miss)}.why{padding:0 var(--pad) 14px;font-size:var(--_text-sm);text-wrap:pretty;max-width:76ch;margin-top:-4px}.inside{background:var(--_surface);border-top:var(--_border);margin-inline-start:3px;padding-bottom:4px}.tools{padding:12px var(--pad)}.tools h3{font-size:var(--_text-md);font-weight:600}.inside>.note{margin:0 var(--pad) 12px}.nothing{padding:4px var(--pad) 16px}.dlv{width:100%;min-height:44px;padding:8px var(--pad);border:0;border-top:var(--_border);font-size:var(--_text-sm);text-align:start;transition:background var(--_fast) var(--_ease);background:0 0;grid-template-columns:minmax(44px,auto) minmax(0,1fr) 128px minmax(0,170px) 16px;align-items:center;gap:2px 16px;display:grid}.dlv .type{overflow-wrap:anywhere}[dir=rtl] .type{text-align:right}.dlv .go{color:var(--_ink-3)}.dlv[aria-expanded=true]{background:var(--_surface-sunk)}.dlv[aria-expanded=true] .go{transform:scaleY(-1)}.att{padding:4px var(--pad) var(--pad);background:var(--_surface-sunk);grid-template-columns:minmax(0,1fr);gap:12px;display:grid}.nth{gap:6px}.nth .pill{justify-content:center;min-width:32px;padding:0 8px}.facts{font-size:var(--_text-sm);color:var(--_ink-2);flex-wrap:wrap;gap:2px 16px;display:flex}.facts b{font-weight:600}.facts b:first-child{color:var(--_ink)}.facts time{cursor:auto}.tabs{gap:6px}.code{border:var(--_border);border-radius:var(--_radius-s);background:var(--_surface);max-height:300px;font:400 var(--_text-sm)/1.6 var(--_mono);white-space:pre-wrap;overflow-wrap:anywhere;text-align:left;margin:0;padding:12px 14px;overflow:auto}#panel .err{overflow-wrap:anywhere;margin:0 0 8px}#panel .meta{margin-top:8px}.older{border-top:var(--_border);justify-content:center;padding:8px;display:flex}.dialog .bd{grid-template-columns:minmax(0,1fr);gap:20px;max-height:min(66vh,640px);overflow-y:auto}.dialog:has(#url,#since){max-width:min(560px,100vw - 24px)}.ok{font-size:var(--_text-sm);gap:6px;margin-top:6px;font-weight:500;display:flex}.err span{overflow-wrap:anywhere}legend{padding:0}.opts{flex-wrap:wrap;gap:8px 6px;display:flex}.pill input{opacity:0;cursor:pointer;margin:0;position:absolute;inset:0}.pill:has(input:checked){background:var(--_ink);border-color:var(--_ink);color:var(--_surface)}.pill:has(input:focus-visible){box-shadow:var(--_focus-ring);z-index:2;outline:2px solid #0000}.dialog .bd>.chk{margin-block:-8px}.chk{cursor:pointer;align-items:flex-start;gap:10px;min-height:44px;padding:10px 0;display:flex}.chk input{width:20px;height:20px;accent-color:var(--_ink);flex:none;margin:1px 0 0}.chk .meta{display:block}.single{margin:4px 0 -8px}.single summary{min-height:44px;font-size:var(--_text-sm);cursor:pointer;align-items:center;gap:6px;font-weight:500;list-style:none;display:inline-flex}.single summary::-webkit-details-marker{display:none}.single[open] summary .i{transform:rotate(90deg)}[dir=rtl] .single[open] summary .flip{transform:none}.singles{border:var(--_border);border-radius:var(--_radius-s);max-height:240px;padding:4px 12px;overflow-y:auto}.singles .chk+.chk{border-top:var(--_border)}.two{grid-template-columns:1fr 1fr;gap:12px;display:grid}.big{font-size:var(--_text-2xl);letter-spacing:-.02em;color:var(--_ink);font-weight:600;line-height:1.1}.copy{padding:6px;align-items:center;gap:10px;padding-inline-start:12px;display:flex}.copy code{min-width:0;font:400 var(--_text-sm)/1.5 var(--_mono);overflow-wrap:anywhere;text-align:start;flex:1}@media (width<=420px){.two{grid-template-columns:minmax(0,1fr)}.dialog .bd,.dialog .hd{padding-inline:16px}}@container (width<=720px){.ep{grid-template-columns:minmax(0,1fr) auto;gap:2px 12px}.ep .how{grid-area:1/2}.ep .much{text-align:end;grid-area:2/2}.ep .spark{display:none}.dlv{grid-template-columns:minmax(0,1fr) auto 16px;gap:0 12px}.dlv .seq{display:none}.dlv .much{grid-area:2/1}.dlv .how{grid-row:1/span 2}.dlv .go{grid-area:1/3/span 2}}@container (width<=430px){.ep .how{grid-area:3/1;margin-top:4px}.ep .much{grid-row:3;align-self:end}.ep .u,.ep .what{white-space:normal;overflow-wrap:anywhere;grid-column:1/-1}.tools .push{width:100%;margin:0}}@media (forced-colors:active){.bars rect{fill:canvastext}.end.on{outline-offset:-2px;outline:2px solid highlight}.pill:has(input:checked){outline:2px solid highlight}.pill:has(input:focus-visible){outline-offset:2px;outline:3px solid highlight}}`);dialog=new f(this);endpoints=[];cursor=null;hasMore=!1;open=``;deliveries=null;hasOlder=!1;shown=g;only=``;delivery=``;whole=null;attempt=-1;tab=`answer`;trouble=null;note=``;names=[];ticks=0;lively=0;copied=``;constructor(){super(),this.state=`quiet`}start(e,t){this.endpoints=[],this.open=this.delivery=``,this.load();let n=setInterval(()=>void this.tick(),m);t.addEventListener(`abort`,()=>clearInterval(n))}async load(){let e=setTimeout(()=>this.state===`quiet`&&(this.state=`loading`),300);try{let{nodes:e,pageInfo:t}=(await this.client.ask(`8e57107f9117920ceb2dc9687ff8bb04ceb488ba6e3cc87665ae0306bfddc88e`,{})).webhookEndpoints,n=this.endpoints.slice(e.length).filter(({id:t})=>!e.some(e=>e.id===t));this.endpoints=[...e,...n],n.length||(this.cursor=t.endCursor,this.hasMore=t.hasNextPage),this.trouble=null,this.state=`ready`,e.length===1&&!this.open&&this.unfold(e[0].id)}catch(e){this.trouble=this.failure(e),this.state=`failed`}finally{clearTimeout(e),this.requestUpdate()}}async more(){await this.attempted(async()=>{let{nodes:e,pageInfo:t}=(await this.client.ask(`8e57107f9117920ceb2dc9687ff8bb04ceb488ba6e3cc87665ae0306bfddc88e`,{after:this.cursor})).webhookEndpoints;this.endpoints.push(...e),this.cursor=t.endCursor,this.hasMore=t.hasNextPage})}async tick(){if(!(document.hidden||this.state!==`ready`)){this.ticks+=1;try{this.ticks%h===0?await this.load():this.open&&(Date.now()<this.lively||this.ticks%5==0)&&await this.refresh()}catch(e){this.trouble=this.failure(e),this.requestUpdate()}}}async refresh(){let{open:e,only:t}=this;if(!e)return;let n=t?[t]:null,r=(await this.client.ask(`1c84cdf0beba4b0fb22d7f6dab6c42c0ea5e2e238593c1448f472d74ff7bbcd6`,{endpoint:e,first:this.shown,states:n})).node;if(e!==this.open||t!==this.only)return;if(!r?.deliveries)return this.load();let{nodes:i,pageInfo:a}=r.deliveries;this.deliveries=i,this.hasOlder=a.hasNextPage,this.trouble=null,this.endpoints=this.endpoints.map(n=>{if(n.id!==e)return n;let a=t?n.recent.nodes:[...i,...n.recent.nodes.filter(({id:e})=>!i.some(t=>t.id===e))];return{...n,...r,recent:{nodes:a.slice(0,v)}}});let o=Date.now()+3e4;i.some(({state:e,nextAttemptAt:t})=>T.includes(e)&&Date.parse(t??``)<o)&&(this.lively=o);let s=i.find(({id:e})=>e===this.delivery);s&&(s.state!==this.whole?.state||s.attempts.length!==this.whole.attempts.length)&&await this.fetchWhole(),this.requestUpdate()}async fetchWhole(){let e=this.delivery,{node:t}=await this.client.ask(`3f9e7b8e4ccf7c4e9ec7d6714ff1c0ef0cd4123a55affe93219f57df8db3c7bf`,{id:e});e===this.delivery&&(this.whole=t?.event?t:null,this.requestUpdate())}unfold(e){this.open=this.open===e?``:e,this.deliveries=null,this.shown=g,this.only=this.delivery=this.note=``,this.requestUpdate(),this.attempted(()=>this.refresh())}look(e){this.delivery=this.delivery===e?``:e,this.whole=null,this.attempt=-1,this.tab=`answer`,this.requestUpdate(),this.delivery&&this.attempted(()=>this.fetchWhole())}async attempted(e){try{this.note=``,await e()}catch(e){let{text:t,problem:n}=this.failure(e);this.note=n?.reference?`${t} ${this.t(`reference`)} ${n.reference}`:t}this.requestUpdate()}acted(e,t){this.lively=Date.now()+3e4,this.say(e),this.emit(`acted`,t)}test(e){return this.open!==e&&this.unfold(e),this.attempted(async()=>{let{delivery:t}=await this.client.act(`4a6700d0e54d1247aafab2622542047b09aa43bea5f9ebe6badcc8d3fe64a552`,{input:{id:e}});this.only=``,t&&this.look(t.id),this.acted(this.t(`webhooks.testSent`),{act:`test`,endpoint:e}),await this.refresh()})}resend(e){return this.attempted(async()=>{await this.client.act(`73fdc58d407fbf1b745d5d0e570dbf9275b7427d65272ea9c103a8cc2b3f6302`,{input:{id:e}}),this.only=``,this.acted(this.t(`webhooks.goesOut`),{act:`resend`,delivery:e}),await this.refresh()})}alter(e){return this.attempted(async()=>{let{endpoint:t}=await this.client.act(`25bec182b40f9523e4f5283583c5f1808fbc46d18e2ca396b261f0f0535b0699`,{input:e});t&&this.put(t)})}put(e){this.endpoints=this.endpoints.map(t=>t.id===e.id?{...t,...e}:t),this.acted(this.t(`webhooks.${e.state}`),{act:`update`,endpoint:e.id}),this.requestUpdate()}async copy(e){try{await navigator.clipboard.writeText(e),this.copied=e,this.say(this.t(`copied`))}catch{let t=[...this.renderRoot.querySelectorAll(`[data-copy]`)].find(t=>t.textContent===e);t&&getSelection()?.selectAllChildren(t)}this.requestUpdate()}ask=async t=>{let n={id:t?.id,url:t?.url??``,description:t?.description??``,events:new Set(t?.eventTypes),format:t?.format??`STANDARD`,full:t?.style===`FULL`},i=null,a,c=!1,l=async e=>{let t=await this.client.ask(`5e48a33ec5dcbc782ff97662913843a6771fa0f8bcdf8a5a9d0fdc1896b7a131`,{url:e}).catch(()=>null);e===n.url.trim()&&t&&(i=t.checkWebhookUrl,this.requestUpdate())},u=({currentTarget:e})=>{n.url=e.value;let t=n.url.trim();c=!1,i=null,clearTimeout(a),/^https?:\/\/[^\s/]{2,}/.test(t)&&(a=setTimeout(()=>void l(t),y)),this.requestUpdate()},f=()=>{let t=c?this.t(`webhooks.addressMissing`):``,r=i&&!i.allowed;return d`<div part="address">
<label class="lab" for="url">${this.t(`webhooks.address`)}</label>
<input
class="field mono ${r||c?`bad`:``}"
id="url"
type="url"
inputmode="url"
dir="ltr"
autocomplete="off"
spellcheck="false"
maxlength="2000"
placeholder="https://"
aria-invalid=${!!(r||c)}
aria-describedby="url-error url-check"
.value=${n.url}
@input=${u}
/>
${o(`url-error`,t)}
<div id="url-check" role="status">
${i?i.allowed?d`<p class="ok c-kept">${s(`check`)}${this.t(`webhooks.mayGo`)}</p>`:d`<p class="err">${s(`warn`)}<span>${this.t(`webhooks.mayNotGo`)} ${E(i.explanation)}</span></p>`:e}
</div>
</div>`},p=()=>d`${f()}
<div>
<label class="lab" for="about">${this.t(`webhooks.about`)}</label>
<input class="field" id="about" dir="auto" maxlength="200" .value=${n.description} @input=${e=>n.description=e.currentTarget.value} />
</div>
${this.choose(n.events)}
<fieldset>
<legend class="lab">${this.t(`webhooks.format`)}</legend>
<div class="opts">
${x.map(e=>d`<label class="pill"
><input type="radio" name="format" .checked=${n.format===e} @change=${()=>n.format=e} />${this.t(`webhooks.${e}`)}</label
>`)}
</div>
</fieldset>
<label class="chk"
><input type="checkbox" .checked=${n.full} @change=${e=>n.full=e.currentTarget.checked} /><span
>${this.t(`webhooks.full`)}<span class="meta">${this.t(`webhooks.fullMore`)}</span></span
></label
>`,m=async()=>{if(c=!n.url.trim(),c)return this.q(`#url`)?.focus(),!1;let{id:e,description:t,events:a,format:o,full:s}=n,l={url:n.url.trim(),description:t.trim()||null,eventTypes:[...a],format:o,style:s?`FULL`:`THIN`};try{if(e){let{endpoint:t}=await this.client.act(`25bec182b40f9523e4f5283583c5f1808fbc46d18e2ca396b261f0f0535b0699`,{input:{id:e,...l}});t&&this.put(t)}else{let{endpoint:e}=await this.client.act(`e34ff480bdd889ede89f2f7a8052437f73da7666e3102d090cc97c8e903dc359`,{input:l});if(!e)return;this.acted(this.t(`webhooks.made`),{act:`create`,endpoint:e.id}),this.secret(e.secret??``,this.t(`webhooks.made`),this.t(`webhooks.once`),e.url),await this.load(),this.open!==e.id&&this.unfold(e.id)}}catch(e){if(!(e instanceof r)||e.code!==`ADDRESS_REFUSED`)throw e;return i={allowed:!1,explanation:e.message},this.q(`#url`)?.focus(),!1}};this.learn();let h=this.t(t?`webhooks.change`:`webhooks.new`);await this.dialog.ask({title:h,label:this.t(t?`save`:`webhooks.create`),body:p,first:`#url`,act:m})};async learn(){if(this.names.length)return;let e=await this.client.ask(`83f24c1bf7c03c17e76d85474d24e3648c16e0f4ca458c568ba413a8dff60ea5`,{}).catch(()=>null);this.names=e?.eventTypes??[],this.requestUpdate()}choose(e,t=()=>{}){let n=[...new Set(this.names.map(({name:e})=>`${e.split(`.`)[0]}.*`))],r=n=>r=>{let{checked:i}=r.currentTarget;if(e[i?`add`:`delete`](n),i&&n.endsWith(`.*`))for(let t of e)t!==n&&t.startsWith(n.slice(0,-1))&&e.delete(t);this.requestUpdate(),t()},i=t=>d`<input type="checkbox" .checked=${e.has(t)} @change=${r(t)} />`,a=t=>e.has(`${t.split(`.`)[0]}.*`);return d`<fieldset>
<legend class="lab">${this.t(`webhooks.events`)}<span class="meta">${this.t(`webhooks.allWhenNone`)}</span></legend>
<div class="opts">${n.map(e=>d`<label class="pill mono">${i(e)}${e}</label>`)}</div>
<details class="single">
<summary>${s(`next`,14)}${this.t(`webhooks.single`)}</summary>
<div class="singles">
${this.names.map(({name:e,description:t})=>d`<label class="chk"
>${a(e)?d`<input type="checkbox" checked disabled />`:i(e)}<span
><span class="mono">${e}</span><span class="meta" lang="en">${t}</span></span
></label
>`)}
</div>
</details>
</fieldset>`}copyable(e,t=``){return d`<div class="field copy" part=${t}>
<code dir="ltr" data-copy>${e}</code>
<button type="button" class="btn s" @click=${()=>this.copy(e)}>${s(this.copied===e?`check`:`copy`,16)}${this.t(this.copied===e?`copied`:`copy`)}</button>
</div>`}secret(t,n,r,i){let{port:a,hostname:o}=new URL(i),s=[`127.0.0.1`,`localhost`,`[::1]`].includes(o);this.dialog.ask({title:n,label:this.t(`webhooks.kept`),body:()=>d`${this.copyable(t,`secret`)}
<p>${r}</p>
${s?d`<p class="meta">${this.t(`webhooks.listen`)}</p>
${this.copyable(`had-your-back listen --port ${a||80} --secret ${t}`)}`:e}`,tells:!0,act:()=>void(this.copied=``)})}rotate({id:e,url:t,secretHint:n}){let r=24;this.dialog.ask({title:this.t(`webhooks.rotate`),text:this.t(`webhooks.rotateMore`,{host:k(t)}),label:this.t(`webhooks.rotateDo`),body:()=>d`<div>
<label class="lab" for="overlap">${this.t(`webhooks.overlap`)}</label>
<select class="field" id="overlap" @change=${e=>r=Number(e.currentTarget.value)}>
${b.map(e=>d`<option value=${e} ?selected=${e===r}>
${e?this.words.number(e<72?e:e/24,{style:`unit`,unit:e<72?`hour`:`day`,unitDisplay:`long`}):this.t(`webhooks.noOverlap`)}
</option>`)}
</select>
</div>`,first:`#overlap`,act:async()=>{let{endpoint:i}=await this.client.act(`bfdaf3ea6586ec443b1ce917a61756f6a08942591df4b86d2d04a1e3c867a294`,{input:{id:e,overlapHours:r}});if(!i)return;this.put(i);let a=this.words.exactly(new Date(Date.now()+r*36e5)),o=d`<bdi class="mono">${n}</bdi>`,s=r?d`${this.t(`webhooks.once`)} ${this.words.parts(`webhooks.oldSigns`,{old:o,time:d`<b>${a}</b>`})}`:this.t(`webhooks.once`);this.secret(i.secret??``,this.t(`webhooks.rotated`),s,t)}})}replay({id:e,url:t}){let n=/* @__PURE__ */ new Set,[r,i]=[O(/* @__PURE__ */ new Date(Date.now()-864e5)),``],a=!0,o=null,c=``,l,u=0,f=t=>({endpoint:e,since:new Date(r).toISOString(),until:i?new Date(i).toISOString():null,types:[...n],onlyMissing:a,dryRun:t}),p=async()=>{let e=++u,t=null;try{c=``,r&&(t=(await this.client.act(`cdfde6b63bdceb622153672258f239aa4e597cb9543c8359428262c63239e93b`,{input:f(!0)})).count)}catch(t){e===u&&(c=this.failure(t).text)}e===u&&(o=t,this.requestUpdate())},m=()=>{clearTimeout(l),l=setTimeout(()=>void p(),y)},h=(e,t,n,r)=>d`<div>
<label class="lab" for=${t}>${e}</label>
<input
class="field num"
id=${t}
type="datetime-local"
.value=${n}
aria-describedby="count"
@input=${e=>{r(e.currentTarget.value),m()}}
/>
</div>`;this.learn(),p(),this.dialog.ask({title:this.t(`webhooks.replayTo`,{host:k(t)}),label:()=>this.t(`webhooks.replayDo`,{n:o??0}),body:()=>d`<div class="two">
${h(this.t(`webhooks.from`),`since`,r,e=>r=e)}
${h(this.t(`webhooks.until`),`until`,i,e=>i=e)}
</div>
${this.choose(n,m)}
<label class="chk"
><input
type="checkbox"
.checked=${a}
@change=${e=>{a=e.currentTarget.checked,m()}}
/><span>${this.t(`webhooks.onlyMissing`)}</span></label
>
<div class="note accent" id="count" role="status">
${c?d`${s(`warn`)}<span class="grow">${c}</span>`:o===null?d`<span class="grow">${this.t(`webhooks.counting`)}</span>`:d`<span class="big num">${this.words.number(o)}</span><span class="grow">${this.t(`webhooks.wouldGo`,{n:o})}</span>`}
</div>`,first:`#since`,ready:()=>!!o,act:async()=>{let t=await this.client.act(`cdfde6b63bdceb622153672258f239aa4e597cb9543c8359428262c63239e93b`,{input:f(!1)});this.only=``,this.acted(this.t(`webhooks.replayed`,{n:t.count??0}),{act:`replay`,endpoint:e}),this.open===e&&await this.refresh()}})}removing({id:e,url:t}){let n=async()=>{await this.client.act(`0631f6faeeac8b0478435c011c18730b160ecac12d80ff02557d10617fdc57d1`,{input:{id:e}}),this.endpoints=this.endpoints.filter(t=>t.id!==e),this.open===e&&(this.open=``),this.acted(this.t(`webhooks.removed`),{act:`delete`,endpoint:e}),this.focusOn(`.new`)},r=d`${this.words.parts(`webhooks.removeMore`,{url:d`<bdi class="mono">${t}</bdi>`})}`;this.dialog.ask({title:this.t(`webhooks.removeTitle`),text:r,label:this.t(`webhooks.remove`),act:n})}view(){let{state:t,endpoints:r}=this;return d`<section aria-label=${this.t(`webhooks`)}>
<div class="w-h">
<h2>${this.t(`webhooks`)}</h2>
${t===`ready`&&r.length?this.add():e}
</div>
${this.trouble&&t===`ready`?d`<div class="bar" role="status">${s(`offline`)}<span class="grow"><b>${this.trouble.text}</b> ${this.t(`webhooks.asSeen`)}</span></div>`:e}
${t===`loading`?n(this.t(`webhooks.loading`)):e}
${t===`failed`&&this.trouble?p(this,this.t(`webhooks.failed`),this.trouble,()=>this.load()):e}
${t===`ready`&&!r.length?d`<div class="blank">
${s(`link`,26)}
<h3>${this.t(`webhooks.none`)}</h3>
<p>${this.t(`webhooks.noneMore`)}</p>
${this.add()}
</div>`:e}
${t===`failed`?e:r.map(e=>this.row(e))}
${this.hasMore?d`<div class="older"><button class="btn q" @click=${()=>this.more()}>${this.t(`webhooks.more`)}</button></div>`:e}
</section>
${this.dialog.view()}`}add(){return d`<button class="btn p push new" @click=${()=>this.ask(null)}>${s(`plus`)}${this.t(`webhooks.new`)}</button>`}row(t){let{id:n,url:r,state:i,health:o}=t,l=n===this.open,u=[t.eventTypes.join(`, `)||this.t(`webhooks.allEvents`)];t.format!==`STANDARD`&&u.push(this.t(`webhooks.${t.format}`));let f=i===`ACTIVE`,p=[{icon:`next`,label:this.t(`webhooks.test`),act:()=>void this.test(n)},{icon:`replay`,label:this.t(`webhooks.replay`),act:()=>this.replay(t)},{icon:f?`pause`:`undo`,label:this.t(f?`webhooks.pause`:`webhooks.resume`),act:()=>void this.alter({id:n,paused:f})},{icon:`pen`,label:this.t(`webhooks.change`),act:()=>void this.ask(t)},{icon:`lock`,label:this.t(`webhooks.rotate`),act:()=>this.rotate(t)},{icon:`x`,label:this.t(`webhooks.remove`),act:()=>this.removing(t)}];return d`<article class="end ${l?`on`:``}" part="endpoint" aria-label=${r}>
<div class="line">
<button class="ep" aria-expanded=${l} @click=${()=>this.unfold(n)}>
<span class="u mono" dir="ltr" title=${r}>${r}</span>
<span class="what meta">${t.description?d`${a(t.description)} · `:e}<bdi>${u.join(` · `)}</bdi></span>
<span class="spark" part="health">${A(t.recent.nodes)}</span>
<span class="much meta num">${o.waiting?this.t(`webhooks.wait`,{n:o.waiting}):this.t(`webhooks.lastDay`,{n:o.deliveredLastDay})}</span>
<span class="how">${D(C[i],this.t(`webhooks.${i}`))}</span>
</button>
${c(`menu-${n}`,s(`more`),`${this.t(`more`)}: ${r}`,p)}
</div>
${i===`ACTIVE`?e:d`<p class="why">
${i===`PAUSED`||!t.stateReason?e:d`${E(t.stateReason)} `}${this.t(`webhooks.why.${i}`,{n:o.waiting})}
</p>`}
${l?this.inside(t):e}
</article>`}inside(t){let{deliveries:n}=this;return d`<div class="inside">
<div class="tools row wrap">
<h3>${this.t(`webhooks.deliveries`)}</h3>
<label class="choice pill ${this.only?`on`:``}"
><select aria-label=${this.t(`webhooks.state`)} @change=${({currentTarget:e})=>{this.only=e.value,this.shown=g,this.attempted(()=>this.refresh())}}>
<option value="" ?selected=${!this.only}>${this.t(`webhooks.allStates`)}</option>
${S.map(e=>d`<option value=${e} ?selected=${e===this.only}>${this.t(`webhooks.${e}`)}</option>`)}
</select>${s(`chev`,14)}</label
>
<span class="push row wrap">
<button class="btn s" @click=${()=>this.test(t.id)}>${this.t(`webhooks.test`)}</button>
<button class="btn s" @click=${()=>this.replay(t)}>${this.t(`webhooks.replay`)}</button>
</span>
</div>
${this.note?d`<div class="note bad" role="alert">${s(`warn`)}<span class="grow">${this.note}</span></div>`:e}
${n?.length===0?d`<p class="meta nothing">${this.t(this.only?`webhooks.noneLikeThat`:`webhooks.noDeliveries`)}</p>`:e}
${n?.map(e=>this.line(e,t))}
${this.hasOlder&&this.shown<_&&n?d`<div class="older"><button class="btn q s" @click=${()=>{this.shown=Math.min(_,this.shown+20),this.attempted(()=>this.refresh())}}>${this.t(`webhooks.older`)}</button></div>`:e}
</div>`}line(t,n){let{id:r,state:i,sequence:a,event:o,attempts:c}=t,l=r===this.delivery,u=this.words,f=c.at(-1),p=f?[this.t(`webhooks.tries`,{n:c.length}),f.status??e,u.unit(f.milliseconds,`millisecond`)]:[this.t(`webhooks.notTried`)];return d`<button class="dlv" part="delivery" aria-expanded=${l} @click=${()=>this.look(r)}>
<span class="seq mono num faint">${u.number(a)}</span>
<span class="type mono" dir="ltr">${o.type}</span>
<span class="how">${D(w[i],this.t(`webhooks.${i}`))}</span>
<span class="much meta num">${p.filter(t=>t!==e).map((e,t)=>[t?` · `:``,d`<bdi>${e}</bdi>`])}</span>
<span class="go">${s(`chev`,14)}</span>
</button>
${l?this.tried(t,n):e}`}tried({id:n,state:r,nextAttemptAt:i},a){let{whole:o}=this;if(!o)return d`<div class="att" part="attempt" aria-busy="true"><span class="sk w5"></span></div>`;let c=this.words,l=o.attempts,u=this.attempt<0?l.length-1:Math.min(this.attempt,l.length-1),f=l[u],{event:p}=o,m=JSON.stringify({id:p.id,type:p.type,timestamp:p.occurredAt,data:p.data},null,2),h=e=>d`<button
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
</button>`,g=e=>c.date(new Date(e),{day:`numeric`,month:`short`,hour:`2-digit`,minute:`2-digit`,second:`2-digit`});return d`<div class="att" part="attempt">
${l.length>1?d`<div class="row wrap nth" role="group" aria-label=${this.t(`webhooks.attempts`)} @keydown=${t(`.pill`)}>
${l.map(({number:e},t)=>d`<button
class="pill num"
tabindex=${t===u?0:-1}
aria-pressed=${t===u}
aria-label=${this.t(`webhooks.attempt`,{n:e})}
@click=${()=>{this.attempt=t,this.requestUpdate()}}
>
${c.number(e)}
</button>`)}
</div>`:e}
${f?d`<p class="facts num">
<b>${this.t(`webhooks.attempt`,{n:f.number})}</b>
<time datetime=${f.at}>${g(f.at)}</time>
<span>${c.unit(f.milliseconds,`millisecond`)}</span>
${f.status?d`<b class=${f.status<300?`c-kept`:`c-broken`}><bdi>HTTP ${f.status}</bdi></b>`:e}
${f.peerAddress?d`<span>${this.words.parts(`webhooks.toPeer`,{peer:d`<bdi class="mono">${f.peerAddress}</bdi>`})}</span>`:e}
<span>${c.maybe(`webhooks.trigger.${f.trigger}`)??f.trigger}</span>
</p>`:d`<p class="facts">${this.t(`webhooks.notTried`)}</p>`}
<div role="tablist" class="row tabs" aria-label=${this.t(`webhooks.bodies`)} @keydown=${t(`[role=tab]`)}>${h(`answer`)}${h(`sent`)}</div>
<div id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}" part="body">
${this.tab===`sent`?d`<pre class="code" tabindex="0" dir="ltr">${m}</pre>
${a.format!==`STANDARD`||a.style===`FULL`?d`<p class="meta">${this.t(`webhooks.sentMore`)}</p>`:e}`:d`${f?.error?d`<p class="err">${s(`warn`)}${E(f.error)}</p>`:e}
${f?.responseBody?d`<pre class="code" tabindex="0" dir="ltr">${f.responseBody}</pre>`:f?.error?e:d`<p class="meta">${this.t(f?`webhooks.noWords`:`webhooks.noAnswer`)}</p>`}`}
</div>
<div class="row wrap ends">
<button class="btn s" @click=${()=>this.resend(n)}>${s(`replay`,16)}${this.t(`webhooks.again`)}</button>
${i&&r===`WAITING`?d`<span class="meta push">${this.t(`webhooks.next`,{time:g(i)})}</span>`:e}
</div>
</div>`}turn(e){this.tab=e,this.requestUpdate()}};export{j as default};