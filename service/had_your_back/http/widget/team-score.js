import{C as e,c as t,d as n,n as r,o as i,x as a,y as o}from"./had-your-back.js";import{t as s}from"./dialog.js";import{t as c}from"./trouble.js";var[l,u,d,f]=[30,40,14,164];function p(t,n,r,i,s){let c=n.reduce((e,t)=>(t.value===null?e.push([]):e.at(-1).push(t),e),[[]]).filter(e=>e.length),p=c.flat(),[h,g]=[p[0],p.at(-1)],_=Math.max(0,Math.floor(Math.min(...p.map(({low:e})=>e))/10)*10),v=Math.min(100,Math.ceil(Math.max(...p.map(({high:e})=>e))/10)*10),y=v-_>50?20:10,b=r-u,x=g.at.getTime()-h.at.getTime()||1,S=e=>l+(e.getTime()-h.at.getTime())/x*(b-l),C=e=>d+f-(e-_)/(v-_||1)*f,w=e=>e.map(([e,t],n)=>`${n?`L`:`M`}${S(e).toFixed(1)} ${C(t).toFixed(1)}`).join(``),T=e=>t.number(Math.round(e)),E=Array.from({length:Math.floor((v-_)/y)+1},(e,t)=>_+t*y),D=p.find((e,t)=>t&&p[t-1].recipe!==e.recipe),O=C(g.value),k=Math.min(C(g.high),O-15),A=Math.max(C(g.low),O+15);return a`<svg class="plot" viewBox="0 0 ${r} 206" width=${r} height="206" role="img" aria-label=${i} direction="ltr">
${E.map(t=>e`<line class="grid" x1=${l} x2=${b} y1=${C(t)} y2=${C(t)}/><text x=${l-8} y=${C(t)+4} text-anchor="end">${T(t)}</text>`)}
${c.map(t=>e`
<path class="band" d="${w([...t.map(({at:e,high:t})=>[e,t]),...[...t].reverse().map(({at:e,low:t})=>[e,t])])}Z"/>
<path class="line" d=${w(t.map(({at:e,value:t})=>[e,t]))}/>`)}
${D?e`<line class="mark" x1=${S(D.at)} x2=${S(D.at)} y1=${d} y2=${d+f+6}/><text x=${S(D.at)+6} y=${d+8}>${s}</text>`:o}
<circle class="dot" cx=${b} cy=${O} r="5" />
<text class="lead" x=${b+10} y=${O+4}>${T(g.value)}</text>
<text x=${b+10} y=${k+4}>${T(g.high)}</text>
<text x=${b+10} y=${A+4}>${T(g.low)}</text>
${m(t,h.at,g.at,Math.floor((b-l)/90)).map(([t,n])=>e`<text x=${Math.min(Math.max(S(t),l+16),b-16)} y="202" text-anchor="middle">${n}</text>`)}
</svg>`}function m(e,t,n,r){let i=[];for(let r=new Date(t.getFullYear(),t.getMonth()+1,1);r<=n;r=new Date(r.getFullYear(),r.getMonth()+1,1))i.push([r,e.date(r,{month:`short`})]);if(i.length>1)return i;let a=Math.max(2,Math.min(r,4));return Array.from({length:a},(r,i)=>{let o=new Date(t.getTime()+(n.getTime()-t.getTime())*i/(a-1));return[o,e.date(o,{day:`numeric`,month:`short`})]})}var h=90,g=6e4,_={INSUFFICIENT_EVIDENCE:`requested`,NOT_YET_PUBLISHED:`clock`,PUBLISHED:``,SWITCHED_OFF:`pause`,TOO_FEW_CONTRIBUTORS:`people`,TOO_FEW_MEMBERS:`people`,WITHHELD:`lock`},v=class extends r{static properties={team:{},compact:{type:Boolean},data:{state:!0},trouble:{state:!0},loading:{state:!0},wide:{state:!0},recipe:{state:!0},disputed:{state:!0}};static styles=i(`.sc-top{padding:0 var(--pad) var(--_4);grid-template-columns:auto minmax(0,420px);align-items:end;gap:4px 32px;display:grid}.big{font-size:var(--_text-num);letter-spacing:-.045em;font-variant-numeric:tabular-nums;padding-bottom:4px;font-weight:600;line-height:.86}.sum{padding:0 var(--pad) var(--pad);max-width:62ch;font-size:var(--_text-lg);text-wrap:pretty}.plot,.track{display:block;overflow:visible}.plot.range{width:calc(100% - 8px);margin-inline:4px}.plot text{font:400 12px var(--_font);fill:var(--_ink-2);font-variant-numeric:tabular-nums}.plot .lead{fill:var(--_ink);font-size:13px;font-weight:600}.axis{fill:var(--_line)}.band{fill:var(--_plot-band)}.edge{stroke:var(--_plot);stroke-width:2px}.dot{fill:var(--_plot);stroke:var(--_surface);stroke-width:2px}.grid{stroke:var(--_plot-grid)}.line{fill:none;stroke:var(--_plot);stroke-width:2.5px;stroke-linejoin:round}.mark{stroke:var(--_line-strong);stroke-dasharray:2 3}.fill{fill:var(--_plot)}.gap{stroke:var(--_plot-miss);stroke-width:1.5px}.hatch{stroke:var(--_plot-miss);stroke-width:1.3px}.track{width:calc(100% - 1.5px)}[dir=rtl] .track{transform:scaleX(-1)}.comp{padding:14px var(--pad);border-top:var(--_border);grid-template-columns:170px minmax(0,1fr) 84px;align-items:center;gap:4px 20px;display:grid}.comp .n{overflow-wrap:anywhere;hyphens:auto;font-weight:600}.comp .n .st,.comp .n .meta{font-weight:600;display:flex}.comp .n .meta{font-weight:400}.comp .x{font-size:var(--_text-sm);color:var(--_ink-2);text-wrap:pretty;grid-column:2/4}.comp .x b{font-weight:600}.comp .lost{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums;font-size:var(--_text-sm);color:var(--_ink-2)}.comp .lost b{font-weight:600;font-size:var(--_text-md);color:var(--_ink)}.comp .wt{font-size:var(--_text-sm);color:var(--_ink-2);grid-column:1;align-self:start}.comp.weak{background:var(--_accent-soft)}.comp.absent{align-items:start}.comp.absent .n{color:var(--_ink-2)}.legend{flex-wrap:wrap;gap:6px 20px;display:flex}.past{padding:var(--_4) var(--pad);border-top:var(--_border)}.past h3{font-size:var(--_text-md);font-weight:600}.past .plot,.past details{margin-top:var(--_2)}summary{cursor:pointer;list-style:none}summary::-webkit-details-marker{display:none}summary.link{display:inline-block}.why summary{padding:14px var(--pad);border-top:var(--_border);align-items:center;gap:8px;min-height:52px;font-weight:600;display:flex}.why summary:focus-visible{border-radius:0 0 var(--_radius-l) var(--_radius-l)}.why summary .i{transition:transform var(--_fast) var(--_ease)}.why:not([open]) summary .i{transform:rotate(-90deg)}[dir=rtl] .why:not([open]) summary .i{transform:rotate(90deg)}.why .in{padding:0 var(--pad) var(--pad);grid-template-columns:minmax(0,1fr);gap:14px;display:grid}.why .in>p{max-width:var(--_measure);text-wrap:pretty}.formula{font:500 var(--_text-sm)/1.8 var(--_mono);background:var(--_surface-sunk);border:var(--_border);border-radius:var(--_radius-s);text-align:start;margin:0;padding:10px 12px;overflow-x:auto}.formula sup{color:var(--_ink-2);font-size:.85em;line-height:1}pre.formula{white-space:pre;max-height:320px;line-height:1.6;overflow:auto}.scroll{overflow-x:auto}.past .scroll{max-height:320px;margin-top:var(--_2);overflow:auto}table{border-collapse:collapse;width:100%;font-size:var(--_text-sm);font-variant-numeric:tabular-nums}th{color:var(--_ink-2);text-align:start;font-weight:500}thead th{padding:8px 0;border-bottom:1px solid var(--_line-strong);white-space:nowrap;padding-inline-end:10px}tbody :is(th,td){border-bottom:var(--_border);white-space:nowrap;padding:9px 0;padding-inline-end:10px}tbody th{color:var(--_ink)}:is(th,td).r{text-align:end}:is(th,td):last-child{padding-inline-end:2px}.compact .sc-top{grid-template-columns:auto minmax(0,1fr);gap:18px}.compact .big{font-size:52px}.compact .sum{font-size:var(--_text-md);padding-bottom:var(--_4)}.compact .comps{padding:0 var(--pad) var(--_4);gap:10px;display:grid}.compact .comp{font-size:var(--_text-sm);background:0 0;border:0;grid-template-columns:minmax(0,1fr) auto;gap:3px 8px;padding:0}.compact .comp .n{font-weight:400}.compact .comp.weak .n{font-weight:600}.compact .comp .tk,.compact .comp.absent .x{grid-column:1/-1}.still{gap:18px;display:grid}.sk.no{border-radius:8px;width:96px;height:56px}.still .sk:not(.no){height:20px}@container (width<=560px){section:not(.compact) .comp{grid-template-columns:minmax(0,1fr) auto;gap:6px 12px}.comp .tk{grid-area:2/1/auto/-1}.comp .lost{grid-area:1/2;align-self:start}.comp .wt{display:none}.comp .x{grid-column:1/-1}}@container (width<=430px){section:not(.compact) .sc-top{grid-template-columns:minmax(0,1fr);gap:14px}thead th,tbody :is(th,td){padding-inline-end:7px}.why tr>:nth-child(3){display:none}tbody th{white-space:normal}}@media (forced-colors:active){.big{padding:0;line-height:1.1}.fill,.dot{fill:highlight;forced-color-adjust:none}.band{fill:graytext;forced-color-adjust:none;opacity:.4}.line,.edge{stroke:highlight;forced-color-adjust:none}.plot text{fill:canvastext}.gap,.hatch,.grid,.mark{stroke:canvastext;forced-color-adjust:none}.axis{fill:canvastext}.comp.weak{outline-offset:-2px;outline:2px solid highlight}}`);organization=null;shown=``;at=0;turn=0;dialog=new s(this);constructor(){super(),this.trouble=null,this.loading=this.disputed=this.compact=!1,this.wide=0,this.recipe=``}start(e,t){document.addEventListener(`visibilitychange`,()=>document.hidden||Date.now()-this.at<g||void this.load(),{signal:t}),addEventListener(`online`,()=>this.trouble&&void this.load(),{signal:t});let n=new ResizeObserver(([e])=>this.wide=Math.round(e?.contentRect.width??0));n.observe(this),t.addEventListener(`abort`,()=>n.disconnect()),this.load()}translated(){this.load()}updated(e){e.has(`team`)&&this.shown&&this.team!==this.shown&&this.load()}load=async()=>{let e=++this.turn,t=setTimeout(()=>this.loading=!this.data,300);try{let t=this.team||(await this.client.viewer())?.person?.teams[0]?.id;if(!t)return void(this.data=null);let{team:n,organization:r}=await this.client.ask(`b7e2dd9ac2ba4c7a9a6448f27447b8f716cc35dd4fe4b53fcf50f1bfd2bf373c`,{team:t,language:this.words.lang,days:h});if(e!==this.turn)return;this.shown!==t&&(this.disputed=!1),this.shown=t,this.organization=r.leadership,this.data=n,this.trouble=null,this.at=Date.now()}catch(t){e===this.turn&&(this.trouble=this.failure(t))}finally{clearTimeout(t),e===this.turn&&(this.loading=!1)}};refused(e,t){return e===`NOT_ALLOWED`?this.t(`score.disputeNotYours`):super.refused(e,t)}dispute=()=>{let e=this.data.id;this.dialog.ask({title:this.t(`score.disputeTitle`),text:this.t(`score.disputeMore`),label:this.t(`score.disputeSend`),reason:this.t(`reason`),act:async t=>{await this.client.act(`aaba684a44c5b1af8e8599d7084d0fef37a28157073ef4263716033ff21944ee`,{input:{team:e,reason:t}}),this.disputed=!0,this.emit(`acted`,{act:`DISPUTE`,team:e}),this.say(this.t(`score.disputed`)),this.focusOn(`.disputed`)}})};showRecipe=async()=>{if(this.recipe)return void(this.recipe=``);try{let{scoreRecipe:e}=await this.client.ask(`3bcf39c5b167aa7bead3410651905de0be8e65c733dcccef2fb2e67584704c81`,{version:this.data?.score.recipeVersion??null});this.recipe=JSON.stringify(e?.recipe,null,2)}catch(e){this.recipe=this.failure(e).text}};view(){let{data:e}=this;if(this.trouble&&!e)return c(this,this.t(`score.failed`),this.trouble,this.load);if(e===void 0)return this.loading?this.shape():o;if(!e)return a`<div class="blank">${t(`people`,26)}<h3>${this.t(`score.noTeam`)}</h3></div>`;let{score:r}=e;return a`<section aria-label=${this.t(`score.of`,{name:e.name})} class=${this.compact?`compact`:``}>
<div class="w-h">
<h2>${n(e.name)}</h2>
${this.compact?o:a`<span class="meta">${this.t(`score`)}</span>`}
${r.asOf?a`<time class="meta push" datetime=${r.asOf}>${this.t(`score.asOf`,{date:this.day(r.asOf)})}</time>`:o}
</div>
${r.status===`PUBLISHED`&&r.value!==null?this.published(r,r.value):this.none(r)}
</section>
${this.dialog.view()}`}day(e){return this.words.date(new Date(e),{day:`numeric`,month:`short`,year:`numeric`})}whole(e){return this.words.number(Math.round(e))}share(e){return this.words.number(e,{style:`percent`})}exact(e){return this.words.number(e,{minimumFractionDigits:4,maximumFractionDigits:4})}none({status:e,statusText:n}){let r=this.words.maybe(`score.${e}`),[,i=``,o=``]=/^(.*?)[.。]\s*(.*)$/.exec(n)??[];return a`<div class="blank">
${t(_[e],26)}
<h3>${r??i}</h3>
<p>${r?n:o}</p>
</div>`}published(e,t){let n=e.interval?.low??t,r=e.interval?.high??t,i=e.weakestLink,s=Math.max(...e.components.map(({weight:e})=>e)),c={low:this.whole(n),high:this.whole(r)};return a`<svg class="vh" aria-hidden="true">
<defs>
<pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v7" /></pattern>
</defs>
</svg>
<div class="sc-top">
<span class="big" part="number">${this.whole(t)}</span>
${this.interval(t,n,r)}
</div>
<p class="sum" part="summary">
${this.t(`score.between`,c)}
${i?a`${this.words.parts(`score.weakest`,{label:a`<b>${i.label}</b>`})} ${i.mending}`:o}
</p>
<div class="comps">${e.components.map(e=>this.row(e,s,e.key===i?.key))}${e.missing.map(e=>this.absent(e))}</div>
${this.compact?o:a`<div class="w-f legend">
<span class="row"><svg width="26" height="12" aria-hidden="true"><rect class="fill" width="26" height="12" rx="2" /></svg>${this.t(`score.holds`)}</span>
<span class="row"
><svg width="26" height="12" aria-hidden="true"><rect class="gap" x=".75" y=".75" width="24.5" height="10.5" rx="2" fill="url(#hatch)" /></svg>${this.t(`score.lacks`)}</span
>
<span>${this.t(`score.length`)}</span>
</div>`}
${this.compact?o:this.past()} ${this.working(e,t)}`}interval(t,n,r){let i=this.t(`score.aria`,{value:this.whole(t),low:this.whole(n),high:this.whole(r)}),s=e=>`${e}%`,c=r-n<(this.compact?15:9),[l,u]=c?[(n+r)/2,(n+r)/2]:[n,r],[d,f]=this.compact?c?[24,66]:[14,76]:c?[16,80]:[12,86],p=e=>e>95?`end`:e<5?`start`:`middle`;return a`<svg class="plot range" height="56" role="img" aria-label=${i} direction="ltr" part="interval">
<rect class="axis" x="0" y="20" width="100%" height="2" />
<rect class="band" x=${s(n)} y="14" width=${s(r-n)} height="14" rx="4" />
${[n,r].map(t=>e`<line class="edge" x1=${s(t)} x2=${s(t)} y1="12" y2="30"/>`)}
<circle class="dot" cx=${s(t)} cy="21" r="6.5" />
${l>d?e`<text x="0" y="48">${this.whole(0)}</text>`:o}
${u<f?e`<text x="100%" y="48" text-anchor="end">${this.whole(100)}</text>`:o}
${c?e`<text class="lead" x=${s(l)} y="48" text-anchor=${p(l)} unicode-bidi="bidi-override">${this.whole(n)}\u2013${this.whole(r)}</text>`:[n,r].map(t=>e`<text class="lead" x=${s(t)} y="48" text-anchor=${p(t)}>${this.whole(t)}</text>`)}
</svg>`}bar({label:e,value:t,weight:n},r){let i=n/r*100,o=this.compact?12:26,s=this.t(`score.bar`,{label:e,value:this.whole(t*100),share:this.share(n)});return a`<svg class="track" height=${o} role="img" aria-label=${s} part="bar">
<rect class="gap" x=".75" y=".75" width="${i}%" height=${o-1.5} rx="3" fill="url(#hatch)" />
<rect class="fill" y=".25" width="${i*t}%" height=${o-.5} rx="3" />
</svg>`}row(e,t,n){let r=Math.round(e.pointsLost*10)/10;return this.compact?a`<div class="comp ${n?`weak`:``}" part="component">
<span class="n">${e.label}</span>
<span class="meta num" title=${this.t(`score.costs`,{n:r})}>${this.words.number(-r||0,{minimumFractionDigits:1}).replace(`-`,`−`)}</span>
<div class="tk">${this.bar(e,t)}</div>
</div>`:a`<div class="comp ${n?`weak`:``}" part="component">
<div class="n">${e.label}${n?a`<div class="st c-wait">${this.t(`score.weakestTag`)}</div>`:o}</div>
<div class="tk">${this.bar(e,t)}</div>
<div class="lost">${this.words.parts(`score.of100`,{value:a`<b>${this.whole(e.value*100)}</b>`})}</div>
<div class="wt">${this.t(`score.weighs`,{share:this.share(e.weight)})}</div>
<div class="x"><b class="c-ink">${this.t(`score.costs`,{n:r})}</b> ${e.explanation}</div>
</div>`}absent({label:e,waitsFor:t}){return a`<div class="comp absent" part="component">
<div class="n">${e}<div class="meta">${this.t(`score.notYet`)}</div></div>
<div class="x">${t}</div>
</div>`}past(){let e=this.data.scoreHistory.nodes.flatMap(({asOf:e,value:t,interval:n,recipeVersion:r})=>e?[{at:new Date(e),value:t,low:n?.low??t,high:n?.high??t,recipe:r}]:[]).reverse(),t=e.filter(({value:e})=>e!==null),[n,r]=[t[0],t.at(-1)];if(!n||!r||n===r)return o;let i=({at:e})=>this.words.date(e,{day:`numeric`,month:`long`}),s=this.t(`score.pastLabel`,{from:this.whole(n.value),first:i(n),to:this.whole(r.value),last:i(r)});return a`<div class="past" part="history">
<h3>${this.t(`score.past`)}</h3>
<p class="meta">${this.t(`score.pastMore`,{date:i(n)})}</p>
${this.wide?p(this.words,e,this.wide-(this.wide<=430?34:42),s,this.t(`score.anew`)):o}
<details>
<summary class="link">${this.t(`score.table`)}</summary>
<div class="scroll" tabindex="0" role="region" aria-label=${this.t(`score.past`)}>
<table>
<thead><tr><th scope="col">${this.t(`score.day`)}</th><th scope="col" class="r">${this.t(`score.value`)}</th><th scope="col" class="r">${this.t(`score.low`)}</th><th scope="col" class="r">${this.t(`score.high`)}</th></tr></thead>
<tbody>
${[...t].reverse().map(({at:e,value:t,low:n,high:r})=>a`<tr><th scope="row">${this.words.date(e,{day:`numeric`,month:`short`})}</th>${[t,n,r].map(e=>a`<td class="r">${this.whole(e)}</td>`)}</tr>`)}
</tbody>
</table>
</div>
</details>
</div>`}working(e,n){let{components:r,windowDays:i,recipeVersion:s,asOf:c,statusText:l}=e,u=e=>this.words.number(e,{minimumFractionDigits:2,maximumFractionDigits:4});return a`<details class="why" part="working">
<summary>${t(`chev`)}${this.t(`score.how`)}</summary>
<div class="in">
<p>${this.t(`score.howMore`)}</p>
<div class="formula">
${r.map(({value:e,weight:t},n)=>a`${n?` × `:``}<span class="nowrap">${this.exact(Math.max(e,.2))}<sup>${u(t)}</sup></span>`)} = ${this.exact(n/100)}
</div>
<div class="scroll" tabindex="0" role="region" aria-label=${this.t(`score.how`)}>
<table>
<thead>
<tr><th scope="col">${this.t(`score.component`)}</th><th scope="col" class="r">${this.t(`score.value01`)}</th><th scope="col" class="r">${this.t(`score.weight`)}</th><th scope="col" class="r">${this.t(`score.lost`)}</th><th scope="col" class="r">${this.t(`score.evidence`)}</th></tr>
</thead>
<tbody>
${r.map(e=>a`<tr>
<th scope="row">${e.label}</th>
<td class="r">${this.exact(e.value)}</td>
<td class="r">${u(e.weight)}</td>
<td class="r">${this.words.number(e.pointsLost,{minimumFractionDigits:2,maximumFractionDigits:2})}</td>
<td class="r">${e.effectiveSampleSize===null?``:this.words.number(e.effectiveSampleSize,{maximumFractionDigits:1})}</td>
</tr>`)}
</tbody>
</table>
</div>
<p class="meta">${this.t(`score.evidenceMore`)} ${this.leaders()}</p>
<p class="meta">${this.t(`score.basis`,{recipe:s,n:i,date:c?this.day(c):``})} ${l}</p>
${this.disputed?a`<p class="note disputed" tabindex="-1">${t(`check`)}<span class="grow">${this.t(`score.disputed`)}</span></p>`:o}
<div class="row wrap">
${this.disputed?o:a`<button class="btn s" part="dispute" @click=${this.dispute}>${this.t(`score.dispute`)}</button>`}
<button class="btn s q" aria-expanded=${!!this.recipe} @click=${this.showRecipe}>${this.t(`score.recipe`)}</button>
</div>
${this.recipe?a`<pre class="formula" dir="ltr" tabindex="0">${this.recipe}</pre>`:o}
</div>
</details>`}leaders(){let e=[this.data.leadership,this.organization].find(e=>e?.status===`PUBLISHED`&&e.leaders);return e?this.t(`score.leaders`,{n:e.leaders??0,gave:e.leadersWhoGave??0,kept:this.share(e.promisesToTheirPeopleKept??0)}):``}shape(){return a`<p class="vh" role="status">${this.t(`score.loading`)}</p>
<div class="w-h" aria-hidden="true"><span class="sk w3"></span></div>
<div class="w-b still" aria-hidden="true"><span class="sk no"></span><span class="sk"></span><span class="sk w5"></span><span class="sk w4"></span><span class="sk w3"></span><span class="sk w4"></span></div>`}};export{v as default};