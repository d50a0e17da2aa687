// The formats under test: the file's extension, the option that asks for a variant, and whether nothing is an answer.
export const formats = {
  'text': {extension: 'txt'},
  'markdown': {extension: 'md'},
  'html': {extension: 'html'},
  'json': {extension: 'json'},
  'sarif': {extension: 'sarif'},
  'junit': {extension: 'junit.xml'},
  'github': {extension: 'github.txt', empty: true},
  'gitlab': {extension: 'gitlab.json'},
  'cyclonedx': {extension: 'cdx.json'},
  'cyclonedx-1.6': {extension: 'cdx16.json', option: ['--cyclonedx-version', '1.6']},
  'spdx': {extension: 'spdx.json'},
  'in-toto': {extension: 'intoto.json'},
  'mof': {extension: 'mof.yml'},
  'badge': {extension: 'svg'},
};
