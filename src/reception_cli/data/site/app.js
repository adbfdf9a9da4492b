/* The look-up of one matter by its code. Nothing is sent anywhere: a small file is read, and opened here with the code.
   Old browsers and plain files must do: no fetch, no modules, no WebCrypto. */
(function () {
  "use strict";
  var words = JSON.parse(document.getElementById("words").textContent);
  var form = document.getElementById("lookup"), field = document.getElementById("code");
  var answer = document.getElementById("answer"), button = form.querySelector("button");
  var ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", LENGTH = 15;
  var waiting = null;

  function bytes(text) {
    var made = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i++) { made[i] = text.charCodeAt(i); }
    return made;
  }
  function fromHex(text) {
    var made = new Uint8Array(text.length / 2);
    for (var i = 0; i < made.length; i++) { made[i] = parseInt(text.substr(2 * i, 2), 16); }
    return made;
  }
  function toHex(some) {
    var text = "";
    for (var i = 0; i < some.length; i++) { text += ("0" + some[i].toString(16)).slice(-2); }
    return text;
  }
  function say(lines, state) {
    while (answer.firstChild) { answer.removeChild(answer.firstChild); }
    lines.forEach(function (line) {
      var part = document.createElement("p");
      part.textContent = line;
      answer.appendChild(part);
    });
    answer.className = state;
    button.disabled = false;
  }
  function day(iso) {
    return words.lang === "vi" ? iso.slice(8, 10) + "/" + iso.slice(5, 7) + "/" + iso.slice(0, 4) : iso;
  }
  function read(typed) {
    var code = typed.toUpperCase().replace(/[\s.\u2010-\u2014\u2212\u00a0-]/g, ""), sum = 0;
    if (code.length !== LENGTH) { return [null, words.length.replace("{n}", code.length)]; }
    for (var i = 0; i < LENGTH; i++) {
      var place = ALPHABET.indexOf(code.charAt(i));
      if (place < 0) { return [null, words.letter.replace("{n}", i + 1)]; }
      sum += place * (i < LENGTH - 1 ? i + 2 : 1);
    }
    return sum % ALPHABET.length === 0 ? [code, ""] : [null, words.slip];
  }
  function tell(found) {
    var lines = [words.states[found.s] || found.s];
    (found.d || []).forEach(function (one) { lines.push(words.days[one[0]].replace("{day}", day(one[1]))); });
    if (found.n) {
      lines.push((found.u ? words.next : words.nextless).replace("{step}", words.steps[found.n] || found.n)
        .replace("{day}", found.u ? day(found.u) : ""));
    }
    say(lines, "found");
  }
  window.receptionMatters = function (_prefix, entries) {
    var asked = waiting, value;
    if (!asked || asked.done) { return; }
    asked.done = true;
    if (!Object.prototype.hasOwnProperty.call(entries, asked.id)) { say([words.unknown], "missing"); return; }
    value = bytes(atob(entries[asked.id]));
    value = nacl.secretbox.open(value.subarray(24), value.subarray(0, 24), asked.key);
    if (!value) { say([words.unknown], "missing"); return; }
    tell(JSON.parse(String.fromCharCode.apply(null, value).replace(/ +$/, "")));
  };
  function look() {
    var told = read(field.value);
    if (!told[0]) { say([told[1]], "wrong"); field.focus(); return; }
    say([words.wait], "wait");
    button.disabled = true;
    setTimeout(function () {
      var cost = words.cost;
      var key = scrypt.syncScrypt(bytes(told[0]), fromHex(words.salt), cost[0], cost[1], cost[2], 64);
      key = new Uint8Array(key);
      var asked = waiting = { id: toHex(key.subarray(32, 48)), key: key.subarray(0, 32), done: false };
      var script = document.createElement("script");
      script.src = "d/" + asked.id.slice(0, words.prefix) + ".js?" + words.edition;
      script.onerror = function () { if (!asked.done) { asked.done = true; say([words.unknown], "missing"); } };
      script.onload = function () { document.body.removeChild(script); };
      document.body.appendChild(script);
    }, 30);
  }
  form.addEventListener("submit", function (event) { event.preventDefault(); look(); });
  document.getElementById("tool").hidden = false;
  function fromAddress() {
    var code = decodeURIComponent(location.hash.slice(1));
    if (!code || code.indexOf("part-") === 0) { return; }
    field.value = code;
    try { history.replaceState(null, "", location.pathname + location.search); } catch (_ignored) { location.hash = ""; }
    look();
  }
  addEventListener("hashchange", fromAddress);
  fromAddress();
})();
