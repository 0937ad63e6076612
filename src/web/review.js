// Keys become clicks on what the page offers; forms and links are fetched and the new page is swapped in.
// Without this script the page works by mouse. Acts wait for each other, so that a key pressed while the
// last one is being saved is meant for the page that comes back.
'use strict';

let busy = Promise.resolve();
let started = null;

// Does work when all before it is done; what a key started is part of the key's own work.
const queue = (work) => {
  if (started) {
    const part = work();
    started.push(part);
    return part;
  }
  busy = busy.then(work);
  return busy;
};
let adding = false;

const notice = (text, retry) => {
  const place = document.getElementById('notice');
  place.textContent = text;
  if (retry) {
    const again = document.createElement('button');
    again.textContent = 'Try again';
    again.addEventListener('click', retry);
    place.append(' ', again);
  }
};

// What an act says of itself, for when it is not saved.
const described = (data) => {
  const criterion = data.get('criterion');
  const on = criterion ? ' on criterion ' + criterion : '';
  if (data.get('level')) return 'level “' + data.get('level') + '”' + on;
  if (data.get('note') !== null) return 'the note' + on;
  if (data.get('toggle')) return 'quote ' + (Number(data.get('toggle')) + 1) + on;
  if (data.get('what')) return '“' + data.get('what') + '”';
  return 'the quote' + on;
};

// Swaps in a page; what was scrolled stays where it was, except where another page of the paper is shown.
const show = (text, address) => {
  const page = new DOMParser().parseFromString(text, 'text/html');
  const [old, fresh] = [document.querySelector('main'), page.querySelector('main')];
  if (!old || !fresh) return;
  const scrolls = ['.criteria', '.sheet', '.pane'].map((name) => [name, document.querySelector(name)?.scrollTop]);
  const shown = (main) => main.querySelector('.page')?.dataset.page + ' ' + main.dataset.criterion;
  const same = shown(old) === shown(fresh);
  // The picture that is there stays, so that nothing flickers.
  const [before, after] = [old.querySelector('.page img'), fresh.querySelector('.page img')];
  if (before && after && before.getAttribute('src') === after.getAttribute('src')) after.replaceWith(before);
  old.replaceWith(fresh);
  document.querySelector('header').replaceWith(page.querySelector('header'));
  document.title = page.title;
  if (address) history.pushState(null, '', address);
  for (const [name, top] of scrolls) {
    const place = document.querySelector(name);
    if (place && top && (same || name === '.criteria')) place.scrollTop = top;
  }
  document.querySelector('.criteria .current')?.scrollIntoView({ block: 'nearest' });
  if (!same) light();
  ahead();
};

// Brings what the reader came for into view, else the first quote on the page.
const light = (number) => {
  const sheet = document.querySelector('.sheet');
  const sought = number === undefined && location.hash === '#sought' && document.getElementById('sought');
  if (sought) return sought.scrollIntoView({ block: 'center', inline: 'nearest' });
  // Where everything is one column, the criterion must not scroll away.
  if (number === undefined && sheet && getComputedStyle(sheet).overflowY === 'visible') return;
  const group = document.getElementById('lit-' + number) || document.querySelector('.overlay .kept, .overlay .proposed, .overlay .unsaid');
  group?.scrollIntoView({ block: 'center', inline: 'nearest' });
};

// The next page is fetched while this one is read.
const ahead = () => {
  const next = document.querySelector('.page')?.dataset.next;
  if (next) new Image().src = next;
};

const read = (address, push = true) =>
  queue(async () => {
    try {
      const response = await fetch(address, { headers: { 'x-part': '1' } });
      const text = await response.text();
      if (!response.ok) throw new Error(new DOMParser().parseFromString(text, 'text/html').querySelector('.refusal')?.textContent || response.statusText);
      notice('');
      // The server is not told what stands behind the #.
      show(text, push ? response.url + new URL(address, location.href).hash : null);
    } catch (error) {
      notice('Not shown: ' + error.message);
    }
  });

const send = (action, data) => {
  const act = async () => {
    const what = described(data);
    try {
      const response = await fetch(action, { method: 'POST', headers: { 'x-part': '1' }, body: new URLSearchParams(data) });
      const text = await response.text();
      if (!response.ok) {
        const why = new DOMParser().parseFromString(text, 'text/html').querySelector('.refusal')?.textContent;
        return notice('Not saved: ' + what + '. ' + (why || response.statusText));
      }
      notice('');
      const current = new DOMParser().parseFromString(text, 'text/html').querySelector('main')?.dataset.criterion;
      const address = new URL(location.href);
      if (current) {
        if (address.searchParams.get('c') !== current) {
          address.searchParams.delete('page');
          address.hash = '';
        }
        address.searchParams.set('c', current);
      }
      show(text, current ? address.href : response.url);
    } catch {
      // The server is gone: this one act is lost, and everything before it is on the disk.
      notice('Not saved: ' + what + '. The server does not answer; everything before is saved.', () => send(action, data));
    }
  };
  return queue(act);
};

