// Zoeken en kiezen. Zonder dit script is alles te lezen; er wordt niets opgehaald of bewaard.
"use strict";
(() => {
  const GRENS = 40, RUIMTE = 60;
  const main = document.querySelector("main");
  const paneel = document.querySelector(".kiezen");
  const keuzes = [...paneel.querySelectorAll("select")];
  const zoekveld = paneel.querySelector("input[type=search]");
  const stand = paneel.querySelector("[role=status]");
  const treffers = paneel.querySelector(".treffers");
  const delen = [...main.querySelectorAll("section[data-wijk],section[data-kwaliteit],section[data-periode]")];
  const teksten = delen.filter((deel) => deel.matches(".verhaal,.tegenverhaal"));

  const past = (deel, gekozen) => {
    const { wijk, periode, kwaliteit } = deel.dataset;
    const merken = (kwaliteit || "").split(" ").map((merk) => merk.split(":"));
    if (gekozen.wijk && wijk && wijk !== gekozen.wijk) return false;
    if (gekozen.periode && periode && periode !== gekozen.periode) return false;
    if (!kwaliteit) return !(deel.matches(".verhaal,.tegenverhaal") && (gekozen.kwaliteit || gekozen.richting));
    return merken.some(([naam, kant]) =>
      (!gekozen.kwaliteit || naam === gekozen.kwaliteit) && (!gekozen.richting || !kant || kant === gekozen.richting));
  };

  const kies = () => {
    const gekozen = Object.fromEntries(keuzes.map((keuze) => [keuze.name, keuze.value]));
    for (const deel of delen) {
      deel.hidden = !past(deel, gekozen);
      const melding = deel.previousElementSibling;
      if (melding && melding.matches(".buiten-keuze")) melding.hidden = !deel.hidden;
    }
    const over = teksten.filter((tekst) => !tekst.hidden && !tekst.parentElement.closest("[hidden]"));
    stand.textContent = keuzes.some((keuze) => keuze.value)
      ? `U ziet ${over.length} van de ${teksten.length} verhalen en verslagen. Tabellen en grafieken tellen alles.` : "";
  };

  const wis = () => {
    for (const keuze of keuzes) keuze.value = "";
    kies();
  };

  // Wie naar een verborgen plek springt, moet die plek ook zien.
  const onthul = () => {
    const doel = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!doel || !doel.closest("[hidden]")) return;
    wis();
    doel.scrollIntoView();
  };

  const plat = (tekst) => tekst.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const eigenTekst = (plek) => {
    const stukken = [];
    const loper = document.createTreeWalker(plek, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (knoop) =>
      knoop.nodeType === Node.ELEMENT_NODE && knoop.matches("section[id]") ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT);
    while (loper.nextNode()) if (loper.currentNode.nodeType === Node.TEXT_NODE) stukken.push(loper.currentNode.data);
    return stukken.join(" ").replace(/\s+/g, " ").trim();
  };
  let plekken = null;
  const zoek = () => {
    const woorden = plat(zoekveld.value).split(/\s+/).filter((woord) => woord.length > 1);
    treffers.replaceChildren();
    if (!woorden.length) return kies();
    plekken ||= [...main.querySelectorAll("section[id]")].map((plek) => {
      const tekst = eigenTekst(plek);
      return { plek, tekst, plat: plat(tekst) };
    });
    const gevonden = plekken.filter((item) => woorden.every((woord) => item.plat.includes(woord)));
    for (const { plek, tekst, plat: kaal } of gevonden.slice(0, GRENS)) {
      const begin = kaal.indexOf(woorden[0]), eind = begin + woorden[0].length;
      const gelijk = kaal.length === tekst.length;
      const kop = plek.querySelector("h2,h3,h4,h5,h6");
      const regel = document.createElement("li"), link = document.createElement("a");
      link.href = `#${plek.id}`;
      link.textContent = kop ? kop.textContent : plek.id;
      regel.append(link, " ");
      if (gelijk) {
        const merk = document.createElement("mark");
        merk.textContent = tekst.slice(begin, eind);
        regel.append(`…${tekst.slice(Math.max(0, begin - RUIMTE), begin)}`, merk, `${tekst.slice(eind, eind + RUIMTE)}…`);
      }
      treffers.append(regel);
    }
    const meer = gevonden.length > GRENS ? ` De eerste ${GRENS} staan hieronder.` : "";
    stand.textContent = gevonden.length === 1 ? "1 plek gevonden." : `${gevonden.length} plekken gevonden.${meer}`;
  };

  for (const tekst of teksten) {
    const melding = document.createElement("p");
    melding.className = "buiten-keuze";
    melding.hidden = true;
    melding.textContent = "Deze tekst valt buiten uw keuze.";
    tekst.before(melding);
  }
  if (!teksten.length) for (const keuze of keuzes.splice(0)) keuze.closest("p").remove();
  for (const keuze of keuzes) keuze.addEventListener("change", kies);
  let wacht;
  zoekveld.addEventListener("input", () => { clearTimeout(wacht); wacht = setTimeout(zoek, 150); });
  paneel.querySelector("form").addEventListener("submit", (gebeurtenis) => { gebeurtenis.preventDefault(); zoek(); });
  paneel.querySelector("button[type=button]").addEventListener("click", () => {
    zoekveld.value = "";
    treffers.replaceChildren();
    wis();
    zoekveld.focus();
  });
  addEventListener("hashchange", onthul);
  main.addEventListener("click", (gebeurtenis) => {
    if (gebeurtenis.target.closest("a[href^='#']")) setTimeout(onthul);
  });
  paneel.hidden = false;
  const smal = matchMedia("(max-width:63.99rem)");
  if (smal.matches) for (const klap of document.querySelectorAll("aside details")) klap.open = false;
  onthul();

  // De inhoudsopgave laat zien waar u bent.
  const links = new Map([...document.querySelectorAll("nav.inhoud a")].map((link) => [link.hash.slice(1), link]));
  const zichtbaar = new Set();
  const volg = new IntersectionObserver((meldingen) => {
    for (const { target, isIntersecting } of meldingen) zichtbaar[isIntersecting ? "add" : "delete"](target);
    const laatste = [...zichtbaar].sort((een, twee) =>
      een.compareDocumentPosition(twee) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1).pop();
    if (!laatste) return;
    for (const link of links.values()) link.removeAttribute("aria-current");
    const link = links.get(laatste.id);
    link.setAttribute("aria-current", "true");
    const balk = document.querySelector("aside");
    if (!smal.matches) balk.scrollTop = link.offsetTop - balk.clientHeight / 2;
  }, { rootMargin: "0px 0px -80% 0px" });
  for (const naam of links.keys()) {
    const plek = document.getElementById(naam);
    if (plek) volg.observe(plek);
  }
})();
