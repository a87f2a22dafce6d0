/*!
The script of avatar.html, under the MIT licence as all of backend/. It holds three.js:

The MIT License

Copyright © 2010-2026 three.js authors

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.
*/
// Made into viewer.min.js by "npm install && npm run build" in this folder.
import {
  AnimationMixer, Box3, CircleGeometry, Clock, Color, DirectionalLight, Group, HemisphereLight, Mesh,
  MeshBasicMaterial, PerspectiveCamera, PCFSoftShadowMap, Scene, ShadowMaterial, Vector3, WebGLRenderer,
} from 'three';
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';

const REST = 'T-pose';

function bytes(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
}

function studio() {
  const renderer = new WebGLRenderer({ antialias: true });
  renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
  renderer.shadowMap.enabled = true;
  renderer.shadowMap.type = PCFSoftShadowMap;
  document.body.prepend(renderer.domElement);
  const scene = new Scene();
  scene.background = new Color(0xd9dbde);
  scene.add(new HemisphereLight(0xffffff, 0xb5aea6, 2.2));
  const sun = new DirectionalLight(0xfff4e6, 1.7);
  sun.position.set(1.5, 3.5, 2.5);
  sun.castShadow = true;
  sun.shadow.mapSize.set(1024, 1024);
  sun.shadow.radius = 4;
  sun.shadow.normalBias = 0.02;
  Object.assign(sun.shadow.camera, { left: -2, right: 2, top: 2.5, bottom: -2, near: 0.1, far: 10 });
  const ground = new Group();
  const floor = new Mesh(new CircleGeometry(1.4, 96), new MeshBasicMaterial({ color: 0xe6e7e9 }));
  const shadow = new Mesh(new CircleGeometry(4, 64), new ShadowMaterial({ opacity: 0.22 }));
  shadow.receiveShadow = true;
  shadow.position.z = 0.002;
  ground.add(floor, shadow);
  ground.rotation.x = -Math.PI / 2;
  ground.position.y = -0.002;
  scene.add(sun, ground);
  return { renderer, scene };
}

function show({ scene: avatar, animations }, { renderer, scene }) {
  scene.add(avatar);
  const box = new Box3();
  avatar.traverse((node) => {
    if (!node.isMesh) return;
    node.castShadow = node.receiveShadow = true;
    node.frustumCulled = false; // a pose leaves the box of the rest pose
    box.expandByObject(node);
  });
  const camera = new PerspectiveCamera(30, 1, 0.05, 50), controls = new OrbitControls(camera, renderer.domElement);
  const height = box.max.y - box.min.y, centre = box.getCenter(new Vector3());
  controls.target.set(centre.x, box.min.y + 0.44 * height, centre.z);
  controls.enableDamping = true;
  controls.enablePan = false;
  controls.minDistance = 0.5;
  controls.maxDistance = 5 * height;
  controls.autoRotate = true;
  controls.autoRotateSpeed = 1.2;
  const mixer = new AnimationMixer(avatar), choice = document.getElementById('motion');
  const clips = new Map(animations.map((clip) => [clip.name, clip]));
  for (const name of [...clips.keys(), REST]) choice.add(new Option(name, name));
  const play = () => {
    mixer.stopAllAction();
    if (clips.has(choice.value)) mixer.clipAction(clips.get(choice.value)).play();
  };
  choice.onchange = play;
  play();
  const turn = document.getElementById('turn');
  turn.onchange = () => { controls.autoRotate = turn.checked; };
  controls.addEventListener('start', () => { controls.autoRotate = turn.checked = false; });
  const fit = () => {
    renderer.setSize(innerWidth, innerHeight);
    camera.aspect = innerWidth / innerHeight;
    camera.updateProjectionMatrix();
    const half = Math.tan((camera.fov * Math.PI) / 360);
    const away = 0.72 * height / half * Math.max(1, 0.9 / camera.aspect);
    const from = camera.position.lengthSq() ? camera.position.clone().sub(controls.target) : new Vector3(0.25, 0.12, 1);
    camera.position.copy(controls.target).add(from.setLength(away));
  };
  addEventListener('resize', fit);
  fit();
  const clock = new Clock();
  renderer.setAnimationLoop(() => {
    mixer.update(clock.getDelta());
    controls.update();
    renderer.render(scene, camera);
    document.body.dataset.state = 'shown';
  });
}

async function main() {
  try {
    const gltf = await new GLTFLoader().parseAsync(bytes(document.getElementById('avatar').textContent), '');
    show(gltf, studio());
  } catch (error) {
    document.body.dataset.state = 'failed';
    document.getElementById('trouble').textContent = `The avatar cannot be shown here: ${error.message}`;
  }
}

main();
