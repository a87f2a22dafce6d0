// node read.mjs READER FILE [CLIP@SECONDS ...]: what a third party sees in an exported avatar, as one line of JSON.
//
// READER: three (FBXLoader or GLTFLoader), assimp, or validator (Khronos' glTF validator, GLB only).
// three and assimp give: bones, all nodes in the skeleton; parents, {bone: parent}; scales, the greatest deviation
// of a node's scale from 1; textures, their bytes; clips, {name: seconds}; meshes, {name: what is seen of it}:
// triangles; textured; normals; joints, the bones that its skin names, none without a skin; skin, [vertex, joint,
// weight, vertex, ...]; rest, its vertices in the bind pose, [x, y, z, x, ...] in the file's units. three also
// gives: poses, {CLIP@SECONDS: vertices} of the first mesh, as the skin's shader has them. It reads the first four
// joints of a vertex and no others.
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
  const vertices = (mesh) => {
    root.updateMatrixWorld(true);
    mesh.skeleton?.update();
    const point = new THREE.Vector3(), found = [];
    for (let i = 0; i < mesh.geometry.attributes.position.count; i++) {
      found.push(...mesh.getVertexPosition(i, point).applyMatrix4(mesh.matrixWorld).toArray());
    }
    return found;
  };
  const seen = (mesh) => {
    const { position, normal, skinIndex, skinWeight } = mesh.geometry.attributes, skin = [];
    for (let i = 0; skinWeight && i < position.count; i++) {
      for (const get of ['getX', 'getY', 'getZ', 'getW']) skin.push(i, skinIndex[get](i), skinWeight[get](i));
    }
    return {
      triangles: (mesh.geometry.index ?? position).count / 3, textured: Boolean(mesh.material.map),
      normals: Boolean(normal), joints: mesh.skeleton?.bones.map((bone) => bone.name) ?? [], skin, rest: vertices(mesh),
    };
  };
  const found = Object.fromEntries(meshes.map((mesh) => [mesh.name, seen(mesh)]));
  const clips = Object.fromEntries(animations.map((clip) => [clip.name, clip.duration])), poses = {};
  for (const name of wanted) {
    const [clip, seconds] = name.split('@'), mixer = new THREE.AnimationMixer(root);
    mixer.clipAction(animations.find((one) => one.name === clip)).play();
    mixer.setTime(Number(seconds));
    poses[name] = vertices(meshes[0]);
    mixer.stopAllAction();
  }
  return {
    meshes: found, bones: bones.map((bone) => bone.name),
    parents: Object.fromEntries(bones.map((bone) => [bone.name, bone.parent.isBone ? bone.parent.name : null])),
    scales, textures, clips, poses,
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
  const parents = {}, placed = [], skinned = scene.meshes.flatMap((mesh) => mesh.bones ?? []);
  const boned = new Set(skinned.map((bone) => bone.name));
  let scales = 0;
  (function visit(node, parent, above, inside) {
    const world = times(above, node.transformation);
    for (let column = 0; column < 3; column++) {
      const length = Math.hypot(...[0, 4, 8].map((row) => node.transformation[row + column]));
      scales = Math.max(scales, Math.abs(length - 1));
    }
    for (const mesh of node.meshes ?? []) placed.push({ ...scene.meshes[mesh], name: node.name, world });
    const isBone = inside || boned.has(node.name);
    if (isBone) parents[node.name] = inside ? parent : null;
    for (const child of node.children ?? []) visit(child, node.name, world, isBone);
  })(scene.rootnode, null, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], false);
  const seen = (mesh) => {
    const skin = [], rest = [];
    (mesh.bones ?? []).forEach((bone, joint) => {
      for (const [vertex, weight] of bone.weights) skin.push(vertex, joint, weight);
    });
    for (let i = 0; i < mesh.vertices.length; i += 3) {
      const point = [...mesh.vertices.slice(i, i + 3), 1];
      for (const row of [0, 4, 8]) rest.push(point.reduce((sum, value, k) => sum + mesh.world[row + k] * value, 0));
    }
    return {
      triangles: mesh.faces.length, textured: isTextured(scene.materials[mesh.materialindex]),
      normals: Boolean(mesh.normals), joints: (mesh.bones ?? []).map((bone) => bone.name), skin, rest,
    };
  };
  const clips = (scene.animations ?? []).map((clip) => [clip.name, clip.duration / clip.tickspersecond]);
  return {
    meshes: Object.fromEntries(placed.map((mesh) => [mesh.name, seen(mesh)])),
    bones: Object.keys(parents), parents, scales,
    textures: (scene.textures ?? []).map((texture) => Buffer.from(texture.data, 'base64').length),
    clips: Object.fromEntries(clips),
  };
}

function isTextured(material) { // semantic 1 is the diffuse texture
  return material.properties.some((property) => property.key === '$tex.file' && property.semantic === 1);
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
