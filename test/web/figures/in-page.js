// What is measured inside a page. checks.ts puts it there by the debugger, as axe, and calls it by name.

const named = (element) =>
  `${element.tagName.toLowerCase()}.${element.className} "${(element.textContent ?? '').trim().slice(0, 30)}"`;

/** What is wider than the window, or is cut by what is around it. Tables may scroll in their frames. */
function narrowness() {
  const found = [];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) {
    found.push(`the page is ${scrollWidth} px wide, the window ${innerWidth}`);
    for (const element of document.querySelectorAll('body *'))
      if (element.getBoundingClientRect().right > innerWidth + 1 && element.childElementCount === 0)
        found.push(named(element));
  }
  for (const element of document.querySelectorAll('body *')) {
    const { overflowX, clipPath } = getComputedStyle(element);
    if (overflowX === 'visible' || clipPath !== 'none' || element.matches('.table-frame, input, textarea'))
      continue;
    if (element.scrollWidth > element.clientWidth + 1) found.push(`cut: ${named(element)}`);
  }
  return found.slice(0, 8);
}

const CONTROLS = 'a[href], button, input, textarea, select, summary, [role=option]';

/** A link within a sentence is as high as its line (WCAG 2.5.8). */
const inSentence = (element) =>
  getComputedStyle(element).display === 'inline' &&
  [...element.parentElement.childNodes].some(
    (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '',
  );

/** Read aloud only: its box is clipped to nothing. */
const isClipped = (element) => {
  for (let one = element; one; one = one.parentElement)
    if (getComputedStyle(one).clipPath === 'inset(50%)') return true;
  return false;
};

const isHidden = (element) =>
  element.closest('[aria-hidden=true], [inert], .visually-hidden, .skip:not(:focus)') !== null ||
  element.getBoundingClientRect().width === 0 ||
  isClipped(element);

/** Links, buttons and fields that are smaller than a finger needs. */
function targetsBelow(least) {
  const found = new Set();
  for (const element of document.querySelectorAll(CONTROLS)) {
    // A tick or a choice is pressed by its words as well.
    const pressed = element.closest('label') ?? element;
    if (isHidden(pressed) || inSentence(pressed)) continue;
    const { width, height } = pressed.getBoundingClientRect();
    if (height < least - 0.5 || width < 24)
      found.add(`${Math.round(width)} x ${Math.round(height)}: ${named(pressed)}`);
  }
  return [...found].slice(0, 12);
}

/** What WCAG asks and axe does not see: one heading of the page, a title, and that nothing is told by colour alone. */
function barriers() {
  const found = [];
  const headings = [...document.querySelectorAll('h1')].filter((one) => one.checkVisibility()).length;
  if (headings !== 1) found.push(`${headings} headings of the page`);
  if (!/\S · 知数$/.test(document.title)) found.push(`the title is "${document.title}"`);
  for (const badge of document.querySelectorAll('.badge')) {
    const sign = badge.querySelector('[aria-hidden]')?.textContent.trim() ?? '';
    if (sign === '' || badge.textContent.replace(sign, '').trim() === '')
      found.push(`a badge without a shape or a word: "${badge.textContent}"`);
  }
  for (const here of document.querySelectorAll('[aria-current]'))
    if (Number(getComputedStyle(here).fontWeight) < 600)
      found.push(`"${here.textContent}" is current by colour alone`);
  for (const link of document.querySelectorAll('main p a, main li a')) {
    const { textDecorationLine, borderTopStyle } = getComputedStyle(link);
    if (textDecorationLine === 'none' && borderTopStyle === 'none')
      found.push(`a link by colour alone: "${link.textContent}"`);
  }
  return found;
}

/** The colours of every text that is shown, each with what it stands on. */
function textColours() {
  const pairs = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.textContent.trim() === '' || element.getBoundingClientRect().width < 2) continue;
    if (element.closest('script, style, [data-disabled], :disabled')) continue;
    let under = element;
    while (under && / 0\)$/.test(getComputedStyle(under).backgroundColor)) under = under.parentElement;
    const background = under ? getComputedStyle(under).backgroundColor : 'rgb(255, 255, 255)';
    pairs.add(`${getComputedStyle(element).color} on ${background}`);
  }
  return [...pairs];
}

/** What has an edge by its background alone, which forced colours take away. */
function edges() {
  const found = new Set();
  const shapes = 'button, .button, input, textarea, .box, .track, .card, .sheet, .acting, .drop';
  for (const element of document.querySelectorAll(shapes)) {
    if (isHidden(element) && !element.matches('.box, .track')) continue;
    const { borderTopStyle, borderTopWidth } = getComputedStyle(element);
    if (borderTopStyle === 'none' || borderTopWidth === '0px') found.add(named(element));
  }
  return [...found].slice(0, 8);
}

const TABBABLE = 'a[href], button:not([disabled]), input:not([disabled]), textarea, [tabindex="0"]';
let awaited = new Map();

/** Of a group of radio buttons, and of a list of options, the keyboard reaches one, and the arrows the others. */
const stopOf = (element) =>
  element.type === 'radio' ? element.name : (element.closest('[role=listbox]') ?? element);

/** Notes what the keyboard has to reach on the page as it is now. */
function beginTabs() {
  awaited = new Map();
  for (const element of document.querySelectorAll(TABBABLE)) {
    const shown = element.closest('label') ?? element;
    if (element.tabIndex < 0 || element.type === 'file' || !shown.checkVisibility()) continue;
    if (element.closest('[inert], [aria-hidden=true]') || isClipped(shown)) continue;
    awaited.set(stopOf(element), named(shown));
  }
  return awaited.size;
}

const isMarked = (element) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
};

/** What is wrong with what has the focus: nothing shows it, or something lies over it (WCAG 2.4.7 and 2.4.11). */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return { left: [...awaited.values()], faults: [] };
  const shown = element.closest('label') ?? element;
  awaited.delete(stopOf(element));
  const faults = [];
  if (![element, shown, ...shown.querySelectorAll('.box, .track')].some(isMarked))
    faults.push(`nothing shows the focus: ${named(shown)}`);
  const { left, top, width, height } = shown.getBoundingClientRect();
  // Of what is higher than the window a part is seen.
  const middle = Math.max(0, top) / 2 + Math.min(innerHeight, top + height) / 2;
  const [x, y] = [left + Math.min(width, 40) / 2, middle];
  const over = document.elementFromPoint(x, y);
  if (!isClipped(shown) && !(over && (shown.contains(over) || over.contains(shown))))
    faults.push(`the focus is out of sight: ${named(shown)}`);
  return { left: [...awaited.values()], faults };
}

globalThis.figures ??= { narrowness, targetsBelow, barriers, textColours, edges, beginTabs, focused };
