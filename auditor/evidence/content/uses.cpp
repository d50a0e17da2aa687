#include "auditor/evidence/content/uses.h"

#include "auditor/core/hex.h"
#include "auditor/core/text.h"
#include "auditor/core/yaml.h"
#include "auditor/evidence/content/source_constants.h"
#include "auditor/evidence/content/uses_vocabulary.h"
#include "auditor/licenses/catalog/base_models.h"
#include "auditor/licenses/catalog/catalog.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace auditor::evidence {
namespace {

constexpr std::size_t file_bytes = 2U << 20U;     // of one file
constexpr std::size_t total_bytes = 256U << 20U;  // of all files
constexpr std::size_t read_files = 50'000;        // of one repository
constexpr std::size_t most_uses = 5'000;          // of one repository
constexpr std::size_t cited = 8;                  // places of one use
constexpr std::size_t values_of_name = 4;         // constants that one name may stand for
constexpr std::size_t words_of_a_command = 1'000;
constexpr std::size_t missed_lines = 100;     // lines of a notebook that are searched for in vain
constexpr std::size_t id_letters = 96U * 2U;  // the hub's own bound, owner and name

bool id_letters_only(std::string_view id) {
  return !id.empty() && id.size() <= id_letters && is_alnum(id.front()) &&
         std::all_of(id.begin(), id.end(),
                     [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '/' || c == ':'; });
}

class Reader {
 public:
  explicit Reader(Repository& repository) : repository_(repository) {}

  std::vector<Use> run() {
    for (const source::Entry& entry : repository_.entries()) read(entry);
    std::vector<Use> uses;
    for (auto& [key, use] : found_) uses.push_back(std::move(use));
    return uses;
  }

 private:
  using Constants = std::map<std::string, std::vector<std::string>, std::less<>>;

  enum class Form { none, python, script, notebook, shell, settings, modelfile };

  static Form form_of(std::string_view path) {
    const std::string name = to_lower(base_name(path));
    if (name == "modelfile" || name.ends_with(".modelfile")) return Form::modelfile;
    if (name.starts_with("dockerfile") || name.starts_with("containerfile") || name == "makefile" ||
        name == "procfile" || name == "justfile" || name.ends_with(".dockerfile"))
      return Form::shell;
    static const std::map<std::string, Form, std::less<>> forms{
        {"py", Form::python},     {"ipynb", Form::notebook}, {"js", Form::script},    {"mjs", Form::script},
        {"cjs", Form::script},    {"ts", Form::script},      {"tsx", Form::script},   {"jsx", Form::script},
        {"sh", Form::shell},      {"bash", Form::shell},     {"slurm", Form::shell},  {"sbatch", Form::shell},
        {"yaml", Form::settings}, {"yml", Form::settings},   {"json", Form::settings}};
    const auto found = forms.find(extension_of(path));
    return found == forms.end() ? Form::none : found->second;
  }

  void limit(const std::string& path, const char* what) { repository_.report({path, 0, "limit", what}); }

  // What is no document of its form holds none of its uses; what is too much for one may.
  void say_limit(const Error& error) {
    if (error.code == ErrorCode::limit) repository_.report({path_, error.line, "limit", error.message});
  }

  void read(const source::Entry& entry) {
    const Form form = form_of(entry.path);
    if (form == Form::none || full_ || repository_.file(entry.path) == nullptr) return;
    if (repository_.snapshot().pointer(entry)) return;
    const auto size = repository_.snapshot().size(entry);
    if (!size) return limit(entry.path, "size cannot be told; not read for uses");
    if (*size > file_bytes) return limit(entry.path, "larger than 2 MiB; not read for uses");
    if (++files_ > read_files || (bytes_ += *size) > total_bytes) {
      full_ = true;
      return limit("", "more code than is read for uses: the rest was left out");
    }
    const auto text = repository_.text(entry.path);
    if (!text) return;
    path_ = entry.path;
    whole_ = *text;
    line_of_.clear();
    constants_.clear();
    needed_.clear();
    switch (form) {
      case Form::python: read_code(*text, false); break;
      case Form::script: read_code(*text, true); break;
      case Form::notebook: read_notebook(*text); break;
      case Form::shell: read_shell(*text, 1); break;
      case Form::settings: read_settings(*text); break;
      case Form::modelfile: read_modelfile(*text); break;
      case Form::none: break;
    }
  }

