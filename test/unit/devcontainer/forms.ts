/** Forms of devcontainer.json that people write: content, and the whole content after `use X`. */

/** X stands for the new runtime. */
export interface Form {
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

const form = (title: string, before: string, after: string): Form => ({ title, before, after });

/** An object with an image and these runArgs, and what is expected of them. */
const args = (title: string, before: string, after: string): Form =>
  form(
    title,
    `{\n  "image": "a",\n  "runArgs": ${before}\n}\n`,
    `{\n  "image": "a",\n  "runArgs": ${after}\n}\n`,
  );

export const forms: readonly Form[] = [
  // Where the property goes
  form('one property', '{\n  "image": "a"\n}\n', '{\n  "image": "a",\n  "runArgs": ["--runtime=X"]\n}\n'),
  form(
    'behind the image',
    '{\n  "image": "a",\n  "name": "n"\n}\n',
    '{\n  "image": "a",\n  "runArgs": ["--runtime=X"],\n  "name": "n"\n}\n',
  ),
  form(
    'trailing comma',
    '{\n  "name": "n",\n  "image": "a",\n}\n',
    '{\n  "name": "n",\n  "image": "a",\n  "runArgs": ["--runtime=X"],\n}\n',
  ),
  form('minified', '{"image":"a"}', '{"image":"a","runArgs":["--runtime=X"]}'),
  form(
    'minified, more behind',
    '{"name":"n","image":"a","init":true}',
    '{"name":"n","image":"a","runArgs":["--runtime=X"],"init":true}',
  ),
  form('minified, trailing comma', '{"image":"a",}', '{"image":"a","runArgs":["--runtime=X"],}'),
  form('one line', '{ "image": "a" }\n', '{ "image": "a", "runArgs": ["--runtime=X"] }\n'),
  form(
    'one line, more behind',
    '{ "image": "a", "init": true }',
    '{ "image": "a", "runArgs": ["--runtime=X"], "init": true }',
  ),
  form('tabs', '{\n\t"image": "a"\n}\n', '{\n\t"image": "a",\n\t"runArgs": ["--runtime=X"]\n}\n'),
  form('four blanks', '{\n    "image": "a"\n}', '{\n    "image": "a",\n    "runArgs": ["--runtime=X"]\n}'),
  form('no indentation', '{\n"image": "a"\n}', '{\n"image": "a",\n"runArgs": ["--runtime=X"]\n}'),
  form(
    'CRLF',
    '{\r\n  "image": "a"\r\n}\r\n',
    '{\r\n  "image": "a",\r\n  "runArgs": ["--runtime=X"]\r\n}\r\n',
  ),
  form(
    'CRLF and a comment',
    '{\r\n\t"image": "a", // c\r\n\t"init": true\r\n}\r\n',
    '{\r\n\t"image": "a", // c\r\n\t"runArgs": ["--runtime=X"],\r\n\t"init": true\r\n}\r\n',
  ),
  form('a lone CR', '{\r  "image": "a"\r}', '{\r  "image": "a",\r  "runArgs": ["--runtime=X"]\r}'),
  form(
    'byte order mark',
    '\ufeff{\n  "image": "a"\n}\n',
    '\ufeff{\n  "image": "a",\n  "runArgs": ["--runtime=X"]\n}\n',
  ),
  form(
    'comment at the start and the end',
    '// start\n/* more */\n{\n  "image": "a"\n}\n// end',
    '// start\n/* more */\n{\n  "image": "a",\n  "runArgs": ["--runtime=X"]\n}\n// end',
  ),
  form(
    'comment behind the value',
    '{\n  "image": "a" // why\n}\n',
    '{\n  "image": "a", // why\n  "runArgs": ["--runtime=X"]\n}\n',
  ),
  form(
    'block comment behind the value',
    '{\n  "image": "a" /* why */\n}\n',
    '{\n  "image": "a", /* why */\n  "runArgs": ["--runtime=X"]\n}\n',
  ),
  form(
    'comments behind the comma',
    '{\n  "image": "a", /* one */ // two\n  "init": true\n}\n',
    '{\n  "image": "a", /* one */ // two\n  "runArgs": ["--runtime=X"],\n  "init": true\n}\n',
  ),
  form(
    'comment before the comma',
    '{\n  "image": "a" /* one */ ,\n  "init": true\n}\n',
    '{\n  "image": "a" /* one */ ,\n  "runArgs": ["--runtime=X"],\n  "init": true\n}\n',
  ),
  form(
    'a comment over several lines behind the comma',
    '{\n  "image": "a", /* one\n  two */\n  "init": true\n}\n',
    '{\n  "image": "a", "runArgs": ["--runtime=X"], /* one\n  two */\n  "init": true\n}\n',
  ),
  form(
    'comment for the next property',
    '{\n  "image": "a",\n  // Run it\n  "init": true\n}\n',
    '{\n  "image": "a",\n  "runArgs": ["--runtime=X"],\n  // Run it\n  "init": true\n}\n',
  ),
  form(
    'commented-out runArgs',
    '{\n  "image": "a",\n  // "runArgs": ["--runtime=runc"],\n}\n',
    '{\n  "image": "a",\n  "runArgs": ["--runtime=X"],\n  // "runArgs": ["--runtime=runc"],\n}\n',
  ),
  form(
    'blanks at the end of the line',
    '{\n  "image": "a",  \n  "init": true\n}\n',
    '{\n  "image": "a",  \n  "runArgs": ["--runtime=X"],\n  "init": true\n}\n',
  ),
  form(
    'brace on the last line',
    '{\n  "image": "a" }\n',
    '{\n  "image": "a", "runArgs": ["--runtime=X"] }\n',
  ),
  form(
    'first property on the line of the brace',
    '{ "image": "a",\n  "init": true }\n',
    '{ "image": "a",\n  "runArgs": ["--runtime=X"],\n  "init": true }\n',
  ),
  form(
    'comma first',
    '{ "image": "a"\n, "init": true\n}\n',
    '{ "image": "a"\n, "runArgs": ["--runtime=X"], "init": true\n}\n',
  ),
  form(
    'empty lines',
    '{\n\n  "image": "a"\n\n}\n\n',
    '{\n\n  "image": "a",\n  "runArgs": ["--runtime=X"]\n\n}\n\n',
  ),
  form(
    'Dockerfile',
    '{\n  "build": {\n    "dockerfile": "Dockerfile",\n    "args": { "V": "1" }\n  },\n  "init": true\n}\n',
    '{\n  "build": {\n    "dockerfile": "Dockerfile",\n    "args": { "V": "1" }\n  },\n  "runArgs": ["--runtime=X"],\n  "init": true\n}\n',
  ),
  form(
    'Dockerfile, last',
    '{\n\t"build": {\n\t\t"dockerfile": "Dockerfile"\n\t}\n}',
    '{\n\t"build": {\n\t\t"dockerfile": "Dockerfile"\n\t},\n\t"runArgs": ["--runtime=X"]\n}',
  ),
  form(
    'the former dockerFile',
    '{\n  "dockerFile": "Dockerfile",\n  "context": ".."\n}\n',
    '{\n  "dockerFile": "Dockerfile",\n  "runArgs": ["--runtime=X"],\n  "context": ".."\n}\n',
  ),
  form(
    'an object that is indented as a whole',
    '  {\n    "image": "a"\n  }\n',
    '  {\n    "image": "a",\n    "runArgs": ["--runtime=X"]\n  }\n',
  ),
  form(
    'Unicode and escapes',
    '{\n  "name": "é \\u00e9 \\" 🐳",\n  "image": "a"\n}\n',
    '{\n  "name": "é \\u00e9 \\" 🐳",\n  "image": "a",\n  "runArgs": ["--runtime=X"]\n}\n',
  ),
  form(
    'runArgs elsewhere',
    '{\n  "image": "a",\n  "customizations": { "x": { "runArgs": ["--runtime=kata"] } }\n}\n',
    '{\n  "image": "a",\n  "runArgs": ["--runtime=X"],\n  "customizations": { "x": { "runArgs": ["--runtime=kata"] } }\n}\n',
  ),
  form(
    'the same key twice: the last one counts',
    '{\n  "image": "a",\n  "runArgs": ["--runtime=one"],\n  "runArgs": ["--init"]\n}\n',
    '{\n  "image": "a",\n  "runArgs": ["--runtime=one"],\n  "runArgs": ["--init", "--runtime=X"]\n}\n',
  ),
  form(
    'runArgs with an escape in its name',
    '{\n  "image": "a",\n  "run\\u0041rgs": []\n}\n',
    '{\n  "image": "a",\n  "run\\u0041rgs": ["--runtime=X"]\n}\n',
  ),
  // The array
  args('empty', '[]', '["--runtime=X"]'),
  args('empty with blanks', '[  ]', '["--runtime=X"]'),
  args('empty over lines', '[\n  ]', '[\n    "--runtime=X"\n  ]'),
  args('only a comment', '[ /* none */ ]', '[ /* none */ "--runtime=X" ]'),
  args('only a line comment', '[\n    // none\n  ]', '[\n    // none\n    "--runtime=X"\n  ]'),
  args('null', 'null', '["--runtime=X"]'),
  args('one line', '["--init"]', '["--init", "--runtime=X"]'),
  args('one line, no blanks', '["--init","--rm"]', '["--init","--rm","--runtime=X"]'),
  args('one line, blanks', '[ "--init", "--rm" ]', '[ "--init", "--rm", "--runtime=X" ]'),
  args('one line, trailing comma', '[ "--init", ]', '[ "--init", "--runtime=X", ]'),
  args('lines', '[\n    "--init",\n    "--rm"\n  ]', '[\n    "--init",\n    "--rm",\n    "--runtime=X"\n  ]'),
  args(
    'lines, trailing comma',
    '[\n    "--init",\n    "--rm",\n  ]',
    '[\n    "--init",\n    "--rm",\n    "--runtime=X",\n  ]',
  ),
  args(
    'lines with comments',
    '[\n    // first\n    "--init", // init\n    "--rm" // gone\n    // end\n  ]',
    '[\n    // first\n    "--init", // init\n    "--rm", // gone\n    "--runtime=X"\n    // end\n  ]',
  ),
  args(
    'pairs on lines',
    '[\n    "--name", "x",\n    "--memory", "1g"\n  ]',
    '[\n    "--name", "x",\n    "--memory", "1g",\n    "--runtime=X"\n  ]',
  ),
  args('aligned', '["--init",\n              "--rm"]', '["--init",\n              "--rm", "--runtime=X"]'),
  args('short options', '["-it", "-v", "/a:/b", "-eA=1"]', '["-it", "-v", "/a:/b", "-eA=1", "--runtime=X"]'),
  args('the value of another option', '["--name", "--runtime"]', '["--name", "--runtime", "--runtime=X"]'),
  args(
    'a value like a runtime',
    '["--label", "--runtime=kata"]',
    '["--label", "--runtime=kata", "--runtime=X"]',
  ),
  args('behind a short option', '["-e", "--runtime=kata"]', '["-e", "--runtime=kata", "--runtime=X"]'),
  args('an option without its value', '["--init", "--name"]', '["--init", "--runtime=X", "--name"]'),
  args('only an option without its value', '["--name"]', '["--runtime=X", "--name"]'),
  args('something that ends the options', '["--init", "--", "y"]', '["--init", "--runtime=X", "--", "y"]'),
  args(
    'something that would be the image',
    '[\n    "img",\n    "--runtime=runc"\n  ]',
    '[\n    "--runtime=X",\n    "img",\n    "--runtime=runc"\n  ]',
  ),
  args('a variable for a whole option', '["${localEnv:MORE}"]', '["${localEnv:MORE}", "--runtime=X"]'),
  // A runtime is there
  args('joined', '["--runtime=runc"]', '["--runtime=X"]'),
  args('joined among others', '["--init", "--runtime=runc", "--rm"]', '["--init", "--runtime=X", "--rm"]'),
  args('joined, empty', '["--runtime="]', '["--runtime=X"]'),
  args('two elements', '["--runtime", "runc"]', '["--runtime", "X"]'),
  args(
    'two elements on lines',
    '[\n    "--runtime", // which\n    /* this */ "runc"\n  ]',
    '[\n    "--runtime", // which\n    /* this */ "X"\n  ]',
  ),
  args('two elements, empty', '["--runtime", ""]', '["--runtime", "X"]'),
  args('a variable', '["--runtime=${localEnv:RT:runc}"]', '["--runtime=X"]'),
  args('a variable in two elements', '["--runtime", "${localEnv:RT}"]', '["--runtime", "X"]'),
  args('an escape in the value', '["--runtime=r\\u0075nc"]', '["--runtime=X"]'),
  args('an escape in the option', '["\\u002d-runtime", "r\\u0075nc"]', '["\\u002d-runtime", "X"]'),
  args(
    'several',
    '["--runtime=runc", "--init", "--runtime=runsc"]',
    '["--runtime=X", "--init", "--runtime=X"]',
  ),
  args(
    'several of both forms',
    '["--runtime", "runc", "--runtime=kata"]',
    '["--runtime", "X", "--runtime=X"]',
  ),
  args('several, the first is it', '["--runtime=X", "--runtime=runc"]', '["--runtime=X", "--runtime=X"]'),
  args('without its value', '["--init", "--runtime"]', '["--init", "--runtime=X"]'),
  args('both in one text', '["--runtime runc"]', '["--runtime=X"]'),
  args('a path', '["--runtime=/usr/bin/runc"]', '["--runtime=X"]'),
  args('a long one', '["--runtime=io.containerd.runsc.v1"]', '["--runtime=X"]'),
];
