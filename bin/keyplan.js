#!/usr/bin/env node
// Every Node.js since 10 must be able to parse this file, so that an old one says one clear sentence instead of a syntax
// error: no static imports, no newer syntax. In a checkout it also installs and compiles what is missing.
var needed = [22, 19];
var found = process.versions.node.split('.').map(Number);
var newEnough = found[0] > needed[0] || (found[0] === needed[0] && found[1] >= needed[1]);

function refuse() {
  process.stderr.write(
    'keyplan needs Node.js ' +
      needed.join('.') +
      ' or newer, and this is ' +
      process.versions.node +
      ': install a newer one and run it again.\n',
  );
  process.exitCode = 1;
}

function start() {
  return import('../dist/program/start.js');
}

function open(modules) {
  var fs = modules[0];
  var path = modules[1];
  var root = path.dirname(path.dirname(fs.realpathSync(process.argv[1])));
  var isCheckout = fs.existsSync(path.join(root, 'tsconfig.build.json')) && fs.existsSync(path.join(root, 'src'));
  if (!isCheckout) return newEnough ? start() : refuse();
  return import('../scripts/launch.mjs').then(function (module) {
    return module.launch().then(function (goOn) {
      if (goOn) return start();
    });
  });
}

if (found[0] < 20) refuse();
else void Promise.all([import('node:fs'), import('node:path')]).then(open);
