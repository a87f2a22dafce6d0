// node read.mjs READER FILE [CLIP@SECONDS ...]: what a third party sees in an exported avatar, as one line of JSON.
//
// READER: three (FBXLoader or GLTFLoader), assimp, or validator (Khronos' glTF validator, GLB only).
// three and assimp give: joints, the bones that the skin names; bones, all nodes in the skeleton; parents,
// {bone: parent}; weights, the least and the greatest sum over a vertex; height, up the y axis, in the
// file's units; scales, the greatest deviation of a node's scale from 1; textures, their bytes; normals; clips,
// {name: seconds}. three also gives: rest, the vertices in the bind pose, and poses, {CLIP@SECONDS: vertices},
// [x, y, z, x, ...] in the file's units, as the skin's shader has them. A file without bones has no joints.
import fs from 'node:fs';

function loadThreeWithoutABrowser(textures) {
  globalThis.window = globalThis.self = globalThis;
  globalThis.URL.createObjectURL = (blob) => { textures.push(blob.size); return `blob:${textures.length}`; };
  globalThis.URL.revokeObjectURL = () => {};
  globalThis.document = {
    createElementNS: () => {
      const listeners = {};
      return {
        style: {},
        addEventListener: (event, listener) => { listeners[event] = listener; },
        removeEventListener: () => {},
        set src(_) { setTimeout(() => listeners.load?.call(this, {})); },
      };
    },
  };
}

async function loadWithThree(path) {
  const bytes = fs.readFileSync(path);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  if (path.endsWith('.fbx')) {
    const { FBXLoader } = await import('three/examples/jsm/loaders/FBXLoader.js');
    const root = new FBXLoader().parse(buffer, '');
    return { root, animations: root.animations };
  }
  const { GLTFLoader } = await import('three/examples/jsm/loaders/GLTFLoader.js');
  const { scene, animations } = await new GLTFLoader().parseAsync(buffer, '');
  return { root: scene, animations };
}

async function readWithThree(path, wanted) {
  const textures = [];
  loadThreeWithoutABrowser(textures);
  const THREE = await import('three');
  const { root, animations } = await loadWithThree(path);
  root.updateMatrixWorld(true);
  const bones = [], meshes = [];
  let scales = 0;
  root.traverse((node) => {
    if (node.isBone) bones.push(node);
    if (node.isMesh) meshes.push(node);
    for (const scale of node.scale.toArray()) scales = Math.max(scales, Math.abs(scale - 1));
  });
  const [skin] = meshes, { position, skinWeight, normal } = skin.geometry.attributes;
  const vertices = () => {
    root.updateMatrixWorld(true);
    skin.skeleton?.update();
    const point = new THREE.Vector3(), found = [];
    for (let i = 0; i < position.count; i++) {
      found.push(...skin.getVertexPosition(i, point).applyMatrix4(skin.matrixWorld).toArray());
    }
    return found;
  };
  const rest = vertices(), weights = [Infinity, -Infinity];
  for (let i = 0; skinWeight && i < position.count; i++) {
    const sum = skinWeight.getX(i) + skinWeight.getY(i) + skinWeight.getZ(i) + skinWeight.getW(i);
    weights[0] = Math.min(weights[0], sum);
    weights[1] = Math.max(weights[1], sum);
  }
  const ups = rest.filter((_, i) => i % 3 === 1);
  const clips = Object.fromEntries(animations.map((clip) => [clip.name, clip.duration])), poses = {};
  for (const name of wanted) {
    const [clip, seconds] = name.split('@'), mixer = new THREE.AnimationMixer(root);
    mixer.clipAction(animations.find((one) => one.name === clip)).play();
    mixer.setTime(Number(seconds));
    poses[name] = vertices();
    mixer.stopAllAction();
  }
  return {
    meshes: meshes.map((mesh) => mesh.name),
    joints: skin.skeleton?.bones.map((bone) => bone.name) ?? [],
    bones: bones.map((bone) => bone.name),
    parents: Object.fromEntries(bones.map((bone) => [bone.name, bone.parent.isBone ? bone.parent.name : null])),
    weights, height: ups.reduce((a, b) => Math.max(a, b)) - ups.reduce((a, b) => Math.min(a, b)), scales,
    textures: skin.material.map ? textures : [], normals: Boolean(normal), clips, rest, poses,
  };
}

function times(a, b) { // 4 x 4, row-major
  return a.map((_, k) => [0, 1, 2, 3].reduce((sum, i) => sum + a[k - (k % 4) + i] * b[4 * i + (k % 4)], 0));
}

async function readWithAssimp(path) {
  const assimp = await (await import('assimpjs')).default();
  const files = new assimp.FileList();
  files.AddFile(path, new Uint8Array(fs.readFileSync(path)));
  const result = assimp.ConvertFileList(files, 'assjson');
  if (!result.IsSuccess()) throw new Error(result.GetErrorCode());
  const scene = JSON.parse(new TextDecoder().decode(result.GetFile(0).GetContent()));
  const [mesh] = scene.meshes, skin = mesh.bones ?? [], joints = skin.map((bone) => bone.name);
  const parents = {};
  let transform, scales = 0;
  (function visit(node, parent, above, inside) {
    const world = times(above, node.transformation);
    for (let column = 0; column < 3; column++) {
      const length = Math.hypot(...[0, 4, 8].map((row) => node.transformation[row + column]));
      scales = Math.max(scales, Math.abs(length - 1));
    }
    if (node.meshes) transform ??= world;
    const isBone = inside || joints.includes(node.name);
    if (isBone) parents[node.name] = inside ? parent : null;
    for (const child of node.children ?? []) visit(child, node.name, world, isBone);
  })(scene.rootnode, null, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], false);
  const sums = new Float64Array(mesh.vertices.length / 3);
  for (const bone of skin) for (const [vertex, weight] of bone.weights) sums[vertex] += weight;
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < mesh.vertices.length; i += 3) {
    const y = [0, 1, 2].reduce((sum, k) => sum + transform[4 + k] * mesh.vertices[i + k], transform[7]);
    [low, high] = [Math.min(low, y), Math.max(high, y)];
  }
  const clips = (scene.animations ?? []).map((clip) => [clip.name, clip.duration / clip.tickspersecond]);
  return {
    meshes: scene.meshes.map((one) => one.name),
    joints, bones: Object.keys(parents), parents,
    weights: [sums.reduce((a, b) => Math.min(a, b)), sums.reduce((a, b) => Math.max(a, b))],
    height: high - low, scales,
    textures: (scene.textures ?? []).map((texture) => Buffer.from(texture.data, 'base64').length),
    normals: Boolean(mesh.normals), clips: Object.fromEntries(clips),
  };
}

async function validate(path) {
  const { default: validator } = await import('gltf-validator');
  const report = await validator.validateBytes(new Uint8Array(fs.readFileSync(path)), { maxIssues: 100 });
  return { issues: report.issues.messages, counts: report.issues, info: report.info };
}

const [reader, path, ...poses] = process.argv.slice(2);
const seen = await { three: readWithThree, assimp: readWithAssimp, validator: validate }[reader](path, poses);
fs.writeFileSync(1, JSON.stringify(seen) + '\n');
process.exit(0);