  // --- ids ---

  bool local(std::string_view id) const {
    if (id.empty() || id.front() == '.' || id.front() == '/' || id.front() == '~') return true;
    const auto& entries = repository_.entries();
    const auto at = std::lower_bound(entries.begin(), entries.end(), id,
                                     [](const source::Entry& e, std::string_view p) { return e.path < p; });
    if (at != entries.end() && at->path == id) return true;
    const std::string folder = std::string(id) + "/";
    const auto below = std::lower_bound(entries.begin(), entries.end(), folder,
                                        [](const source::Entry& e, std::string_view p) { return e.path < p; });
    return below != entries.end() && below->path.starts_with(folder);
  }

  // The id as the hub or library knows it; empty: none of theirs.
  std::string id_of(std::string_view text, const UsePattern& pattern) const {
    const UsesVocabulary& v = uses_vocabulary();
    if (!id_letters_only(text) || local(text)) return {};
    const std::string lower = to_lower(text);
    if (std::any_of(v.endings.begin(), v.endings.end(), [&](const auto& e) { return lower.ends_with(e); })) return {};
    if (pattern.ollama) return std::string(text);
    // "owner/name:quantisation" of llama.cpp; other tools have no colon.
    const std::string_view id = text.substr(0, text.find(':'));
    const auto parts = split(id, '/');
    if (parts.size() == 2)
      return parts[1].empty() || v.not_owners.contains(to_lower(parts[0])) || lower.starts_with("your")
                 ? std::string()
                 : std::string(id);
    if (parts.size() != 1 || pattern.bare == BareNames::no) return {};
    if (pattern.kind == "dataset" && (v.builders.contains(lower) || v.not_owners.contains(lower))) return {};
    if (pattern.bare == BareNames::any)
      return pattern.owner.empty() ? std::string(id) : pattern.owner + "/" + std::string(id);
    const bool known = std::any_of(v.bare_models.begin(), v.bare_models.end(),
                                   [&](const auto& start) { return lower.starts_with(start); });
    return known ? std::string(id) : std::string();
  }

  void add(const UsePattern& pattern, std::string_view text, std::string_view revision, int line, const char* method) {
    const std::string id = id_of(text, pattern);
    if (id.empty()) return;
    const auto key = std::make_tuple(pattern.kind, id, std::string(revision));
    if (found_.size() >= most_uses && !found_.contains(key)) {
      if (!std::exchange(full_, true)) limit(path_, "more uses than are kept: the rest was left out");
      return;
    }
    Use& use = found_[key];
    use.kind = pattern.kind;
    use.id = id;
    use.revision = printable(revision);
    const std::string bare = id.substr(0, id.find(':'));
    use.license =
        (pattern.kind == "model" ? licenses::base_model_license(bare) : licenses::dataset_license(bare)).value_or("");
    if (use.license == "unknown") use.license.clear();
    if (use.evidence.size() >= cited) return;
    const int at = line_of_.empty() ? line : line_of_[std::min(line_of_.size(), static_cast<std::size_t>(line)) - 1];
    Citation citation = repository_.cite(path_, at, at, method);
    if (std::find(use.evidence.begin(), use.evidence.end(), citation) == use.evidence.end())
      use.evidence.push_back(std::move(citation));
  }

  // --- code ---

  void read_code(std::string_view text, bool script) {
    const std::vector<Token> tokens = tokenize(text, script ? Language::script : Language::python);
    gather_constants(tokens);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      if (tokens[i].kind != TokenKind::name || full_) continue;
      read_default(tokens, i);
      const auto call = uses_vocabulary().calls.find(tokens[i].text);
      if (call == uses_vocabulary().calls.end()) continue;
      const std::size_t open = i + 1;
      // pipeline<'task'>( of TypeScript is rare; a call is a name and a parenthesis.
      if (!tokens[open].is('(')) continue;
      if (i > 0 && (tokens[i - 1].text == "def" || tokens[i - 1].text == "function" || tokens[i - 1].text == "class"))
        continue;
      if (!has_needed(call->second)) continue;
      read_call(tokens, open, call->second);
    }
  }

