import{c as e,x as t,y as n}from"./had-your-back.js";function r(r,i,{text:a,problem:o},s){let c=o?.trouble===`signedOut`;return t`<div class="blank" role="alert">
${e(o?.trouble===`network`?`offline`:`warn`,26,`c-broken`)}
<h3>${i}</h3>
<p>${a}</p>
<div class="row wrap">
${o?.trouble===`forbidden`?n:t`<button class="btn" @click=${async()=>(!c||await r.client.signIn())&&s()}>${r.t(c?`signInAgain`:`tryNow`)}</button>`}
${o?.reference?t`<span class="meta faint">${r.t(`reference`)} <span class="mono">${o.reference}</span></span>`:n}
</div>
</div>`}export{r as t};