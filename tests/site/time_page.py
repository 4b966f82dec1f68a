"""How long the page takes until one can use it: opens it in a Chromium that was just started and
prints the milliseconds from the navigation to the first picture, to the end of its load event (all
its scripts have run: every control works), and from a click on another question until that is drawn.
usage: time_page.py OUT
"""
import sys

from browser import Browser

TIMES = '''(() => new Promise(done => requestAnimationFrame(() => setTimeout(() => {
  const load = performance.getEntriesByType('navigation')[0].loadEventEnd;
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  done([paint === undefined ? 0 : paint.startTime, load]); }))))()'''

# A browser without a screen may draw late; two frames after the change all is on the screen.
CHANGE = '''(() => new Promise(done => { const start = performance.now();
  const choice = document.getElementById('question');
  choice.selectedIndex = (choice.selectedIndex + 1) % choice.options.length;
  choice.dispatchEvent(new Event('change'));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start))); }))()'''


def main():
    browser = Browser()
    browser.size(1280)
    browser.open('file://' + sys.argv[1] + '/site/index.html')
    paint, load = browser.value(TIMES)
    print(f'{paint:.1f} {load:.1f} {browser.value(CHANGE):.1f}')
    browser.close()


main()
