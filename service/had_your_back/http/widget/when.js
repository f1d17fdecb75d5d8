import{c as e,g as t,p as n,x as r,y as i}from"./had-your-back.js";var a=864e5,o=e=>new Date(e.getFullYear(),e.getMonth(),e.getDate()).getTime(),s=e=>Math.round((o(e)-o(/* @__PURE__ */ new Date))/a);function c(e,t){let n=new Date(t),i=s(n),a=e.format(Intl.RelativeTimeFormat,{numeric:`auto`}),o=Math.abs(i)<2?`${a.format(i,`day`)}${e.dir===`rtl`?`،`:`,`} ${e.clock(n)}`:e.date(n,i>0&&i<7?{weekday:`short`,hour:`2-digit`,minute:`2-digit`}:{weekday:`short`,day:`numeric`,month:`short`});return r`<time datetime=${t} title=${e.exactly(n)}>${o.replace(/ /g,`\xA0`)}</time>`}var l=(e,t)=>e.date(new Date(t),{weekday:`short`,day:`numeric`,month:`short`,hour:`2-digit`,minute:`2-digit`});function u(e,t){let n=Math.round((Date.parse(t)-Date.now())/36e5),r=e.format(Intl.RelativeTimeFormat,{numeric:`always`});return Math.abs(n)<48?r.format(n,`hour`):r.format(s(new Date(t)),`day`)}function d(e){return(/* @__PURE__ */ new Date(e.getTime()-e.getTimezoneOffset()*6e4)).toISOString().slice(0,16)}var f=e=>new Date(e).toISOString().replace(`.000`,``);function p(e){let t=e=>{let t=/* @__PURE__ */ new Date;return new Date(t.getFullYear(),t.getMonth(),t.getDate()+e,17)},n=1;for(;[0,6].includes(t(n).getDay());)n++;let r=(12-(/* @__PURE__ */ new Date()).getDay())%7||7;return[.../* @__PURE__ */ new Set([n,r,r+7])].map(t).filter(t=>t.getTime()<=e).sort((e,t)=>e.getTime()-t.getTime())}function m(o,{id:c,label:u,value:f,other:m,latest:h,bad:g,pick:_}){let v=p(h?Date.parse(h):1/0),y=o.format(Intl.RelativeTimeFormat,{numeric:`auto`}).format(1,`day`),b=e=>s(e)===1?y.charAt(0).toLocaleUpperCase(o.lang)+y.slice(1):o.date(e,{weekday:`short`,day:`numeric`,month:`short`}),x=(e,t,n,i)=>r`<button type="button" class="pill" tabindex=${n?-1:0} aria-pressed=${t} @click=${i}>${e}</button>`,S=v[0]??new Date(h??Date.now()+a);return r`<div>
<div class="lab" id="${c}-label">${u}</div>
<div class="row wrap days" role="group" aria-labelledby="${c}-label" aria-describedby="${c}-error" @keydown=${n(`.pill`)}>
${v.map((e,t)=>x(b(e),!m&&f===d(e),t,()=>_(d(e),!1)))}
${x(o.t(`anotherDay`),m,v.length,()=>_(f||d(S),!0))}
</div>
${m?r`<input
class="field day ${g?`bad`:``}"
type="datetime-local"
id=${c}
aria-label=${u}
aria-describedby="${c}-error"
aria-invalid=${!!g}
min=${d(/* @__PURE__ */ new Date)}
max=${h?d(new Date(h)):`9999-12-31T23:59`}
.value=${f}
@change=${({currentTarget:e})=>_(e.value,!0)}
/>`:i}
${f&&!m?r`<p class="under"><span class="hint row">${e(`clock`,16)}${l(o,new Date(f).toISOString())}</span></p>`:i}
${t(`${c}-error`,g)}
</div>`}export{f as a,u as i,l as n,d as o,m as r,c as t};