  // Whether the file holds a word that the call needs; looked for once a file.
  bool has_needed(const UseCall& call) {
    const auto [known, fresh] = needed_.try_emplace(&call, call.needs.empty());
    if (fresh && !known->second)
      known->second = std::any_of(call.needs.begin(), call.needs.end(),
                                  [&](const auto& word) { return whole_.find(word) != std::string_view::npos; });
    return known->second;
  }

  // name = "x", name: type = "x", name: "x" of an object is none; add_argument("--name", default="x").
  void gather_constants(const std::vector<Token>& tokens) {
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i)
      if (const auto [name, value] = assigned(tokens, i); value != nullptr) {
        auto& values = constants_[std::string(name)];
        if (values.size() < values_of_name && std::find(values.begin(), values.end(), value->text) == values.end())
          values.emplace_back(value->text);
      }
  }

  // A default or assignment under the name of a setting counts where it stands.
  void read_default(const std::vector<Token>& tokens, std::size_t i) {
    if (i + 2 >= tokens.size()) return;
    const auto [name, value] = assigned(tokens, i);
    if (value == nullptr) return;
    const auto setting = uses_vocabulary().settings.find(name);
    if (setting == uses_vocabulary().settings.end()) return;
    UsePattern pattern;
    pattern.kind = setting->second;
    pattern.bare = BareNames::known;
    // A call's own keyword is read with the call, which knows its revision.
    if (!inside_call(tokens, i) || tokens[i].text == "add_argument")
      add(pattern, value->text, "", value->line, "default");
  }

  // The texts an expression of a call stands for: a text, or a name one step back.
  std::vector<std::string> values(const std::vector<Token>& tokens, std::size_t begin, std::size_t end) const {
    if (begin >= end) return {};
    if (const Token* value = constant(tokens, begin); value != nullptr && tokens[begin].kind != TokenKind::text)
      return {std::string(value->text)};
    if (end == begin + 1 && tokens[begin].kind == TokenKind::text) return {std::string(tokens[begin].text)};
    for (std::size_t i = begin; i < end; ++i)  // only a.b.c
      if (i % 2 == begin % 2 ? tokens[i].kind != TokenKind::name : !tokens[i].is('.')) return {};
    const auto found = constants_.find(tokens[end - 1].text);
    return found == constants_.end() ? std::vector<std::string>{} : found->second;
  }

  struct Arguments {
    std::vector<std::string> ids;
    int line = 0;
    std::string revision;
    std::string repository_type;
  };

  void one_argument(const std::vector<Token>& tokens, std::size_t begin, std::size_t end, std::size_t position,
                    const UseCall& call, Arguments& out) const {
    const bool named = begin + 2 < end && tokens[begin].kind == TokenKind::name && tokens[begin + 1].is('=') &&
                       !tokens[begin + 2].is('=');
    if (named ? call.keywords.contains(std::string(tokens[begin].text)) : position == call.argument) {
      const std::size_t from = named ? begin + 2 : begin;
      out.ids = values(tokens, from, end);
      if (from < end) out.line = tokens[from].line;
    }
    for (std::size_t i = begin; i + 2 < end; ++i) {  // also inside the options object of a script
      if (!tokens[i + 1].is('=') && !tokens[i + 1].is(':')) continue;
      std::size_t stop = i + 3;
      while (stop + 1 < end && tokens[stop].is('.')) stop += 2;
      const auto value = values(tokens, i + 2, stop);
      if (value.empty()) continue;
      if (tokens[i].text == "revision") out.revision = value.front();
      if (tokens[i].text == "repo_type" || tokens[i].text == "repoType") out.repository_type = value.front();
      if (tokens[i + 1].is(':') && call.keywords.contains(std::string(tokens[i].text)) && out.ids.empty()) {
        out.ids = value;
        out.line = tokens[i + 2].line;
      }
    }
  }

  void read_call(const std::vector<Token>& tokens, std::size_t open, const UseCall& call) {
    constexpr std::size_t most_tokens = 2'000;
    Arguments arguments;
    int depth = 0;
    std::size_t begin = open + 1;
    std::size_t position = 0;
    for (std::size_t i = open; i < tokens.size() && i < open + most_tokens; ++i) {
      const Token& t = tokens[i];
      if (t.is('(') || t.is('[') || t.is('{')) ++depth;
      const bool close = t.is(')') || t.is(']') || t.is('}');
      if (close) --depth;
      if ((depth == 1 && t.is(',')) || depth == 0) {
        one_argument(tokens, begin, i, position++, call, arguments);
        begin = i + 1;
      }
      if (depth == 0) break;
    }
    UsePattern pattern = call;
    if (arguments.repository_type == "dataset") pattern.kind = "dataset";
    if (arguments.repository_type == "space") return;
    for (const std::string& id : arguments.ids) add(pattern, id, arguments.revision, arguments.line, "call");
  }

  // --- notebooks ---

  void read_notebook(std::string_view text) {
    const auto document = parse_json(text, path_);
    if (!document) return say_limit(document.error());
    if (!document->is_object()) return;
    const auto cells = document->find("cells");
    if (cells == document->end() || !cells->is_array()) return;
    std::string code;
    LineFinder lines{text};
    std::vector<int> line_of;
    for (const Json& cell : *cells) {
      if (!cell.is_object() || cell.value("cell_type", Json()) != Json("code")) continue;
      const auto source = cell.find("source");
      if (source == cell.end()) continue;
      if (source->is_string()) add_source(*source, lines, code, line_of);
      else if (source->is_array())
        for (const Json& part : *source)
          if (part.is_string()) add_source(part, lines, code, line_of);
      code += '\n';
      line_of.push_back(lines.line);
    }
    line_of.push_back(lines.line);
    line_of_ = std::move(line_of);
    read_code(code, false);
  }

  // The line of the file on which each text of a notebook stands.
  struct LineFinder {
    std::string_view text;
    std::size_t at = 0;
    int line = 1;
    std::size_t missed = 0;

    void move_to(const std::string& needle) {
      if (missed >= missed_lines) return;
      const std::size_t found = text.find(needle, at);
      if (found == std::string_view::npos) {
        ++missed;
        return;
      }
      line += static_cast<int>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                          text.begin() + static_cast<std::ptrdiff_t>(found), '\n'));
      at = found + needle.size();
    }
  };

  void add_source(const Json& part, LineFinder& lines, std::string& code, std::vector<int>& line_of) {
    lines.move_to(part.dump(-1, ' ', false, Json::error_handler_t::replace));
    for (std::string_view line : split_lines(part.get_ref<const std::string&>())) {
      const std::string_view shown = trim(line);
      if (!shown.empty() && shown.front() == '!') {
        line_of_ = {lines.line};
        read_command(shown.substr(1), 1);
        line = {};
      }
      code += line;
      code += '\n';
      line_of.push_back(lines.line);
    }
  }

  // --- commands ---

  void read_shell(std::string_view text, int first) {
    const auto lines = split_lines(text);
    std::string command;
    int begin = 0;
    for (std::size_t i = 0; i < lines.size() && !full_; ++i) {
      std::string_view line = trim(lines[i]);
      if (line.starts_with('#')) continue;
      if (command.empty()) begin = first + static_cast<int>(i);
      const bool goes_on = line.ends_with('\\');
      if (goes_on) line.remove_suffix(1);
      command.append(line).append(1, ' ');
      if (goes_on) continue;
      read_command(command, begin);
      command.clear();
    }
    if (!command.empty()) read_command(command, begin);
  }

  // Words of a command line without quotes and the marks of lists in a Dockerfile's CMD.
  static std::vector<std::string> command_words(std::string_view line) {
    std::vector<std::string> words(1);
    for (const char c : line) {
      if (c == '"' || c == '\'' || c == '[' || c == ']' || c == '`') continue;
      if (c == ';' || c == '|' || c == '&') {
        words.emplace_back(1, ';');
        words.emplace_back();
      } else if (c == ' ' || c == '\t' || c == ',') {
        if (!words.back().empty()) words.emplace_back();
      } else {
        words.back() += c;
      }
    }
    return words;
  }

  std::string expand(std::string_view word) const {
    if (!word.starts_with('$')) return std::string(word);
    word.remove_prefix(1);
    if (word.starts_with('{') && word.ends_with('}')) word = word.substr(1, word.size() - 2);
    if (const auto preset = word.find(":-"); preset != std::string_view::npos)
      return std::string(word.substr(preset + 2));
    const auto found = constants_.find(word);
    return found == constants_.end() ? std::string() : found->second.front();
  }

  void read_command(std::string_view line, int number) {
    const auto words = command_words(line);
    words_left_ = words_of_a_command + 16 * words.size();
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words_left_ == 0) return limit(path_, "a command longer than is read for uses");
      std::string_view word = words[i];
      // NAME=value, also after export, ENV and ARG.
      if (const auto equals = word.find('='); equals != std::string_view::npos && equals > 0 && word.front() != '-') {
        auto& values = constants_[std::string(word.substr(0, equals))];
        if (values.empty()) values.push_back(expand(word.substr(equals + 1)));
      }
      for (const UseCommand& command : uses_vocabulary().commands)
        if (starts_at(words, i, command)) one_command(words, i + command.words.size(), command, number);
    }
  }

  static bool starts_at(const std::vector<std::string>& words, std::size_t at, const UseCommand& command) {
    if (words.size() - at < command.words.size()) return false;
    for (std::size_t i = 0; i < command.words.size(); ++i)
      if ((i == 0 ? base_name(words[at]) : std::string_view(words[at + i])) != command.words[i]) return false;
    return true;
  }

  void one_command(const std::vector<std::string>& words, std::size_t at, const UseCommand& command, int line) {
    std::string id;
    std::string revision;
    UsePattern pattern = command;
    for (bool after_option = false; at < words.size() && words[at] != ";" && words_left_ > 0; ++at, --words_left_) {
      const std::string& word = words[at];
      if (word.starts_with('-')) {
        const auto equals = word.find('=');
        const std::string option = word.substr(0, equals);
        std::string value;
        if (equals != std::string::npos) value = expand(word.substr(equals + 1));
        else if (at + 1 < words.size()) value = expand(words[at + 1]);
        if (command.options.contains(option)) id = value;
        if (option == "--revision") revision = value;
        if (option == "--repo-type") pattern.kind = value;
        after_option = equals == std::string::npos;
        continue;
      }
      if (id.empty() && !command.only_options && !after_option) id = expand(word);
      after_option = false;
    }
    if (pattern.kind == "model" || pattern.kind == "dataset") add(pattern, id, revision, line, "command");
  }

  void read_modelfile(std::string_view text) {
    UsePattern pattern;
    pattern.kind = "model";
    pattern.ollama = true;
    int number = 0;
    for (const std::string_view raw : split_lines(text)) {
      ++number;
      const std::string_view line = trim(raw);
      if (starts_with_i(line, "FROM ")) add(pattern, trim(line.substr(5)), "", number, "modelfile");
    }
  }

  // --- settings ---

  void read_settings(std::string_view text) {
    const std::string name = to_lower(base_name(path_));
    const bool compose = name.starts_with("compose.") || name.starts_with("docker-compose");
    const auto& keys = uses_vocabulary().settings;
    const bool may_hold = compose || text.find("datasets") != std::string_view::npos ||
                          std::any_of(keys.begin(), keys.end(),
                                      [&](const auto& key) { return text.find(key.first) != std::string_view::npos; });
    if (!may_hold) return;
    const auto document = parse_yaml(text, path_);
    if (!document) return say_limit(document.error());
    walk(*document, document->value, "", compose);
  }

  std::string revision_beside(const Json& map) const {
    for (const std::string& key : uses_vocabulary().revisions)
      if (const auto found = map.find(key); found != map.end() && found->is_string()) return found->get<std::string>();
    return {};
  }

  void walk(const YamlDocument& document, const Json& value, const std::string& pointer, bool compose) {
    if (value.is_array())
      for (std::size_t i = 0; i < value.size(); ++i)
        walk(document, value[i], pointer + "/" + std::to_string(i), compose);
    if (!value.is_object()) return;
    for (const auto& [key, item] : value.items()) {
      const std::string here = pointer + "/" + key;
      if (const auto setting = uses_vocabulary().settings.find(key);
          setting != uses_vocabulary().settings.end() && item.is_string())
        add_setting(setting->second, item, value, document.line_of(here));
      if (key == "datasets" && item.is_array()) read_datasets(document, item, here);
      if (compose && (pointer.empty() && key == "models")) read_compose_models(document, item, here);
      if (compose && (key == "command" || key == "entrypoint")) read_compose_command(item, document.line_of(here));
      walk(document, item, here, compose);
    }
  }

  void add_setting(const std::string& kind, const Json& item, const Json& beside, int line) {
    UsePattern pattern;
    pattern.kind = kind;
    pattern.bare = kind == "dataset" ? BareNames::no : BareNames::known;
    add(pattern, item.get_ref<const std::string&>(), revision_beside(beside), line, "setting");
  }

  // datasets: [{path: owner/name}] of training configurations.
  void read_datasets(const YamlDocument& document, const Json& list, const std::string& pointer) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!list[i].is_object()) continue;
      if (const auto path = list[i].find("path"); path != list[i].end() && path->is_string())
        add_setting("dataset", *path, list[i], document.line_of(pointer + "/" + std::to_string(i) + "/path"));
    }
  }

  void read_compose_models(const YamlDocument& document, const Json& models, const std::string& pointer) {
    if (!models.is_object()) return;
    UsePattern pattern;
    pattern.kind = "model";
    pattern.ollama = true;  // names of a registry, with tags
    for (const auto& [name, model] : models.items())
      if (model.is_object())
        if (const auto id = model.find("model"); id != model.end() && id->is_string())
          add(pattern, id->get_ref<const std::string&>(), "", document.line_of(pointer + "/" + name + "/model"),
              "compose");
  }

  void read_compose_command(const Json& command, int line) {
    std::string text;
    if (command.is_string()) text = command.get<std::string>();
    else if (command.is_array())
      for (const Json& word : command)
        if (word.is_string()) text += word.get_ref<const std::string&>() + " ";
    read_command(text, line);
  }

  Repository& repository_;
  std::map<std::tuple<std::string, std::string, std::string>, Use> found_;
  std::size_t files_ = 0;
  std::uint64_t bytes_ = 0;
  bool full_ = false;
  std::size_t words_left_ = 0;  // that may be looked at again: a command can stand in another one's words
  // Of the file that is read:
  std::string path_;
  std::string_view whole_;
  std::map<const UseCall*, bool> needed_;
  std::vector<int> line_of_;  // of a notebook: line of the file for each line of its code
  Constants constants_;
};

}  // namespace

bool Use::pinned() const { return is_hex(revision, git_id_digits); }

std::vector<Use> collect_uses(Repository& repository) { return Reader(repository).run(); }

Json to_json(const std::vector<Use>& uses) {
  Json list = Json::array();
  for (const Use& use : uses)
    list.push_back({{"kind", use.kind},
                    {"id", use.id},
                    {"revision", use.revision.empty() ? Json() : Json(use.revision)},
                    {"pinned", use.pinned()},
                    {"license", use.license.empty() ? Json() : Json(use.license)},
                    {"openness", use.license.empty() ? std::string_view("unknown")
                                                     : licenses::to_string(licenses::openness_of(use.license))},
                    {"evidence", to_json(use.evidence)}});
  return list;
}

}  // namespace auditor::evidence
