// Tells when a page shows what is waited for, by the page's own clock. Runs before the page's first script.
// A mark is a selector, what to read of its nodes ("text" or an attribute), and how many there must be.

(() => {
  const roots = [document];
  const waiting = new Set();
  const watch = new MutationObserver(() => { for (const look of [...waiting]) look(); });
  const follow = root => watch.observe(root, {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ["aria-label", "d", "fill", "src"],
  });
  follow(document);

  // Components draw in shadow roots of their own.
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    roots.push(root);
    follow(root);
    return root;
  };

  let pressed = 0;
  for (const kind of ["keydown", "pointerdown"]) {
    addEventListener(kind, event => { if (event.isTrusted) pressed = event.timeStamp; }, true);
  }

  const found = selector => roots
    .filter(root => root === document || root.host.isConnected)
    .flatMap(root => [...root.querySelectorAll(selector)]);
  const said = (node, what) => (what === "text" ? node.textContent : node.getAttribute(what)) ?? "";

  function read({selector, reads}) {
    const nodes = found(selector);
    return {nodes: new Set(nodes), words: nodes.map(node => reads.map(what => said(node, what)).join("\t")).join("\n").trim()};
  }

  const isNew = (now, before) =>
    now.words !== before.words || [...now.nodes].some(node => !before.nodes.has(node));

  // Milliseconds from `since` (the page's start, or the last press) to a frame after every mark is there and,
  // when `before` is given, is not as it was.
  function shown(marks, before, since) {
    return new Promise(resolve => {
      const look = () => {
        for (const [index, mark] of marks.entries()) {
          const now = read(mark);
          if (!now.words || now.nodes.size < mark.least || (before && !isNew(now, before[index]))) return;
        }
        waiting.delete(look);
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - since())));
      };
      waiting.add(look);
      look();
    });
  }

  window.bench = {
    first: null,
    next: null,
    expectFirst(marks) { this.first = shown(marks, null, () => 0); },
    // Call before the press; `next` then tells how long the change took.
    expectChange(marks) { this.next = shown(marks, marks.map(read), () => pressed); },
  };
})();
