"""A headless Chromium on two pipes (the DevTools protocol, one JSON message behind the other, each
ended by NUL): nothing but Python's own library is needed. Every request and every error of the page
is kept for the test to look at."""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

# The slowest answer, a page of print, takes a tenth of it.
PATIENCE = 60


class Browser:
    def __init__(self, program='chromium'):
        self.profile = tempfile.mkdtemp()
        to_browser, self.out = os.pipe()
        self.inward, from_browser = os.pipe()
        self.process = subprocess.Popen(
            ['bash', '-c', 'exec 3<&%d 4>&%d; exec "$0" "$@"' % (to_browser, from_browser), program,
             '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
             '--hide-scrollbars', '--no-first-run', '--lang=ja', '--remote-debugging-pipe',
             '--user-data-dir=' + self.profile, 'about:blank'],
            pass_fds=(to_browser, from_browser), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, 'HOME': self.profile})
        os.close(to_browser)
        os.close(from_browser)
        self.bytes, self.number, self.session, self.events = b'', 0, None, []
        targets = self.call('Target.getTargets')['targetInfos']
        page = next(target for target in targets if target['type'] == 'page')
        self.session = self.call('Target.attachToTarget', targetId=page['targetId'],
                                 flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network', 'DOM', 'Accessibility'):
            self.call(domain + '.enable')

    def read(self):
        end = time.time() + PATIENCE
        while b'\0' not in self.bytes:
            ready, _, _ = select.select([self.inward], [], [], max(0, end - time.time()))
            part = os.read(self.inward, 1 << 20) if ready else b''
            if not part:
                raise SystemExit('not ok chromium answers')
            self.bytes += part
        message, self.bytes = self.bytes.split(b'\0', 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if self.session:
            message['sessionId'] = self.session
        os.write(self.out, json.dumps(message).encode() + b'\0')
        while True:
            answer = self.read()
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise RuntimeError(method + ': ' + answer['error']['message'])
                return answer['result']
            self.events.append(answer)

    def open(self, address):
        self.events = []
        self.call('Page.navigate', url='about:blank')
        self.call('Page.navigate', url=address)
        end = time.time() + PATIENCE
        while time.time() < end and self.value('location.href') == 'about:blank':
            time.sleep(0.02)
        self.value('new Promise(done => document.readyState === "complete" ? done(1)'
                   ' : addEventListener("load", () => done(1)))')

    def value(self, expression):
        result = self.call('Runtime.evaluate', expression=expression, returnByValue=True,
                           awaitPromise=True)
        if 'exceptionDetails' in result:
            raise RuntimeError(expression[:200] + ': ' + json.dumps(result['exceptionDetails']))
        return result['result'].get('value')

    def errors(self):
        return [event for event in self.events
                if event.get('method') in ('Runtime.exceptionThrown', 'Log.entryAdded',
                                           'Runtime.consoleAPICalled')]

    def requests(self):
        return [event['params']['request']['url'] for event in self.events
                if event.get('method') == 'Network.requestWillBeSent']

    def size(self, width, height=900):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)

    def key(self, name, code, modifiers=0, text=None):
        for kind in ('keyDown', 'keyUp'):
            more = {'text': text} if text and kind == 'keyDown' else {}
            self.call('Input.dispatchKeyEvent', type=kind, key=name, code=name,
                      windowsVirtualKeyCode=code, modifiers=modifiers, **more)

    def picture(self, path, whole=True, clip=None):
        more = {'clip': {**clip, 'scale': 1}} if clip else {}
        data = self.call('Page.captureScreenshot', captureBeyondViewport=whole, **more)['data']
        with open(path, 'wb') as file:
            file.write(base64.b64decode(data))

    def print(self, path):
        data = self.call('Page.printToPDF', preferCSSPageSize=True, printBackground=False)['data']
        with open(path, 'wb') as file:
            file.write(base64.b64decode(data))

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)
