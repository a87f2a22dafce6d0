// node read.mjs READER FILE: what a third party sees in an exported avatar, as one line of JSON.
//
// READER: three (FBXLoader or GLTFLoader), assimp, or validator (Khronos' glTF validator, GLB only).
// three and assimp give: joints, the bones that the skin names; bones, all nodes in the skeleton; parents,
// {bone: parent}; weights, the least and the greatest sum over a vertex; height, up the y axis, in the
// file's units; scales, the greatest deviation of a node's scale from 1; textures, their bytes; normals.
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

async function readWithThree(path) {
  const textures = [];
  loadThreeWithoutABrowser(textures);
  const THREE = await import('three');
  const bytes = fs.readFileSync(path);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  let root;
  if (path.endsWith('.fbx')) {
    const { FBXLoader } = await import('three/examples/jsm/loaders/FBXLoader.js');
    root = new FBXLoader().parse(buffer, '');
  } else {
    const { GLTFLoader } = await import('three/examples/jsm/loaders/GLTFLoader.js');
    root = (await new GLTFLoader().parseAsync(buffer, '')).scene;
  }
  root.updateMatrixWorld(true);
  const bones = [], skins = [];
  let scales = 0;
  root.traverse((node) => {
    if (node.isBone) bones.push(node);
    if (node.isSkinnedMesh) skins.push(node);
    for (const scale of node.scale.toArray()) scales = Math.max(scales, Math.abs(scale - 1));
  });
  if (skins.length !== 1) throw new Error(`${skins.length} skinned meshes`);
  const [skin] = skins, { position, skinWeight, normal } = skin.geometry.attributes;
  const box = new THREE.Box3(), point = new THREE.Vector3(), weights = [Infinity, -Infinity];
  for (let i = 0; i < position.count; i++) {
    skin.getVertexPosition(i, point);
    box.expandByPoint(point.applyMatrix4(skin.matrixWorld));
    const sum = skinWeight.getX(i) + skinWeight.getY(i) + skinWeight.getZ(i) + skinWeight.getW(i);
    weights[0] = Math.min(weights[0], sum);
    weights[1] = Math.max(weights[1], sum);
  }
  return {
    joints: skin.skeleton.bones.map((bone) => bone.name),
    bones: bones.map((bone) => bone.name),
    parents: Object.fromEntries(bones.map((bone) => [bone.name, bone.parent.isBone ? bone.parent.name : null])),
    weights, height: box.max.y - box.min.y, scales,
    textures: skin.material.map ? textures : [], normals: Boolean(normal),
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
  if (scene.meshes.length !== 1) throw new Error(`${scene.meshes.length} meshes`);
  const [mesh] = scene.meshes, joints = mesh.bones.map((bone) => bone.name);
  const parents = {};
  let transform, scales = 0;
  (function visit(node, parent, above, inside) {
    const world = times(above, node.transformation);
    for (let column = 0; column < 3; column++) {
      const length = Math.hypot(...[0, 4, 8].map((row) => node.transformation[row + column]));
      scales = Math.max(scales, Math.abs(length - 1));
    }
    if (node.meshes) transform = world;
    const isBone = inside || joints.includes(node.name);
    if (isBone) parents[node.name] = inside ? parent : null;
    for (const child of node.children ?? []) visit(child, node.name, world, isBone);
  })(scene.rootnode, null, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], false);
  const sums = new Float64Array(mesh.vertices.length / 3);
  for (const bone of mesh.bones) for (const [vertex, weight] of bone.weights) sums[vertex] += weight;
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < mesh.vertices.length; i += 3) {
    const y = [0, 1, 2].reduce((sum, k) => sum + transform[4 + k] * mesh.vertices[i + k], transform[7]);
    [low, high] = [Math.min(low, y), Math.max(high, y)];
  }
  return {
    joints, bones: Object.keys(parents), parents,
    weights: [sums.reduce((a, b) => Math.min(a, b)), sums.reduce((a, b) => Math.max(a, b))],
    height: high - low, scales,
    textures: (scene.textures ?? []).map((texture) => Buffer.from(texture.data, 'base64').length),
    normals: Boolean(mesh.normals),
  };
}

async function validate(path) {
  const { default: validator } = await import('gltf-validator');
  const report = await validator.validateBytes(new Uint8Array(fs.readFileSync(path)), { maxIssues: 100 });
  return { issues: report.issues.messages, counts: report.issues, info: report.info };
}

const [reader, path] = process.argv.slice(2);
const seen = await { three: readWithThree, assimp: readWithAssimp, validator: validate }[reader](path);
fs.writeSync(1, JSON.stringify(seen) + '\n');
process.exit(0);
