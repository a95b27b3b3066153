"use strict";
// What the pages at /docs do: keep the token of this tab, call the endpoint, keep the shown addresses like the form.
// Everything that comes from a server goes into the page as text, never as markup, but for our own pages behind the token.
(() => {
  const KEY = "penstock-token";
  const MOST_ROWS = 500;
  const MOST_TEXT = 200000;
  const LONGEST_QUERY = 2000;
  const SHORT_TEXT = 40;
  const byId = (id) => document.getElementById(id);
  const token = () => sessionStorage.getItem(KEY) || "";
  const authorization = () => (token() ? { Authorization: "Bearer " + token() } : {});

  // The same characters as the server's own escaping: what is left is safe between quotes of every language shown.
  const encode = (text) =>
    encodeURIComponent(text)
      .replace(/[!'()~]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase())
      .replace(/%20/g, "+");

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function showToken() {
    const known = token() !== "";
    byId("token").value = token();
    byId("token-forget").hidden = !known;
    byId("token-note").textContent = known ? "In use, kept in this tab only." : "Kept in this tab only.";
  }

  function tokenForm() {
    byId("token-form").addEventListener("submit", (event) => {
      event.preventDefault();
      sessionStorage.setItem(KEY, byId("token").value.trim());
      showToken();
      if (byId("main").dataset.gate !== undefined) enter();
    });
    byId("token-forget").addEventListener("click", () => {
      sessionStorage.removeItem(KEY);
      showToken();
      byId("token").focus();
    });
    showToken();
  }

  // The page behind the token: fetched with it in a header, so that it never stands in an address.
  async function enter() {
    const note = byId("gate-note");
    note.textContent = "Loading…";
    try {
      const response = await fetch(location.pathname, { headers: { ...authorization(), Accept: "text/html" } });
      const text = await response.text();
      const page = new DOMParser().parseFromString(text, "text/html");
      const main = page.getElementById("main");
      if (response.status === 403) {
        refused(note);
        return;
      }
      if (!main) {
        note.textContent = message(text);
        note.after(element("p"));
        note.nextSibling.append(toEndpoints());
        return;
      }
      document.title = page.title;
      byId("main").replaceWith(document.adoptNode(main));
      start();
    } catch (problem) {
      note.textContent = "The server can't be reached: " + problem.message;
    }
  }

  // What was typed stays in its field to be mended, but is no longer sent.
  function refused(note) {
    sessionStorage.removeItem(KEY);
    byId("token-forget").hidden = true;
    byId("token-note").textContent = "Not taken by the server.";
    note.textContent = "The server does not take this token. Type another in the field above.";
    byId("token").select();
  }

  function toEndpoints() {
    const link = element("a", "All endpoints");
    link.href = "/docs";
    return link;
  }

  function message(text) {
    try {
      return JSON.parse(text).error;
    } catch {
      return text;
    }
  }

  function start() {
    if (byId("search")) search();
    if (byId("openapi")) openApi();
    if (byId("call")) call();
    for (const button of document.querySelectorAll(".copy")) copying(button);
  }

  function search() {
    const cards = [...document.querySelectorAll("#endpoints > li")];
    byId("search").addEventListener("input", (event) => {
      const words = event.target.value.toLowerCase().split(/\s+/);
      let found = 0;
      for (const card of cards) {
        const text = card.dataset.search.toLowerCase();
        card.hidden = !words.every((word) => text.includes(word));
        found += card.hidden ? 0 : 1;
      }
      byId("found").textContent = event.target.value ? found + " of " + cards.length : "";
    });
  }

  function openApi() {
    byId("openapi").addEventListener("click", async (event) => {
      event.preventDefault();
      const response = await fetch("/v0/pipes/openapi.json", { headers: authorization() });
      if (response.ok) save(await response.blob(), "openapi.json");
    });
  }

  function save(blob, name) {
    const link = element("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function copying(button) {
    const label = button.firstChild;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
      label.textContent = "Copied";
      setTimeout(() => { label.textContent = "Copy"; }, 1500);
    });
  }

  function call() {
    const form = byId("call");
    const name = byId("main").dataset.endpoint;
    let running = null;

    const filled = () =>
      [...document.querySelectorAll("#call [data-name]")].filter((field) => field.value !== "");
    const address = () => {
      const pairs = filled().map((field) => encode(field.dataset.name) + "=" + encode(field.value));
      const query = pairs.length ? "?" + pairs.join("&") : "";
      return location.origin + "/v0/pipes/" + name + "." + byId("format").value + query;
    };
    const follow = () => {
      const shown = address();
      for (const place of document.querySelectorAll("[data-url]")) place.textContent = shown;
      byId("long-address").hidden = shown.length < LONGEST_QUERY;
    };
    form.addEventListener("input", follow);
    if (filled().length > 0) follow();

    byId("stop").addEventListener("click", () => running && running.abort());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (running) running.abort();
      const mine = new AbortController();
      running = mine;
      busy(true);
      say("Calling…", "");
      byId("result").hidden = true;
      const began = performance.now();
      try {
        await show(await ask(mine.signal), began);
      } catch (problem) {
        say(problem.name === "AbortError" ? "Stopped." : "The server can't be reached: " + problem.message, "bad");
      }
      if (running === mine) busy(false);
    });

    // JavaScript's numbers have 53 bits: longer ones come as strings to be shown whole. What is too long for an address
    // goes into the body.
    function ask(signal) {
      const [path, query = ""] = address().split("?");
      const exact = byId("format").value === "json" ? "output_format_json_quote_64bit_integers=1" : "";
      const pairs = [query, exact].filter(Boolean).join("&");
      if (pairs.length < LONGEST_QUERY) return fetch(path + "?" + pairs, { headers: authorization(), signal });
      const headers = { ...authorization(), "Content-Type": "application/x-www-form-urlencoded" };
      return fetch(path, { method: "POST", headers, body: pairs, signal });
    }

    function busy(is) {
      byId("stop").hidden = !is;
    }

    function say(text, kind) {
      byId("status").textContent = text;
      byId("status").className = "status " + kind;
    }

    async function show(response, began) {
      const format = byId("format").value;
      if (format === "parquet" && response.ok) {
        const blob = await response.blob();
        save(blob, name + ".parquet");
        done(response, began, blob.size + " bytes saved");
        return;
      }
      const text = await response.text();
      if (!response.ok) {
        say(response.status + " · " + message(text), "bad");
        return;
      }
      const result = byId("result");
      if (format === "json") {
        const body = JSON.parse(text);
        done(response, began, body.rows + (body.rows === 1 ? " row" : " rows"));
        result.replaceChildren(table(body));
      } else {
        done(response, began, text.length + " characters");
        const shown = element("pre", text.slice(0, MOST_TEXT) + (text.length > MOST_TEXT ? "\n…" : ""));
        shown.tabIndex = 0;
        result.replaceChildren(shown);
      }
      result.hidden = false;
    }

    function done(response, began, what) {
      say(response.status + " · " + what + " · " + Math.round(performance.now() - began) + " ms", "good");
    }
  }

  function table(body) {
    const made = element("table");
    made.append(element("caption", "Result", "hidden"));
    const head = made.createTHead().insertRow();
    for (const column of body.meta) {
      const cell = element("th", column.name, isNumber(column.type) ? "number" : undefined);
      cell.scope = "col";
      cell.title = column.type;
      head.append(cell);
    }
    const rows = made.createTBody();
    for (const row of body.data.slice(0, MOST_ROWS)) {
      const line = rows.insertRow();
      for (const column of body.meta) line.append(value(row[column.name], column.type));
    }
    const scroll = element("div", undefined, "scroll");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", "Result");
    scroll.append(made);
    if (body.data.length <= MOST_ROWS) return scroll;
    const both = element("div");
    both.append(scroll, element("p", "The first " + MOST_ROWS + " rows are shown.", "note"));
    return both;
  }

  const isNumber = (type) => /^(Nullable\()?(U?Int|Float|Decimal)/.test(type);

  function value(content, type) {
    if (content === null) return element("td", "null", "null");
    if (isNumber(type)) return element("td", String(content), "number");
    const text = typeof content === "object" ? JSON.stringify(content) : String(content);
    return element("td", text, text.length > SHORT_TEXT ? "text" : "text short");
  }

  tokenForm();
  if (byId("main").dataset.gate === undefined) start();
  else if (token()) enter();
  else byId("token").focus();
})();
