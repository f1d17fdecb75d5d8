import{I as e,M as t,P as n,a as r,configure as i,i as a,l as o,load as s,m as c,n as l,o as u,r as d,s as f,t as p}from"./had-your-back.js";var m=`hyb.token`;async function h(){return await(await fetch(`/auth/mode`)).json()}function g(e){if(e===`dev`)return d(`person`);try{return sessionStorage.getItem(m)}catch{return null}}function _(e,t){e===`dev`?l(`person`,t):t?sessionStorage.setItem(m,t):sessionStorage.removeItem(m)}async function v(e){return(await(await fetch(`/auth/people?search=${encodeURIComponent(e)}`)).json()).people}function y(e,t){return n=>{let r=g(e);return n===`first`&&r?r:n===`asked`?t():``}}var b=`.page{background:var(--_canvas);border:0;border-radius:0;min-height:100vh}.top{align-items:center;gap:var(--_5);background:var(--_surface);border-bottom:var(--_border);z-index:1;height:60px;padding:0 32px;display:flex;position:relative}.brand{white-space:nowrap;align-items:center;gap:10px;min-width:0;font-weight:600;display:flex;overflow:hidden}.mark{flex:none}.mark .back{fill:var(--_accent)}.mark .front{fill:var(--_ink);stroke:var(--_surface);stroke-width:2px}.find{border:1px solid var(--_line-strong);border-radius:var(--_radius-s);min-width:0;height:38px;color:var(--_ink-2);flex:0 280px;align-items:center;gap:8px;margin-inline-start:auto;padding-inline:10px;display:flex;position:relative}.find+.push{margin:0}.find:has(:focus-visible){box-shadow:var(--_focus-ring)}.find input{min-width:0;height:100%;color:var(--_ink);background:0 0;border:0;outline:0;flex:1;box-shadow:none!important}.find input::placeholder{color:var(--_ink-3);opacity:1}.language{color:var(--_ink-2);font-size:var(--_text-sm);border-radius:var(--_radius-s);min-height:36px;padding-inline:6px;font-weight:500}.btn.me{border-radius:50%;width:40px;min-height:40px}.alone{max-width:480px;margin:40px auto}.grid{grid-template-columns:minmax(0,640px);justify-content:center;align-items:start;gap:24px;max-width:1376px;margin:0 auto;padding:28px 28px 64px;display:grid}.grid:has(.side){grid-template-columns:minmax(0,640px) 340px}.grid:has(.side~.mid){grid-template-columns:320px minmax(0,640px)}.grid:has(.side~.mid~.side){grid-template-columns:304px minmax(0,1fr) 320px}.col{grid-template-columns:minmax(0,1fr);gap:20px;min-width:0;display:grid}.card{background:var(--_surface);border:var(--_border);border-radius:var(--_radius-l)}.door{gap:14px;max-width:440px;margin:48px auto;padding:32px 28px;display:grid}.door h2{font-size:var(--_text-xl);letter-spacing:-.015em;font-weight:600}.door .lab{margin:0}.door .list{box-shadow:none;max-height:50vh;margin:0;overflow:auto}.door form{gap:10px;display:grid}.tour{z-index:3;max-width:360px;position:fixed;inset-block-end:24px;inset-inline-end:24px}.tour .bd{padding-block:8px 16px}.tour .ft{justify-content:flex-start;align-items:center}.tabbar{display:none}@container (width<=1180px){.grid:has(.side~.mid~.side){grid-template-columns:minmax(0,1fr) 320px}.grid:has(.side~.mid~.side) .mid{grid-row:span 2}.grid:has(.side~.mid~.side) .side{grid-column:2}.grid:has(.side~.mid~.side) .mid{grid-area:1/1/span 2}}@container (width<=900px){:is(.grid,.grid:has(.side),.grid:has(.side~.mid),.grid:has(.side~.mid~.side)){grid-template-columns:minmax(0,640px);gap:12px;padding:12px 12px 96px}.grid:has(.side~.mid~.side) :is(.mid,.side){grid-area:auto/1}.col{gap:12px}.col.other{display:none}.top{gap:8px;height:52px;padding:0 16px}.tabbar{background:var(--_surface);border-top:var(--_border);z-index:2;grid-auto-columns:1fr;grid-auto-flow:column;padding:4px 8px 10px;display:grid;position:fixed;inset-block-end:0;inset-inline:0}.tabbar button{font-size:var(--_text-sm);color:var(--_ink-2);background:0 0;border:0;justify-items:center;gap:2px;min-height:52px;padding-top:6px;font-weight:500;display:grid;position:relative}.tabbar [aria-current]{color:var(--_ink);font-weight:600}.tabbar [aria-current]:before{content:"";background:var(--_accent-line);border-radius:0 0 3px 3px;width:32px;height:3px;position:absolute;top:-5px}.tour{width:auto;max-width:none;inset-block-end:84px;inset-inline:12px}.door{margin:20px 12px}}@container (width<=620px){.find{display:none}}`,x={en:`English`,de:`Deutsch`,fr:`Français`,es:`Español`,ja:`日本語`,ar:`العربية`},S=[`auto`,`light`,`dark`],C=300,w=class extends p{static properties={session:{state:!0},viewer:{state:!0},door:{state:!0},search:{state:!0},tab:{state:!0},step:{state:!0}};static styles=a(b);found=[];at=0;stopped=``;knock=!1;entered;timer;constructor(){super(),this.door=null,this.search=``,this.tab=`thanks`,this.step=+!d(`toured`),this.appearance(),s(`hyb-give`,`hyb-feed`,`hyb-commitments`,`hyb-team-score`,`hyb-service-chain`,`hyb-webhooks`)}connectedCallback(){super.connectedCallback(),this.open()}appearance(){let{style:e}=document.documentElement,t=d(`language`)??Object.keys(x).find(e=>navigator.language.startsWith(e))??`en`;e.colorScheme=this.theme===`auto`?`light dark`:this.theme,document.documentElement.lang=t,document.documentElement.dir=t===`ar`?`rtl`:`ltr`}get theme(){return d(`theme`)??`auto`}async open(){try{this.session=await h()}catch{this.stopped=`network`,this.requestUpdate(),setTimeout(()=>void this.open(),5e3);return}this.stopped=``,document.title=this.session.organization?`${this.session.organization} · Had Your Back`:`Had Your Back`;let{mode:e}=this.session;i({token:y(e,()=>this.ask(this.t(`page.ended`)))}),g(e)||this.ask(``)}start(e,t){this.session&&g(this.session.mode)&&e.viewer().then(e=>t.aborted||(this.viewer=e),n=>{let{problem:r,text:i}=this.failure(n);r?.trouble===`signedOut`||r?.trouble===`forbidden`?this.ask(i):setTimeout(()=>t.aborted||this.start(e,t),5e3)})}ask(e){return this.door={reason:e},this.session?.mode===`dev`&&this.find(``),this.knock=!0,new Promise(e=>this.entered=e)}enter(e){if(!this.session)return;let{mode:t}=this.session,n=t===`dev`&&e!==g(t);_(t,e),this.viewer&&this.door?.reason&&!n?(this.door=null,this.entered?.(e)):location.reload()}leave(){this.session&&(this.session.mode===`dev`?this.ask(``):(_(this.session.mode,null),location.reload()))}async find(e){this.found=await v(e).catch(()=>[]),this.at=0,this.requestUpdate()}updated(){let e=this.knock&&this.q(`.door input`);e&&(this.knock=!1,e.focus())}render(){return this.words?n`<div class="root page" dir=${this.words.dir}>${this.view()}<div class="vh" role="status">${this.said}</div></div>`:t}view(){let e=this.session&&!this.door&&this.viewer!==void 0;return n`${this.header()}
<main>
<h1 class="vh">${this.session?.organization||`Had Your Back`}</h1>
${this.stopped?n`<p class="note bad alone" role="alert">${u(`offline`)}${this.t(`problem.network`)}</p>`:t}
${this.door?this.doorway(this.door.reason):t}
${this.viewer===void 0?t:n`<div class="grid" ?hidden=${!!this.door}>${this.columns()}</div>`}
</main>
${e?n`${this.tabs()}${this.step?this.tour():t}`:t}`}header(){let e=({currentTarget:e})=>{clearTimeout(this.timer);let t=e.value.trim();this.timer=setTimeout(()=>this.search=t,C)},r=({currentTarget:e})=>{l(`language`,e.value),this.appearance()},i=this.viewer?.person,a=S[(S.indexOf(this.theme)+1)%S.length];return n`<header class="top">
<b class="brand">${T}<span>${this.session?.organization||`Had Your Back`}</span></b>
${i&&!this.door?n`<label class="find">${u(`search`)}<input type="search" maxlength="200" aria-label=${this.t(`page.search`)} placeholder=${this.t(`page.search`)} @input=${e} /></label>`:t}
<span class="row push">
<label class="choice language"
><select aria-label=${this.t(`page.language`)} @change=${r}>
${Object.entries(x).map(([e,t])=>n`<option value=${e} lang=${e} ?selected=${this.words.lang.startsWith(e)}>${t}</option>`)}
</select>${u(`chev`,14)}</label
>
<button
class="btn q ic"
aria-label=${this.t(`page.theme.${this.theme}`)}
title=${this.t(`page.theme.${this.theme}`)}
@click=${()=>{l(`theme`,a),this.appearance(),this.say(this.t(`page.theme.${a}`)),this.requestUpdate()}}
>
${u(this.theme)}
</button>
${this.viewer===void 0||this.door?t:this.whoYouAre()}
</span>
</header>`}whoYouAre(){let t=this.viewer?.person,n=t?.displayName??this.t(`page.service`),i=[{icon:`people`,label:this.t(this.session?.mode===`dev`?`page.change`:`page.signOut`),act:()=>this.leave()},{icon:`info`,label:this.t(`page.tour`),act:()=>this.step=1}];this.viewer?.roles.includes(`INTEGRATOR`)&&!e(`hyb-webhooks`)&&i.push({icon:`link`,label:`Webhooks`,act:()=>location.assign(`/page/webhooks.html`)}),this.session?.graphiql&&i.push({icon:`next`,label:`GraphiQL`,act:()=>location.assign(`/graphql`)});let a=t?r(t,`s32`):u(`people`);return f(`me`,a,this.t(`page.youAre`,{name:n}),i,``,`btn q ic me`)}columns(){let{viewer:r}=this,i=r?.person?.teams[0],a=e=>this.tab===e?``:`other`,o=r?.person&&e(`hyb-commitments`),s=i&&e(`hyb-team-score`),c=r?.roles.includes(`INTEGRATOR`)&&e(`hyb-webhooks`);return n`
${o?n`<div class="col side ${a(`promises`)}"><hyb-commitments></hyb-commitments></div>`:t}
<div class="col mid ${a(`thanks`)}">
<hyb-give></hyb-give>
<hyb-feed .search=${this.search}></hyb-feed>
</div>
${s||c?n`<div class="col side ${a(`team`)}">
${s?n`<hyb-team-score team=${i.id}></hyb-team-score>`:t}
${s&&e(`hyb-service-chain`)?n`<hyb-service-chain team=${i.id}></hyb-service-chain>`:t}
${c?n`<hyb-webhooks></hyb-webhooks>`:t}
</div>`:t}
`}tabs(){let r=[{part:`thanks`,icon:`felt_with_me`}];return this.viewer?.person&&e(`hyb-commitments`)&&r.push({part:`promises`,icon:`promised`}),e(`hyb-team-score`)&&r.push({part:`team`,icon:`chart`}),r.length===1?t:n`<nav class="tabbar" aria-label=${this.t(`page.parts`)}>
${r.map(({part:e,icon:r})=>n`<button aria-current=${this.tab===e?`page`:t} @click=${()=>this.tab=e}>
${u(r,22)}${this.t(`page.part.${e}`)}
</button>`)}
</nav>`}tour(){let e=()=>{this.step=0,l(`toured`,!0)},t=this.step===3;return n`<section class="dialog tour" aria-labelledby="tour" @keydown=${t=>t.key===`Escape`&&e()}>
<div class="hd"><h3 id="tour">${this.t(`page.tour.${this.step}`)}</h3></div>
<div class="bd"><p>${this.t(`page.tour.${this.step}.more`)}</p></div>
<div class="ft">
<span class="meta">${this.t(`page.tour.step`,{n:this.step,most:3})}</span>
<button class="btn q push" ?hidden=${t} @click=${e}>${this.t(`page.tour.skip`)}</button>
<button class="btn p ${t?`push`:``}" @click=${()=>t?e():this.step++}>${this.t(t?`done`:`page.tour.next`)}</button>
</div>
</section>`}doorway(e){return n`<section class="card door">
${T}
<h2>${this.session?.organization||`Had Your Back`}</h2>
<p class="meta">${this.t(`page.what`)}</p>
${e?n`<p class="note bad" role="alert">${u(`lock`)}<span class="grow">${e}</span></p>`:t}
${this.session?.mode===`dev`?this.choosing():this.showing()}
</section>`}choosing(){let e=e=>e&&this.enter(`dev:${e.userName}`);return n`<label class="lab" for="choose">${this.t(`page.choose`)}<span class="meta">${this.t(`page.chooseHint`)}</span></label>
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
aria-activedescendant=${this.found.length?`choice-${this.at}`:t}
@input=${({currentTarget:e})=>{clearTimeout(this.timer);let t=e.value.trim();this.timer=setTimeout(()=>void this.find(t),120)}}
@keydown=${t=>{let n={ArrowDown:1,ArrowUp:-1}[t.key];if(t.key===`Enter`)e(this.found[this.at]);else if(n)this.at=(this.at+n+this.found.length)%this.found.length;else return;t.preventDefault(),this.requestUpdate()}}
/>
<ul class="list" id="choices" role="listbox" aria-label=${this.t(`page.find`)}>
${this.found.map((i,a)=>n`<li id="choice-${a}" role="option" aria-selected=${a===this.at} @click=${()=>e(i)}>
${r({id:i.userName,displayName:i.displayName},`s32`)}
<div class="grow">${o(i.displayName)}<div class="sub">${[i.jobTitle,i.team].filter(Boolean).join(` · `)}</div></div>
${i.roles.map(e=>e===`EMPLOYEE`?t:n`<span class="meta">${this.words?.maybe(`page.role.${e}`)}</span>`)}
</li>`)}
</ul>`}showing(){return n`<form @submit=${e=>{e.preventDefault();let t=this.q(`#token`)?.value.trim();t&&this.enter(t)}}>
<label class="lab" for="token">${this.t(`page.token`)}</label>
<input class="field mono" id="token" type="password" autocomplete="off" placeholder="hyb_…" aria-describedby="token-error token-hint" />
${c(`token-error`,``)}
<p class="under" id="token-hint">${this.t(`page.tokenHint`)}</p>
<button type="submit" class="btn p">${this.t(`page.signIn`)}</button>
</form>`}},T=n`<svg class="mark" viewBox="0 0 30 24" width="30" height="24" aria-hidden="true">
<circle class="back" cx="11" cy="13" r="9.5" /><circle class="front" cx="18.5" cy="11" r="9.5" />
</svg>`;export{w as default};