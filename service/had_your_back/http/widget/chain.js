import{C as e,c as t,d as n,m as r,n as i,o as a,p as o,x as s,y as c}from"./had-your-back.js";import{t as l}from"./trouble.js";var u=500,d=12,f=520,p=56,m=.85,h=.72,g=8,_=104,v=26;function y(e,t){let n=new Map(e.map(e=>[e.id,e])),[r,i]=[[],[]];for(;n.size;){let e=[...n.values()].map(e=>{let[r,i]=[0,0];for(let{from:a,to:o,promises:s}of t)a.id===e.id&&n.has(o.id)&&(r+=s),o.id===e.id&&n.has(a.id)&&(i+=s);return{team:e,serves:r,served:i}}),a=e.find(({serves:e})=>!e),o=e.reduce((e,t)=>t.serves-t.served>e.serves-e.served?t:e),s=a??o;a?i.unshift(s.team):r.push(s.team),n.delete(s.team.id)}return[...r,...i]}var b=class extends i{static properties={team:{},width:{state:!0},state:{state:!0},chosen:{state:!0},at:{state:!0},search:{state:!0}};static styles=a(`h2:focus-visible{box-shadow:none!important}.lead{padding:0 var(--pad) var(--_3);text-wrap:pretty;max-width:64ch;color:var(--_ink-2);font-size:var(--_text-sm)}.legend{padding:0 var(--pad) var(--_4);font-size:var(--_text-sm);color:var(--_ink-2);flex-wrap:wrap;gap:6px 20px;display:flex}.legend span{align-items:center;gap:8px;display:inline-flex}.legend .arc{stroke-width:5px}.legend .weakest.arc{stroke-width:4px}.finding{padding:0 var(--pad) var(--_4)}.search{color:var(--_ink-2);cursor:text;align-items:center;gap:8px;max-width:420px;padding:0 12px;display:flex}.search input{min-width:0;min-height:42px;color:var(--_ink);background:0 0;border:0;outline:0;flex:1;padding:0;box-shadow:none!important}.search input::-webkit-search-cancel-button{display:none}.search input::placeholder{color:var(--_ink-3);opacity:1}.search:has(input:focus-visible){box-shadow:var(--_focus-ring);outline:2px solid #0000}.found{max-width:420px;display:grid}.found button{text-align:start;border-radius:var(--_radius-s);background:0 0;border:0;flex-wrap:wrap;align-items:baseline;gap:0 10px;min-height:44px;padding:10px;display:flex}.found button:hover{background:var(--_hover)}.finding>.meta{margin-top:8px}.plot{outline-offset:4px;display:block}.plot:focus-visible{border-radius:var(--_radius)}.plot g[role=option]{cursor:pointer}.arc{fill:none;stroke:var(--_plot)}.head{fill:var(--_plot)}.reach{fill:none;stroke:#0000;stroke-width:14px}.arc.gives{stroke:var(--_plot-miss)}.head.gives{fill:var(--_plot-miss)}.arc.weakest{stroke:var(--_risk);stroke-dasharray:7 5}.head.weakest{fill:var(--_risk)}.at .reach{stroke:var(--_accent-soft)}.tip{font:600 13px var(--_font);fill:var(--_ink);stroke:none;font-variant-numeric:tabular-nums}rect.tip{fill:var(--_surface);stroke:var(--_plot);stroke-width:1.5px}rect.tip.gives{stroke:var(--_plot-miss)}rect.tip.weakest{stroke:var(--_risk)}text.tip.weakest{fill:var(--_risk)}.spine{padding:0 16px var(--_3);justify-items:center;display:grid;position:relative}.spine>*{grid-area:1/1}.spine ol{pointer-events:none}.spine li{align-content:center;height:56px;display:grid}.team{pointer-events:auto;border:1px solid var(--_line-strong);background:var(--_surface);text-overflow:ellipsis;white-space:nowrap;border-radius:8px;width:100%;height:36px;padding:0 10px;font-weight:500;position:relative;overflow:hidden}.team bdi{text-overflow:ellipsis;display:block;overflow:hidden}.team:before{content:"";position:absolute;inset:-4px 0}.team:hover{background:var(--_hover)}.team.mine{border-color:var(--_ink);box-shadow:inset 0 0 0 1px var(--_ink);font-weight:600}.matrix{padding:8px var(--pad) var(--_3);margin-top:-8px;overflow-x:auto}.cell{fill:var(--_plot)}.cell.gives{fill-opacity:.5}.cell.less{fill:var(--_surface);stroke:var(--_plot);stroke-width:1.5px}.cell.weakest{fill:var(--_risk)}.cross{fill:var(--_accent-soft)}.grid{stroke:var(--_plot-grid);fill:none}.self{fill:var(--_line-strong)}.name{font:12px var(--_font);fill:var(--_ink-2)}.mark{pointer-events:none}.mark circle{fill:none;stroke:var(--_ink);stroke-width:1.5px}.mark rect{fill:var(--_surface-raised);stroke:var(--_ink)}.mark text{font:600 12px var(--_font);fill:var(--_ink)}.mark.weakest circle,.mark.weakest rect{stroke:var(--_risk)}.detail{margin:0 var(--pad) var(--_4);border-radius:var(--_radius);background:var(--_surface-sunk);gap:8px;padding:12px 16px;display:grid}.detail .link{font-size:var(--_text-md);font-weight:600}.detail dl{flex-wrap:wrap;gap:4px 28px;display:flex}.detail dt{font-size:var(--_text-sm);color:var(--_ink-2)}.detail dd{font-weight:600;font-size:var(--_text-lg)}h3:where(:not(.blank *)){padding:6px var(--pad) 8px;font-size:var(--_text-sm);color:var(--_ink-2);font-weight:500}ul+h3,.nobody+h3{border-top:var(--_border);padding-top:18px}.nobody{padding:4px var(--pad) 14px}.lk{padding:8px var(--pad);border-top:var(--_border);grid-template-columns:minmax(0,1fr) 84px 56px;align-items:center;gap:2px 16px;display:grid}.lk .link{font-size:var(--_text-md);text-align:start;overflow-wrap:anywhere}.lk b{text-align:end;font-weight:600}.share .rest{stroke:var(--_plot-miss)}.share .miss{stroke:var(--_plot-miss);stroke-width:1.5px}.share .has{fill:var(--_plot)}.share .weakest{fill:var(--_risk)}[dir=rtl] .share.flip{transform-origin:50%}.same{border-top:var(--_border)}.same summary{min-height:48px;padding:0 var(--pad);cursor:pointer;align-items:center;gap:8px;font-weight:500;list-style:none;display:flex}.same summary::-webkit-details-marker{display:none}.same[open] summary .i{transform:scaleY(-1)}.scroll{max-height:420px;padding:0 var(--pad) var(--pad);overflow:auto}table{border-collapse:collapse;width:100%;font-size:var(--_text-sm)}th,td{text-align:start;border-top:var(--_border);white-space:nowrap;padding:8px 16px 8px 0;font-weight:400}[dir=rtl] :is(th,td){padding:8px 0 8px 16px}thead th{color:var(--_ink-2);background:var(--_surface);border:0;font-weight:500;position:sticky;top:0}tbody th{font-weight:500}@container (width<=430px){.lk{grid-template-columns:minmax(0,1fr) 52px}.lk .share{grid-area:2/1;margin-block:2px 4px}}@media (forced-colors:active){.arc{stroke:canvastext}.head,.cell,.share .has{fill:canvastext}.cell.gives{fill-opacity:1;fill:graytext}.arc.weakest{stroke:highlight}.head.weakest,.cell.weakest,.share .weakest{fill:highlight}.at .reach{stroke:canvas}.search:has(input:focus-visible){outline:3px solid highlight}text{fill:canvastext!important}}`);chain=null;teams=[];weakest=-1;mine=``;kept=/* @__PURE__ */ new Map;trouble=null;pen=document.createElement(`canvas`).getContext(`2d`);watcher;constructor(){super(),this.width=0,this.state=`quiet`,this.chosen=this.search=``,this.at=-1}connectedCallback(){super.connectedCallback(),this.watcher=new ResizeObserver(([e])=>this.width=Math.floor(e?.contentRect.width??0)),this.watcher.observe(this)}disconnectedCallback(){super.disconnectedCallback(),this.watcher?.disconnect()}start(e,t){this.load(e,t),document.addEventListener(`visibilitychange`,()=>document.hidden||void this.load(e,t),{signal:t}),e.viewer().then(e=>{this.mine=e?.person?.teams[0]?.id??``,this.requestUpdate()},()=>{})}async load(e,t){let n=setTimeout(()=>this.state===`quiet`&&(this.state=`loading`),300);try{let{serviceChain:n}=await e.ask(`624b6baaea9f1b80e8243f6c34e48ccc7e787d730a2fab83b5d883023dc1315a`,{first:u});if(t.aborted)return;this.take(n),this.trouble=null,this.state=`ready`}catch(e){this.trouble=this.failure(e),this.chain||(this.state=`failed`)}finally{clearTimeout(n),this.requestUpdate()}}take(e){let{links:t,weakestLink:n}=e;this.chain=e,this.kept.clear(),this.weakest=t.findIndex(({from:e,to:t})=>e.id===n?.from.id&&t.id===n.to.id),this.at=this.weakest;let r=new Map(t.flatMap(({from:e,to:t})=>[e,t]).map(e=>[e.id,e]));if(r.size<=d){this.teams=y([...r.values()],t);return}let i=({id:e,name:t,parent:n})=>`${n?.name??t}\0${n?.id??e}\0${n?`1${t}`:`0`}`,{compare:a}=new Intl.Collator(this.words?.lang);this.teams=[...r.values()].sort((e,t)=>a(i(e),i(t)))}updated(e){e.has(`chosen`)&&this.chosen&&this.withheldOf(this.chosen)}async withheldOf(e){if(!this.kept.has(e)){this.kept.set(e,0);try{this.kept.set(e,(await this.client.ask(`624b6baaea9f1b80e8243f6c34e48ccc7e787d730a2fab83b5d883023dc1315a`,{team:e,first:1})).serviceChain.withheld),this.requestUpdate()}catch(t){this.kept.delete(e),this.failure(t)}}}look(e,t=!1){let n=this.chosen;this.chosen=e,this.search=``,this.focusOn(t?`[data-team="${n}"], .plot`:`h2`)}walk=e=>{let{links:t}=this.chain,n=new Map(this.teams.map(({id:e},t)=>[e,t])),r=({from:e,to:t})=>[n.get(t.id),n.get(e.id)],i=this.words.dir===`rtl`?-1:1,a={ArrowRight:[i,0],ArrowLeft:[-i,0],ArrowDown:[0,1],ArrowUp:[0,-1]}[e.key],o=-1;if(e.key===`Home`)o=this.weakest;else if(e.key===`Enter`||e.key===` `){let e=t[this.at];e&&this.look(e.to.id)}else if(a&&this.teams.length<=d){let e=t.map((e,t)=>t).sort((e,n)=>r(t[e])[1]-r(t[n])[1]||r(t[e])[0]-r(t[n])[0]);o=e[(e.indexOf(this.at)+(a[0]*i||a[1])+e.length)%e.length]??-1}else if(a){let[e,n]=this.at<0?[0,0]:r(t[this.at]),i=1/0;t.forEach((t,s)=>{let[c,l]=[r(t)[0]-e,r(t)[1]-n],[u,d]=a[0]?[c*a[0],Math.abs(l)]:[l*a[1],Math.abs(c)],f=u+d*3;u>0&&f<i&&([i,o]=[f,s])})}else return;e.preventDefault(),o>=0&&(this.at=o)};percent(e){return this.words.number(e,{style:`percent`,maximumFractionDigits:0})}sentence({from:e,to:t,promises:n,reliability:r}){return this.t(`chain.link`,{from:e.name,to:t.name,n,share:this.percent(r)})}fit(e,t,n=12){if(!this.pen)return e;this.pen.font=`${n}px system-ui`;let r=[...e];if(this.pen.measureText(e).width<=t)return e;for(;r.length&&this.pen.measureText(`${r.join(``)}…`).width>t;)r.pop();return r.length>1?`${r.join(``).trimEnd()}…`:``}view(){let{chain:e,state:n}=this;if(n===`failed`&&this.trouble)return s`<section aria-label=${this.t(`chain`)}>
<div class="w-h"><h2>${this.t(`chain`)}</h2></div>
${l(this,this.t(`chain.failed`),this.trouble,()=>this.load(this.client,this.alive.signal))}
</section>`;if(!e)return s`<section aria-label=${this.t(`chain`)} aria-busy="true">${n===`loading`?r(this.t(`chain.loading`)):c}</section>`;if(!e.links.length)return s`<section aria-label=${this.t(`chain`)}>
<div class="w-h"><h2>${this.t(`chain`)}</h2></div>
<div class="blank">
${t(`served_the_chain`,32)}
<h3>${this.t(`chain.none`)}</h3>
<p>${this.t(`chain.noneMore`)}</p>
${e.withheld?s`<p class="meta">${this.t(`chain.withheld`,{n:e.withheld})}</p>`:c}
</div>
</section>`;let i=e=>this.teams.find(t=>t.id===e),a=this.width>0&&this.width<f,o=i(this.chosen)??(a?i(this.team)??i(this.mine)??e.links[this.weakest]?.to??this.teams[0]:void 0);return o?this.single(o,a):s`<section aria-label=${this.t(`chain`)}>
<div class="w-h">
<h2 tabindex="-1">${this.t(`chain`)}</h2>
<span class="meta">${this.t(`chain.size`,{teams:this.words.number(this.teams.length),n:e.links.length})}</span>
<span class="meta push">${e.withheld?this.t(`chain.withheld`,{n:e.withheld}):c}</span>
</div>
${this.finding()} ${this.width?this.teams.length<=d?this.spine(e):this.matrix(e):c} ${this.detail(e)}
${this.table(e.links)}
</section>`}finding(){let{compare:e}=new Intl.Collator(this.words.lang,{sensitivity:`base`,usage:`search`}),r=this.search.trim(),i=[...r].length,a=t=>[...t].some((t,n,a)=>e(a.slice(n,n+i).join(``),r)===0),l=r?this.teams.filter(({name:e})=>a(e)).slice(0,g):[];return s`<div class="finding" part="search">
<label class="field search"
>${t(`search`)}<input
type="search"
aria-label=${this.t(`chain.find`)}
placeholder=${this.t(`chain.find`)}
autocomplete="off"
.value=${this.search}
@input=${({currentTarget:e})=>{this.search=e.value}}
@keydown=${e=>{if(e.key===`Escape`&&this.search)this.search=``;else if(e.key===`Enter`&&l[0])this.look(l[0].id);else if(e.key===`ArrowDown`&&l.length)this.q(`.found button`)?.focus();else return;e.preventDefault()}}
/></label>
${r?s`<p class="vh" role="status">${this.t(`matches`,{n:l.length})}</p>
${l.length?s`<div class="list found" @keydown=${o(`button`)}>
${l.map((e,t)=>s`<button tabindex=${t?-1:0} @click=${()=>this.look(e.id)}>
${n(e.name)}${e.parent?s`<span class="meta">${n(e.parent.name)}</span>`:c}
</button>`)}
</div>`:s`<p class="meta">${this.t(`matches`,{n:0})}</p>`}`:c}
</div>`}legend(e){let[t,n]=[this.percent(m),this.percent(h)],r=e=>s`<svg width="30" height="10" aria-hidden="true"><path class="arc ${e}" d="M0 5h30" /></svg>`,i=e=>s`<svg width="12" height="12" aria-hidden="true"><rect class="cell ${e}" x="1" y="1" width="10" height="10" /></svg>`;return s`<div class="legend" part="legend">
${e?s`<span>${r(``)}${this.t(`chain.holds`,{share:t})}</span><span>${r(`gives`)}${this.t(`chain.gives`)}</span
><span>${r(`weakest`)}${this.t(`chain.weakest`)}</span><span>${this.t(`chain.thick`)}</span>`:s`<span>${i(``)}${this.t(`chain.holds`,{share:t})}</span
><span>${i(`gives`)}${this.t(`chain.between`,{low:n,high:t})}</span><span>${i(`less`)}${this.t(`chain.below`,{share:n})}</span
><span>${this.t(`chain.rows`)}</span>`}
</div>`}marked(){let e=this.chain.links[this.weakest];return`${this.t(`chain.plot`,{n:this.chain.links.length,teams:this.words.number(this.teams.length)})} ${e?`${this.t(`chain.weakest`)}: ${this.sentence(e)}.`:``}`}option(t,n,r){let i=()=>this.at=t;return e`<g role="option" id="link-${t}" aria-selected=${t===this.at} aria-label=${this.sentence(n)} class=${t===this.at?`at`:``} @click=${i} @pointerenter=${i}>
${r}<title>${this.sentence(n)}</title>
</g>`}spine({links:t}){let n=this.words.dir===`rtl`,r=Math.min(this.width-2,720)-32,i=Math.min(190,Math.round(r*.34)),a=this.teams.length*p,o=new Map(this.teams.map(({id:e},t)=>[e,t])),[l,u]=[(r-i)/2-6,(r+i)/2+6],d=Math.max(...t.map(({promises:e})=>e)),f=e=>o.get(e)*p+p/2,h=({from:e,to:t})=>o.get(t.id)>o.get(e.id),g=/* @__PURE__ */ new Map;for(let{id:e}of this.teams)for(let n of[!0,!1]){let r=t.map((e,t)=>({link:e,i:t})).filter(({link:t})=>h(t)===n&&(t.from.id===e||t.to.id===e)).sort((t,n)=>{let r=({link:t})=>f(t.from.id===e?t.to.id:t.from.id),i=+(r(t)<f(e))-(r(n)<f(e));return i?-i:r(n)-r(t)}),i=Math.min(8,26/Math.max(1,r.length-1));r.forEach(({i:t},n)=>g.set(`${t} ${e}`,f(e)+(n-(r.length-1)/2)*i))}let _=e=>n?r-e:e,v=t.map((t,a)=>{let s=h(t),[f,p]=[g.get(`${a} ${t.from.id}`),g.get(`${a} ${t.to.id}`)],v=s?u:l,y=Math.abs(o.get(t.to.id)-o.get(t.from.id))/Math.max(1,this.teams.length-1),b=(r-i)/2-10,x=v+(s?1:-1)*b*(.3+.7*y)*1.32,S=2+4*Math.sqrt(t.promises/d),C=5+S,w=v+(s?1:-1)*C*.8,T=(s?1:-1)*(n?-1:1),E=a===this.weakest?`weakest`:t.reliability>=m?``:`gives`,D=`M${_(v)} ${f}C${_(x)} ${f} ${_(x)} ${p} ${_(w)} ${p}`,O=a===this.weakest||a===this.at,k=_(v*.25+x*.75);return{i:a,drawn:this.option(a,t,e`<path class="reach" d=${D}/><path class="arc ${E}" part="arc" stroke-width=${S} d=${D}/><path class="head ${E}" d="M${_(v)} ${p}l${T*C} ${-C*.6}v${C*1.2}z"/>
${O?e`<rect class="tip ${E}" x=${k-28} y=${(f+p)/2-13} width="56" height="26" rx="13"/><text class="tip ${E}" x=${k} y=${(f+p)/2+4.5} text-anchor="middle">${this.percent(t.reliability)}</text>`:c}`)}}),y=({i:e})=>e===this.at?2:+(e===this.weakest);return v.sort((e,t)=>y(e)-y(t)),s`<p class="lead">${this.t(`chain.lead`)}</p>
${this.legend(!0)}
<div class="spine" part="spine">
<svg
class="plot"
role="listbox"
tabindex="0"
aria-label=${this.marked()}
aria-activedescendant=${this.at<0?c:`link-${this.at}`}
viewBox="0 0 ${r} ${a}"
width=${r}
height=${a}
@keydown=${this.walk}
>
${v.map(({drawn:e})=>e)}
</svg>
<ol .style=${`width:${i}px`}>
${this.teams.map(({id:e,name:t})=>s`<li>
<button class="team ${e===this.team||e===this.mine?`mine`:``}" part="team" data-team=${e} title=${t} @click=${()=>this.look(e)}>
<bdi>${t}</bdi>
</button>
</li>`)}
</ol>
</div>`}matrix({links:t}){let{teams:n}=this,r=this.words.dir===`rtl`,i=Math.min(this.width-2-40,840)-_,a=Math.max(4,Math.min(12,Math.floor(i/n.length))),o=a*n.length,[l,u]=[_+o+1,v+o+1],d=new Map(n.map(({id:e},t)=>[e,t])),f=e=>r?o-(e+1)*a:_+e*a,p=e=>v+e*a,g=r?0:_,y=[];n.forEach(({id:e,name:t,parent:n},r)=>{let i=n??{id:e,name:t},a=y.at(-1);a?.id===i.id?a.to=r+1:y.push({...i,from:r,to:r+1})});let b=t[this.at],[x,S]=b?[d.get(b.from.id),d.get(b.to.id)]:[-1,-1],C=b?`${this.at===this.weakest?`${this.t(`chain.weakest`)}, `:``}${this.percent(b.reliability)}`:``,w=(this.pen?(this.pen.font=`600 12px system-ui`,this.pen.measureText(C).width):90)+20,T=b?Math.max(g,Math.min(f(S)+a/2-w/2,g+o-w)):0,E=b?x*a>44?p(x)-36:p(x)+a+12:0;return s`${this.legend(!1)}
<div class="matrix" part="matrix">
<svg
class="plot"
role="listbox"
tabindex="0"
aria-label=${this.marked()}
aria-activedescendant=${this.at<0?c:`link-${this.at}`}
viewBox="0 0 ${l} ${u}"
width=${l}
height=${u}
@keydown=${this.walk}
>
<g role="presentation" aria-hidden="true">
${b?e`<rect class="cross" x=${g} y=${p(x)} width=${o} height=${a}/><rect class="cross" x=${f(S)} y=${v} width=${a} height=${o}/>`:c}
${y.map(({name:t,from:n,to:i})=>{let[s,l]=[(n+i)/2,(i-n)*a],u=r?o-s*a:_+s*a,d=r?o-n*a:_+n*a;return e`<path class="grid" d="M${g} ${p(n)}h${o}M${d} ${v}v${o}"/>
${l>=14?e`<text class="name" x=${r?o+8:96} y=${v+s*a+4} text-anchor="end">${this.fit(t,92)}</text>`:c}
<text class="name" x=${u} y=${18} text-anchor="middle">${this.fit(t,l-6)}</text>`})}
<path class="grid" d="M${g} ${p(n.length)}h${o}M${r?0:_+o} ${v}v${o}" />
${n.map((t,n)=>e`<rect class="self" x=${f(n)+a/2-1} y=${p(n)+a/2-1} width="2" height="2"/>`)}
</g>
${t.map((t,n)=>{let{from:r,to:i,reliability:o}=t,s=n===this.weakest?`weakest`:o>=m?``:o>=h?`gives`:`less`,c=s===`less`?1.75:1;return this.option(n,t,e`<rect class="cell ${s}" part="cell" x=${f(d.get(i.id))+c} y=${p(d.get(r.id))+c} width=${a-2*c} height=${a-2*c}/>`)})}
${b?e`<g aria-hidden="true" class="mark ${this.at===this.weakest?`weakest`:``}">
<circle cx=${f(S)+a/2} cy=${p(x)+a/2} r=${a}/>
<rect x=${T} y=${E} width=${w} height="24" rx="5"/>
<text x=${T+w/2} y=${E+16} text-anchor="middle">${C}</text>
</g>`:c}
</svg>
</div>`}detail({links:e}){let t=e[this.at];if(!t)return c;let r=({id:e,name:t})=>s`<button class="link" @click=${()=>this.look(e)}>${n(t)}</button>`;return s`<div class="detail">
<p>${this.words.parts(`chain.serves`,{from:r(t.from),to:r(t.to)})} ${this.at===this.weakest?s`<span class="st c-risk">${this.t(`chain.weakest`)}</span>`:c}</p>
<dl>
<div><dt>${this.t(`chain.kept`)}</dt><dd class="num">${this.percent(t.reliability)}</dd></div>
<div><dt>${this.t(`chain.promises`)}</dt><dd class="num">${this.words.number(t.promises)}</dd></div>
<div><dt>${this.t(`chain.answered`)}</dt><dd class="num">${t.answered===null?`–`:this.percent(t.answered)}</dd></div>
<div><dt>${this.t(`chain.thanks`)}</dt><dd class="num">${this.words.number(t.recognitionsBack)}</dd></div>
</dl>
<p class="meta keys">${this.t(`chain.keys`)}</p>
</div>`}single(e,r){let{links:i}=this.chain,a=(e,t,r)=>{let a=i.filter(t).sort((e,t)=>e.reliability-t.reliability);return s`<h3>${e}</h3>
${a.length?s`<ul>
${a.map(e=>{let t=i.indexOf(e)===this.weakest,{id:a,name:o}=r(e),l=Math.round(e.reliability*82);return s`<li class="lk">
<div class="who">
<button class="link" data-team=${a} @click=${()=>this.look(a)}>${n(o)}</button> ${t?s`<span class="st c-risk">${this.t(`chain.weakest`)}</span>`:c}
<div class="meta">${this.t(`chain.count`,{n:e.promises})} · ${this.t(`chain.back`,{n:e.recognitionsBack})}</div>
</div>
<svg class="flip share" viewBox="0 0 84 12" width="84" height="12" aria-hidden="true">
<defs><pattern id="miss-${i.indexOf(e)}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="miss" d="M0 0v5" /></pattern></defs>
<rect class="rest" x=".5" y=".5" width="83" height="11" rx="2" fill="url(#miss-${i.indexOf(e)})" /><rect class=${t?`weakest`:`has`} x="1" y="1" width=${l} height="10" rx="1.5" />
</svg>
<b class="num">${this.percent(e.reliability)}</b>
</li>`})}
</ul>`:s`<p class="meta nobody">${this.t(`chain.nobody`)}</p>`}`},o=this.kept.get(e.id)??0;return r&&!this.kept.has(e.id)&&this.withheldOf(e.id),s`<section aria-label=${this.t(`chain`)}>
<div class="w-h">
${this.chosen&&!r?s`<button class="btn q ic" aria-label=${this.t(`chain.all`)} title=${this.t(`chain.all`)} @click=${()=>this.look(``,!0)}>${t(`undo`)}</button>`:c}
<h2 tabindex="-1">${this.words.parts(`chain.one`,{team:n(e.name)})}</h2>
</div>
${this.finding()}
${a(this.t(`chain.serveIt`,{team:e.name}),({to:t})=>t.id===e.id,({from:e})=>e)}
${a(this.t(`chain.servedBy`,{team:e.name}),({from:t})=>t.id===e.id,({to:e})=>e)}
${o?s`<p class="w-f">${this.t(`chain.withheldOne`,{n:o})}</p>`:c}
${r?this.table(i):c}
</section>`}table(e){return s`<details class="same" part="table">
<summary>${t(`chev`,16)}${this.t(`chain.table`)}</summary>
<div class="scroll" tabindex="0" role="region" aria-label=${this.t(`chain.table`)}>
<table>
<thead>
<tr>
${[`chain.from`,`chain.to`,`chain.promises`,`chain.kept`,`chain.answered`,`chain.thanks`].map(e=>s`<th scope="col">${this.t(e)}</th>`)}
</tr>
</thead>
<tbody>
${e.map(({from:e,to:t,promises:r,reliability:i,answered:a,recognitionsBack:o},l)=>s`<tr>
<th scope="row">${n(e.name)}</th>
<td>${n(t.name)}${l===this.weakest?s` <span class="st c-risk">${this.t(`chain.weakest`)}</span>`:c}</td>
<td class="num">${this.words.number(r)}</td>
<td class="num">${this.percent(i)}</td>
<td class="num">${a===null?`–`:this.percent(a)}</td>
<td class="num">${this.words.number(o)}</td>
</tr>`)}
</tbody>
</table>
</div>
</details>`}};export{b as default,y as order};