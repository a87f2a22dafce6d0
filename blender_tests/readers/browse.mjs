// node browse.mjs BROWSER PAGE FOLDER: open avatar.html in a real browser, play with it, and tell what happened.
//
// One line of JSON: state, of the page; errors, of its console; requests, URLs other than the page that it asked
// for; motions, the choices; drawn, {motion: what its picture shows}, and "dragged" after the last was turned by the
// mouse: share, of pixels with a colour other than grey, and width and height of the box around them, in pixels.
// The pictures go into FOLDER. BROWSER is Chromium or its headless shell; it draws without a graphics card.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const PATIENCE = 300_000, SIZE = { width: 360, height: 400 };
const [browser, page, folder] = process.argv.slice(2);
const profile = fs.mkdtempSync(path.join(folder, 'profile'));
const child = spawn(browser, [
  '--headless', '--no-sandbox', '--disable-dev-shm-usage', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
  '--remote-debugging-port=0', `--user-data-dir=${profile}`, `--window-size=${SIZE.width},${SIZE.height}`,
  'about:blank',
], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
process.on('exit', () => process.kill(-child.pid, 'SIGKILL')); // Debian's is a script that starts the browser

const address = await new Promise((resolve, reject) => {
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
    const found = /DevTools listening on (ws:\S+)/.exec(said);
    if (found) resolve(found[1]);
  });
  child.on('exit', () => reject(new Error(`${browser} ended: ${said}`)));
  child.on('error', reject);
});
const socket = new WebSocket(address), waiting = new Map(), errors = [], requests = [];
await new Promise((resolve) => { socket.onopen = resolve; });
let count = 0, session;
socket.onmessage = ({ data }) => {
  const { id, result, error, method, params } = JSON.parse(data);
  if (id) (error ? waiting.get(id).reject(new Error(error.message)) : waiting.get(id).resolve(result));
  if (method === 'Runtime.exceptionThrown') errors.push(params.exceptionDetails.exception?.description);
  if (method === 'Log.entryAdded' && params.entry.level === 'error') errors.push(params.entry.text);
  if (method === 'Runtime.consoleAPICalled' && params.type === 'error') errors.push(params.args[0]?.value);
  if (method === 'Network.requestWillBeSent') requests.push(params.request.url);
};
const ask = (method, params = {}) => new Promise((resolve, reject) => {
  waiting.set(++count, { resolve, reject });
  socket.send(JSON.stringify({ id: count, method, params, sessionId: session }));
});
const evaluate = async (expression) => {
  const { result, exceptionDetails } = await ask('Runtime.evaluate', {
    expression, awaitPromise: true, returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
};
const frames = (number) => evaluate(`new Promise((done) => {
  let left = ${number};
  const next = () => (left-- ? requestAnimationFrame(next) : done());
  next();
})`);
const drawn = {};
const picture = async (name) => {
  await frames(3);
  const { data } = await ask('Page.captureScreenshot');
  fs.writeFileSync(path.join(folder, `${name}.png`), Buffer.from(data, 'base64'));
  drawn[name] = await evaluate(`new Promise((done) => requestAnimationFrame(() => {
    const page = document.querySelector('canvas'), { width, height } = page;
    const copy = new OffscreenCanvas(width, height).getContext('2d');
    copy.drawImage(page, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height), box = [width, height, 0, 0];
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const part = data.subarray(i, i + 3);
      if (Math.max(...part) - Math.min(...part) < 40) continue;
      const x = (i / 4) % width, y = Math.floor(i / 4 / width);
      count += 1;
      [box[0], box[1]] = [Math.min(box[0], x), Math.min(box[1], y)];
      [box[2], box[3]] = [Math.max(box[2], x), Math.max(box[3], y)];
    }
    done({ share: count / (width * height), width: box[2] - box[0], height: box[3] - box[1] });
  }))`);
};

const { targetInfos } = await ask('Target.getTargets');
const { targetId } = targetInfos.find(({ type }) => type === 'page');
({ sessionId: session } = await ask('Target.attachToTarget', { targetId, flatten: true }));
for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await ask(`${domain}.enable`);
await ask('Emulation.setDeviceMetricsOverride', { ...SIZE, deviceScaleFactor: 1, mobile: false });
const url = pathToFileURL(page).href, end = Date.now() + PATIENCE;
await ask('Page.navigate', { url });
let state;
while (!state && Date.now() < end) {
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  state = await evaluate('document.body?.dataset.state');
}
const motions = await evaluate("[...document.querySelectorAll('#motion option')].map((one) => one.value)");
if (state === 'shown') {
  await evaluate("document.getElementById('turn').click()");
  for (const name of motions) {
    await evaluate(`{ const menu = document.getElementById('motion'); menu.value = ${JSON.stringify(name)};
      menu.dispatchEvent(new Event('change')); }`);
    await picture(name);
  }
  const at = (x, y) => ({ x: x * SIZE.width, y: y * SIZE.height, button: 'left', buttons: 1, clickCount: 1 });
  await ask('Input.dispatchMouseEvent', { type: 'mousePressed', ...at(0.5, 0.5) });
  await ask('Input.dispatchMouseEvent', { type: 'mouseMoved', ...at(0.6, 0.5) });
  await ask('Input.dispatchMouseEvent', { type: 'mouseMoved', ...at(0.8, 0.5) });
  await ask('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at(0.8, 0.5), buttons: 0 });
  await picture('dragged');
}
const others = requests.filter((one) => one !== url && !one.startsWith('blob:') && !one.startsWith('data:'));
fs.writeSync(1, JSON.stringify({ state, errors, requests: others, motions, drawn }) + '\n');
process.exit(0);