document.addEventListener('submit', (event) => {
  const form = event.target;
  const button = event.submitter;
  const data = new FormData(form, button);
  const action = form.getAttribute('action') || location.pathname;
  if (form.method === 'get') {
    // A search may be refused and say so on its own page.
    if (form.closest('.search, .compare')) return;
    event.preventDefault();
    read(action + '?' + new URLSearchParams(data));
  } else if (document.getElementById('desk') && action !== '/wish') {
    event.preventDefault();
    send(action, data);
  }
});

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href]');
  if (!link || !document.getElementById('desk') || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = new URL(link.href);
  if (address.origin !== location.origin || !/^\/paper\/[^/]+$/.test(address.pathname)) return;
  event.preventDefault();
  const number = link.dataset.lit;
  read(link.href).then(() => {
    if (number) light(number);
    else if (address.hash === '#sought') light();
  });
});

window.addEventListener('popstate', () => read(location.href, false));

const types = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

document.addEventListener('keydown', (event) => {
  const target = event.target;
  if (types(target)) {
    if (event.key === 'Escape' || (event.key === 'Enter' && event.ctrlKey)) target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const digit = /^(Digit|Numpad)([0-9])$/.exec(event.code);
  const key = event.shiftKey && digit ? 'shift+' + digit[2] : event.key;
  if (key === 'Escape') return add(false);
  if (key === 'e') return add(!adding);
  if (key === 'm') {
    document.getElementById('note')?.focus();
    return event.preventDefault();
  }
  if (event.repeat && !/^[jkhl]$/.test(key)) return;
  if (/^[jk]$/.test(key) && step(key === 'j' ? 1 : -1)) return event.preventDefault();
  // After the act before is saved and its page is here.
  const press = async () => {
    const place = document.querySelector('[data-key="' + CSS.escape(key) + '"]');
    if (!place || place.disabled) return;
    if (types(place)) return place.focus();
    started = [];
    place.click();
    const parts = started;
    started = null;
    await Promise.all(parts);
  };
  if (document.querySelector('[data-key="' + CSS.escape(key) + '"]')) event.preventDefault();
  queue(press);
});

// Goes along the sentences found; false where there are none.
const step = (by) => {
  const found = [...document.querySelectorAll('.hits .open')];
  if (!found.length) return false;
  const at = found.indexOf(document.activeElement);
  const next = found[at < 0 ? 0 : Math.min(Math.max(at + by, 0), found.length - 1)];
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
};

// The note is saved when the field is left, and before the page is.
document.addEventListener('change', (event) => {
  if (event.target.id === 'note') event.target.form.requestSubmit();
});
window.addEventListener('pagehide', () => {
  const note = document.getElementById('note');
  if (note && note.value !== note.defaultValue) {
    fetch(note.form.getAttribute('action'), { method: 'POST', keepalive: true, body: new URLSearchParams(new FormData(note.form)) });
  }
});

// Adding: an area is dragged over the page, and the server tells which sentences it touches.
const add = (on) => {
  adding = on;
  document.body.classList.toggle('adding', on);
  if (on) notice('Drag over the page; Escape leaves.');
  else notice('');
};

const point = (overlay, event) => {
  const box = overlay.getBoundingClientRect();
  const size = overlay.viewBox.baseVal;
  return [((event.clientX - box.left) / box.width) * size.width, ((event.clientY - box.top) / box.height) * size.height];
};

document.addEventListener('pointerdown', (event) => {
  const overlay = event.target.closest?.('.overlay');
  if (!overlay || event.button !== 0) return;
  event.preventDefault();
  const start = point(overlay, event);
  const drag = overlay.querySelector('.drag');
  const move = (event) => {
    const end = point(overlay, event);
    drag.setAttribute('x', Math.min(start[0], end[0]));
    drag.setAttribute('y', Math.min(start[1], end[1]));
    drag.setAttribute('width', Math.abs(start[0] - end[0]));
    drag.setAttribute('height', Math.abs(start[1] - end[1]));
  };
  const stop = (event) => {
    overlay.removeEventListener('pointermove', move);
    const end = point(overlay, event);
    drag.setAttribute('width', 0);
    drag.setAttribute('height', 0);
    const far = Math.hypot(end[0] - start[0], end[1] - start[1]) > 4;
    // A click marks something only when adding was asked for.
    if (event.type === 'pointercancel' || !(far || adding)) return;
    add(false);
    const data = new FormData(document.getElementById('word'));
    data.set('area', [overlay.parentElement.dataset.page, ...start, ...end].map(String).join(','));
    send(document.getElementById('word').getAttribute('action'), data);
  };
  overlay.setPointerCapture(event.pointerId);
  overlay.addEventListener('pointermove', move);
  overlay.addEventListener('pointerup', stop, { once: true });
  overlay.addEventListener('pointercancel', stop, { once: true });
});

light();
ahead();
// The browser goes by the # itself until all is loaded, and puts what is sought below the tools.
window.addEventListener('load', () => {
  if (location.hash === '#sought') requestAnimationFrame(() => requestAnimationFrame(() => light()));
});
