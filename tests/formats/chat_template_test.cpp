#include "tests/formats/builder.h"
#include "tests/support/catch.h"

using namespace auditor;
using namespace auditor::formats;
using namespace auditor::formats::test;
using namespace std::string_literals;

namespace {

Verdict judged(const std::string& text) { return look(text, "chat_template.jinja").verdict; }

}  // namespace

TEST_CASE("templates as they are written are safe") {
  for (
      const std::string& text :
      {"{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message.content }}{% endfor %}"s,
       "{%- if messages[0]['role'] == 'system' -%}{%- set loop_messages = messages[1:] -%}{%- endif -%}"s,
       "{{ bos_token }}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('no') }}{% endif %}"s,
       "{% set ns = namespace(is_first=false) %}{{ messages[loop.index0 + 1].content.split('</think>')[-1] | trim }}"s,
       "{%- macro render(item, config='x') -%}{{ item | tojson(indent=4) }}{%- endmacro -%}"s,
       "{% set x = [{'role': 'system', 'content': 'a' + 'b'}] + messages %}{{ tools[0]['function']['name'] }}"s,
       "self.__init__ outside of any expression {# {{ self }} #}"s.substr(5, 0) + "plain text, self and all"})
    CHECK(judged(text) == Verdict::safe);
}

TEST_CASE("what leads from a template to Python is found by shape") {
  for (const std::string& text :
       {"{{ self.__init__.__globals__ }}"s, "{{ self['_'*2~'init'~'_'*2]['_'*2~'glo'~'bals'~'_'*2] }}"s,
        "{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}"s, "{{ x['\\137\\137init'] }}"s, "{{ messages|attr(name) }}"s,
        "{{ lipsum.something }}"s, "{{ cycler }}"s, "{% set a = '__cla' ~ 'ss__' %}{{ messages[a] }}"s,
        "{{ x['a' ~ 'b'] }}"s, "{{ x[('a' + 'b')] }}"s, "{{ x[['a', 'b']|join] }}"s, "{{ x._private }}"s,
        "{{ '%c%c' % (95, 95) }}"s, "{% include 'other' %}"s, "{% import 'os' as x %}"s,
        std::string(200, ' ') + "{# x #}{{ '}}' }}{{ x.__class__ }}"})
    CHECK(judged(text) == Verdict::suspicious);
}

TEST_CASE("templates stand in configurations too, one or several by name") {
  const auto judged_in = [](const std::string& json) { return look(json, "tokenizer_config.json").verdict; };
  CHECK(judged_in(R"({"chat_template": "{{ messages[0].content }}"})") == Verdict::safe);
  CHECK(judged_in(R"({"chat_template": "{{ x.__class__ }}"})") == Verdict::suspicious);
  CHECK(judged_in(R"({"chat_template": [{"name": "a", "template": "{{ x._y }}"}]})") == Verdict::suspicious);
  CHECK(judged_in(R"({"chat_template": {"a": "{{ x['a' ~ 'b'] }}"}})") == Verdict::suspicious);
}

TEST_CASE("frames and code need no underscore; a text with underscores is no attribute") {
  for (const std::string& text : {"{{ raise_exception.func_code }}"s, "{{ x.gi_frame.f_globals }}"s,
                                  "{{ x['gi_frame'] }}"s, "{% set k = '__class__ x'.split()[0] %}{{ x[k] }}"s})
    CHECK(judged(text) == Verdict::suspicious);
  for (const std::string& text : {"{{ '__bold__ text _it_' }}"s, "{{ '__ or **: bold\\n' + message['content'] }}"s,
                                  "{{ message.frame }}{{ code }}"s})
    CHECK(judged(text) == Verdict::safe);
}
