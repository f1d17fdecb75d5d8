import{a as e,c as t,d as n,g as r,i,l as a,load as o,n as s,o as c,r as l,s as u,t as d,x as f,y as p}from"./had-your-back.js";var m=`hyb.sign-in`,h=()=>`${location.origin}/`,g,_=class extends Error{};async function v(e){let{authorization_endpoint:t}=await C(e),n={state:E(),verifier:E(),back:location.search+location.hash};sessionStorage.setItem(m,JSON.stringify(n));let r=new URL(t),i={response_type:`code`,client_id:e.clientId,redirect_uri:h(),scope:e.scope,state:n.state,code_challenge:await D(n.verifier),code_challenge_method:`S256`};for(let[e,t]of Object.entries(i))r.searchParams.set(e,t);location.assign(r)}async function y(e){let t=new URLSearchParams(location.search),n=t.get(`state`);if(!n||!(t.has(`code`)||t.has(`error`)))return null;let r=JSON.parse(sessionStorage.getItem(m)??`null`);sessionStorage.removeItem(m);let i=r?.state===n;if(history.replaceState(null,``,`/${i?r.back:``}`),!i)return null;if(t.has(`iss`)&&t.get(`iss`)!==e.issuer)throw new _(`iss`);let a=t.get(`code`);if(!a)throw new _(t.get(`error_description`)??t.get(`error`)??``);return S(e,{grant_type:`authorization_code`,code:a,redirect_uri:h(),code_verifier:r.verifier})}async function b(e){if(!g)return null;let t=g;return g=void 0,S(e,{grant_type:`refresh_token`,refresh_token:t,scope:e.scope}).catch(()=>null)}async function x(e){g=void 0;let t=(await C(e).catch(()=>void 0))?.end_session_endpoint;if(!t)return location.reload();let n=new URL(t);n.searchParams.set(`client_id`,e.clientId),n.searchParams.set(`post_logout_redirect_uri`,h()),location.assign(n)}async function S(e,t){let{token_endpoint:n}=await C(e),r=await w(n,{method:`POST`,body:new URLSearchParams({...t,client_id:e.clientId})});if(!r.access_token)throw new _(`access_token`);return g=r.refresh_token,r.access_token}async function C({issuer:e}){let t=await w(`${e.replace(/\/$/,``)}/.well-known/openid-configuration`);if(t.issuer!==e)throw new _(`issuer`);return t}async function w(e,t={}){let n=await fetch(e,{...t,credentials:`omit`,signal:AbortSignal.timeout(1e4)}).catch(()=>null),r=await n?.json().catch(()=>null);if(!n?.ok||!r)throw new _(r?.error_description??r?.error??new URL(e).origin);return r}var T=e=>btoa(String.fromCharCode(...e)).replace(/\+/g,`-`).replace(/\//g,`_`).replace(/=/g,``),E=()=>T(crypto.getRandomValues(/* @__PURE__ */ new Uint8Array(32))),D=async e=>T(new Uint8Array(await crypto.subtle.digest(`SHA-256`,new TextEncoder().encode(e)))),O=`hyb.token`;async function k(){return await(await fetch(`/auth/mode`)).json()}function A(t){if(t===`dev`)return e(`person`);try{return sessionStorage.getItem(O)}catch{return null}}function j(e,t){e===`dev`?i(`person`,t):t?sessionStorage.setItem(O,t):sessionStorage.removeItem(O)}async function M(e){return(await(await fetch(`/auth/people?search=${encodeURIComponent(e)}`)).json()).people}function N({mode:e,signIn:t},n){return async r=>{let i=A(e);if(r===`first`&&i)return i;if(r===`asked`)return n();let a=r===`expired`&&t?await b(t):null;return a&&j(e,a),a??``}}var P={en:`English`,de:`Deutsch`,fr:`Français`,es:`Español`,ja:`日本語`,ar:`العربية`},F=[`auto`,`light`,`dark`],I=300,L=class extends s{static properties={session:{state:!0},viewer:{state:!0},door:{state:!0},search:{state:!0},tab:{state:!0},step:{state:!0}};static styles=c(`.page{background:var(--_canvas);border:0;border-radius:0;min-height:100vh}.top{align-items:center;gap:var(--_5);background:var(--_surface);border-bottom:var(--_border);z-index:1;height:60px;padding:0 32px;display:flex;position:relative}.brand{white-space:nowrap;align-items:center;gap:10px;min-width:0;font-weight:600;display:flex;overflow:hidden}.mark{flex:none}.mark .back{fill:var(--_accent)}.mark .front{fill:var(--_ink);stroke:var(--_surface);stroke-width:2px}.find{border:1px solid var(--_line-strong);border-radius:var(--_radius-s);min-width:0;height:38px;color:var(--_ink-2);flex:0 280px;align-items:center;gap:8px;margin-inline-start:auto;padding-inline:10px;display:flex;position:relative}.find+.push{margin:0}.find:has(:focus-visible){box-shadow:var(--_focus-ring)}.find input{min-width:0;height:100%;color:var(--_ink);background:0 0;border:0;outline:0;flex:1;box-shadow:none!important}.find input::placeholder{color:var(--_ink-3);opacity:1}.language{color:var(--_ink-2);font-size:var(--_text-sm);border-radius:var(--_radius-s);min-height:36px;padding-inline:6px;font-weight:500}.btn.me{border-radius:50%;width:40px;min-height:40px}.alone{max-width:480px;margin:40px auto}.grid{grid-template-columns:minmax(0,640px);justify-content:center;align-items:start;gap:24px;max-width:1376px;margin:0 auto;padding:28px 28px 64px;display:grid}.grid:has(.side){grid-template-columns:minmax(0,640px) 340px}.grid:has(.side~.mid){grid-template-columns:320px minmax(0,640px)}.grid:has(.side~.mid~.side){grid-template-columns:304px minmax(0,1fr) 320px}.col{grid-template-columns:minmax(0,1fr);gap:20px;min-width:0;display:grid}.card{background:var(--_surface);border:var(--_border);border-radius:var(--_radius-l)}.door{gap:14px;max-width:440px;margin:48px auto;padding:32px 28px;display:grid}.door h2{font-size:var(--_text-xl);letter-spacing:-.015em;font-weight:600}.door .lab{margin:0}.door .list{box-shadow:none;max-height:50vh;margin:0;overflow:auto}.door form{gap:10px;display:grid}.tour{z-index:3;max-width:360px;position:fixed;inset-block-end:24px;inset-inline-end:24px}.tour .bd{padding-block:8px 16px}.tour .ft{justify-content:flex-start;align-items:center}.tabbar{display:none}@container (width<=1180px){.grid:has(.side~.mid~.side){grid-template-columns:minmax(0,1fr) 320px}.grid:has(.side~.mid~.side) .mid{grid-row:span 2}.grid:has(.side~.mid~.side) .side{grid-column:2}.grid:has(.side~.mid~.side) .mid{grid-area:1/1/span 2}}@container (width<=900px){:is(.grid,.grid:has(.side),.grid:has(.side~.mid),.grid:has(.side~.mid~.side)){grid-template-columns:minmax(0,640px);gap:12px;padding:12px 12px 96px}.grid:has(.side~.mid~.side) :is(.mid,.side){grid-area:auto/1}.col{gap:12px}.col.other{display:none}.top{gap:8px;height:52px;padding:0 16px}.tabbar{background:var(--_surface);border-top:var(--_border);z-index:2;grid-auto-columns:1fr;grid-auto-flow:column;padding:4px 8px 10px;display:grid;position:fixed;inset-block-end:0;inset-inline:0}.tabbar button{font-size:var(--_text-sm);color:var(--_ink-2);background:0 0;border:0;justify-items:center;gap:2px;min-height:52px;padding-top:6px;font-weight:500;display:grid;position:relative}.tabbar [aria-current]{color:var(--_ink);font-weight:600}.tabbar [aria-current]:before{content:"";background:var(--_accent-line);border-radius:0 0 3px 3px;width:32px;height:3px;position:absolute;top:-5px}.tour{width:auto;max-width:none;inset-block-end:84px;inset-inline:12px}.door{margin:20px 12px}}@container (width<=620px){.find{display:none}}`);found=[];at=0;stopped=``;notIn=``;knock=!1;entered;timer;constructor(){super(),this.door=null,this.search=``,this.tab=`thanks`,this.step=+!e(`toured`),this.appearance(),o(`hyb-give`,`hyb-feed`,`hyb-commitments`,`hyb-team-score`,`hyb-service-chain`,`hyb-webhooks`)}connectedCallback(){super.connectedCallback(),this.open()}appearance(){let{style:t}=document.documentElement,n=e(`language`)??Object.keys(P).find(e=>navigator.language.startsWith(e))??`en`;t.colorScheme=this.theme===`auto`?`light dark`:this.theme,document.documentElement.lang=n,document.documentElement.dir=n===`ar`?`rtl`:`ltr`}get theme(){return e(`theme`)??`auto`}async open(){try{this.session=await k()}catch{this.stopped=`network`,this.requestUpdate(),setTimeout(()=>void this.open(),5e3);return}this.stopped=``,document.title=this.session.organization?`${this.session.organization} · Had Your Back`:`Had Your Back`;let{mode:e}=this.session;await this.arrive(),l({token:N(this.session,()=>this.ask(this.t(`page.ended`)))}),A(e)||this.ask(``)}async arrive(){let{mode:e,signIn:t}=this.session,n=t&&await y(t).catch(this.failed);n&&j(e,n)}failed=e=>{if(!(e instanceof _))throw e;return this.notIn=e.message,this.requestUpdate(),null};start(e,t){this.session&&A(this.session.mode)&&e.viewer().then(e=>t.aborted||(this.viewer=e),n=>{let{problem:r,text:i}=this.failure(n);r?.trouble===`signedOut`||r?.trouble===`forbidden`?this.ask(i):setTimeout(()=>t.aborted||this.start(e,t),5e3)})}ask(e){return this.door={reason:e},this.session?.mode===`dev`&&this.find(``),this.knock=!0,new Promise(e=>this.entered=e)}enter(e){if(!this.session)return;let{mode:t}=this.session,n=t===`dev`&&e!==A(t);j(t,e),this.viewer&&this.door?.reason&&!n?(this.door=null,this.entered?.(e)):location.reload()}leave(){this.session&&(this.session.mode===`dev`?this.ask(``):(i(`draft.${this.viewer?.person?.id}`,null),j(this.session.mode,null),this.session.signIn?x(this.session.signIn):location.reload()))}async find(e){this.found=await M(e).catch(()=>[]),this.at=0,this.requestUpdate()}updated(){let e=this.knock&&this.q(`.door .go, .door input`);e&&(this.knock=!1,e.focus())}render(){return this.words?f`<div class="root page" dir=${this.words.dir}>${this.view()}<div class="vh" role="status">${this.said}</div></div>`:p}view(){let e=this.session&&!this.door&&this.viewer!==void 0;return f`${this.header()}
<main>
<h1 class="vh">${this.session?.organization||`Had Your Back`}</h1>
${this.stopped?f`<p class="note bad alone" role="alert">${t(`offline`)}${this.t(`problem.network`)}</p>`:p}
${this.door?this.doorway(this.door.reason):p}
${this.viewer===void 0?p:f`<div class="grid" ?hidden=${!!this.door}>${this.columns()}</div>`}
</main>
${e?f`${this.tabs()}${this.step?this.tour():p}`:p}`}header(){let e=({currentTarget:e})=>{clearTimeout(this.timer);let t=e.value.trim();this.timer=setTimeout(()=>this.search=t,I)},n=({currentTarget:e})=>{i(`language`,e.value),this.appearance()},r=this.viewer?.person,a=F[(F.indexOf(this.theme)+1)%F.length];return f`<header class="top">
<b class="brand">${R}<span>${this.session?.organization||`Had Your Back`}</span></b>
${r&&!this.door?f`<label class="find">${t(`search`)}<input type="search" maxlength="200" aria-label=${this.t(`page.search`)} placeholder=${this.t(`page.search`)} @input=${e} /></label>`:p}
<span class="row push">
<label class="choice language"
><select aria-label=${this.t(`page.language`)} @change=${n}>
${Object.entries(P).map(([e,t])=>f`<option value=${e} lang=${e} ?selected=${this.words.lang.startsWith(e)}>${t}</option>`)}
</select>${t(`chev`,14)}</label
>
<button
class="btn q ic"
aria-label=${this.t(`page.theme.${this.theme}`)}
title=${this.t(`page.theme.${this.theme}`)}
@click=${()=>{i(`theme`,a),this.appearance(),this.say(this.t(`page.theme.${a}`)),this.requestUpdate()}}
>
${t(this.theme)}
</button>
${this.viewer===void 0||this.door?p:this.whoYouAre()}
</span>
</header>`}whoYouAre(){let e=this.viewer?.person,n=e?.displayName??this.t(`page.service`),r=[{icon:`people`,label:this.t(this.session?.mode===`dev`?`page.change`:`page.signOut`),act:()=>this.leave()},{icon:`info`,label:this.t(`page.tour`),act:()=>this.step=1}];this.session?.graphiql&&r.push({icon:`next`,label:`GraphiQL`,act:()=>location.assign(`/graphql`)});let i=e?u(e,`s32`):t(`people`);return a(`me`,i,this.t(`page.youAre`,{name:n}),r,``,`btn q ic me`)}columns(){let{viewer:e}=this,t=e?.person?.teams[0],n=e=>this.tab===e?``:`other`,r=e?.person&&d(`hyb-commitments`),i=t&&d(`hyb-team-score`),a=e?.roles.includes(`INTEGRATOR`)&&d(`hyb-webhooks`);return f`
${r?f`<div class="col side ${n(`promises`)}"><hyb-commitments></hyb-commitments></div>`:p}
<div class="col mid ${n(`thanks`)}">
<hyb-give></hyb-give>
<hyb-feed .search=${this.search}></hyb-feed>
</div>
${i||a?f`<div class="col side ${n(`team`)}">
${i?f`<hyb-team-score team=${t.id}></hyb-team-score>`:p}
${i&&d(`hyb-service-chain`)?f`<hyb-service-chain team=${t.id}></hyb-service-chain>`:p}
${a?f`<hyb-webhooks></hyb-webhooks>`:p}
</div>`:p}
`}tabs(){let e=[{part:`thanks`,icon:`felt_with_me`}];return this.viewer?.person&&d(`hyb-commitments`)&&e.push({part:`promises`,icon:`promised`}),d(`hyb-team-score`)&&e.push({part:`team`,icon:`chart`}),e.length===1?p:f`<nav class="tabbar" aria-label=${this.t(`page.parts`)}>
${e.map(({part:e,icon:n})=>f`<button aria-current=${this.tab===e?`page`:p} @click=${()=>this.tab=e}>
${t(n,22)}${this.t(`page.part.${e}`)}
</button>`)}
</nav>`}tour(){let e=()=>{this.step=0,i(`toured`,!0)},t=this.step===3;return f`<section class="dialog tour" aria-labelledby="tour" @keydown=${t=>t.key===`Escape`&&e()}>
<div class="hd"><h3 id="tour">${this.t(`page.tour.${this.step}`)}</h3></div>
<div class="bd"><p>${this.t(`page.tour.${this.step}.more`)}</p></div>
<div class="ft">
<span class="meta">${this.t(`page.tour.step`,{n:this.step,most:3})}</span>
<button class="btn q push" ?hidden=${t} @click=${e}>${this.t(`page.tour.skip`)}</button>
<button class="btn p ${t?`push`:``}" @click=${()=>t?e():this.step++}>${this.t(t?`done`:`page.tour.next`)}</button>
</div>
</section>`}doorway(e){return this.notIn&&(e=this.t(`page.signInFailed`,{why:this.notIn})),f`<section class="card door">
${R}
<h2>${this.session?.organization||`Had Your Back`}</h2>
<p class="meta">${this.t(`page.what`)}</p>
${e?f`<p class="note bad" role="alert">${t(`lock`)}<span class="grow">${e}</span></p>`:p}
${this.session?.mode===`dev`?this.choosing():this.session?.signIn?this.providing(this.session.signIn):this.showing()}
</section>`}choosing(){let e=e=>e&&this.enter(`dev:${e.userName}`);return f`<label class="lab" for="choose">${this.t(`page.choose`)}<span class="meta">${this.t(`page.chooseHint`)}</span></label>
<input
id="choose"
class="field"
role="combobox"
autocomplete="off"
spellcheck="false"
aria-label=${this.t(`page.find`)}
placeholder=${this.t(`page.find`)}
aria-controls="choices"
aria-expanded="true"
aria-activedescendant=${this.found.length?`choice-${this.at}`:p}
@input=${({currentTarget:e})=>{clearTimeout(this.timer);let t=e.value.trim();this.timer=setTimeout(()=>void this.find(t),120)}}
@keydown=${t=>{let n={ArrowDown:1,ArrowUp:-1}[t.key];if(t.key===`Enter`)e(this.found[this.at]);else if(n)this.at=(this.at+n+this.found.length)%this.found.length;else return;t.preventDefault(),this.requestUpdate()}}
/>
<ul class="list" id="choices" role="listbox" aria-label=${this.t(`page.find`)}>
${this.found.map((t,r)=>f`<li id="choice-${r}" role="option" aria-selected=${r===this.at} @click=${()=>e(t)}>
${u({id:t.userName,displayName:t.displayName},`s32`)}
<div class="grow">${n(t.displayName)}<div class="sub">${[t.jobTitle,t.team].filter(Boolean).join(` · `)}</div></div>
${t.roles.map(e=>e===`EMPLOYEE`?p:f`<span class="meta">${this.words?.maybe(`page.role.${e}`)}</span>`)}
</li>`)}
</ul>`}providing(e){return f`<button class="btn p go" @click=${()=>v(e).catch(this.failed)}>${this.t(`page.signIn`)}</button>
<details><summary>${this.t(`page.withToken`)}</summary>${this.showing()}</details>`}showing(){return f`<form @submit=${e=>{e.preventDefault();let t=this.q(`#token`)?.value.trim();t&&this.enter(t)}}>
<label class="lab" for="token">${this.t(`page.token`)}</label>
<input class="field mono" id="token" type="password" autocomplete="off" placeholder="hyb_…" aria-describedby="token-error token-hint" />
${r(`token-error`,``)}
<p class="under" id="token-hint">${this.t(`page.tokenHint`)}</p>
<button type="submit" class="btn p">${this.t(`page.signIn`)}</button>
</form>`}},R=f`<svg class="mark" viewBox="0 0 30 24" width="30" height="24" aria-hidden="true">
<circle class="back" cx="11" cy="13" r="9.5" /><circle class="front" cx="18.5" cy="11" r="9.5" />
</svg>`;export{L as default};