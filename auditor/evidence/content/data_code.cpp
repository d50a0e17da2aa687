// Code, commands and configurations that train or test the document's own model.
#include "auditor/core/text.h"
#include "auditor/evidence/content/data_collector.h"

#include <algorithm>
#include <array>

namespace auditor::evidence {
namespace {

using language::Reading;
using enum language::Concept;

constexpr std::size_t max_code = 20000;
constexpr std::size_t longest_line = 2000;  // of settings; what is longer is data

// "CHAIN_ID", "RES_IDX/ATOM_NAME": how the description of a format writes what the user puts there.
bool is_stand_in(std::string_view value) {
  return value.find('_') != std::string_view::npos &&
         std::all_of(value.begin(), value.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '_' || c == '/'; });
}

// A value that can name a set: no number, path, address, switch or stand-in.
bool is_value(std::string_view value) {
  if (value.size() < 3 || value.size() > 60 || value.find("://") != std::string_view::npos || is_stand_in(value))
    return false;
  const std::string lower = to_lower(value);
  for (const std::string_view stand_in :
       {"your", "path", "example", "<", "{", "$", "my_", "my-", "/data", "./", "../", "foo", "xxx", "placeholder"})
    if (lower.find(stand_in) != std::string::npos) return false;
  static constexpr std::array<std::string_view, 20> plain = {
      "true",    "false", "none", "null", "train",   "test",   "validation", "dev",   "auto", "all",
      "default", "json",  "csv",  "text", "parquet", "cosine", "linear",     "adamw", "bf16", "fp16"};
  if (std::find(plain.begin(), plain.end(), std::string_view(lower)) != plain.end()) return false;
  const bool letters = std::any_of(value.begin(), value.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
  });
  return letters && std::count(value.begin(), value.end(), ' ') <= 2;
}

class CodeReader {
 public:
  CodeReader(DataCollector& to, const Block& block)
      : to_(to), block_(block), text_(block.text), lower_(to_lower(block.text)) {}

  void read() {
    if (text_.size() > max_code) return;
    const auto& own = to_.own().names;
    ours_ =
        std::any_of(own.begin(), own.end(), [&](const std::string& n) { return lower_.find(n) != std::string::npos; });
    read_calls();
    if (ours_) read_options();
    read_fields();
  }

 private:
  [[nodiscard]] std::string_view line_at(std::size_t at) const {
    const std::size_t begin = text_.rfind('\n', at) == std::string::npos ? 0 : text_.rfind('\n', at) + 1;
    return std::string_view(text_).substr(begin, std::min(text_.find('\n', at), text_.size()) - begin);
  }

  // An address in the same code that holds the name leads to it.
  [[nodiscard]] std::string url_for(std::string_view name) const {
    const std::string last = to_lower(name.substr(name.find('/') == std::string_view::npos ? 0 : name.rfind('/') + 1));
    for (std::size_t at = lower_.find("http"); at != std::string::npos; at = lower_.find("http", at + 4)) {
      const std::size_t end = std::min(lower_.find_first_of(" \"'\n)},", at), lower_.size());
      if (lower_.substr(at, end - at).find(last) != std::string::npos) return text_.substr(at, end - at);
    }
    return {};
  }

  void add(std::string_view value, DataRole role, std::size_t at, std::string url = {}) {
    const std::string name = clean_data_name(value);
    const std::size_t slash = name.rfind('/');
    if (!is_value(name) ||
        language::has_model_shape(slash == std::string::npos ? std::string_view(name)
                                                             : std::string_view(name).substr(slash + 1)))
      return;
    if (std::any_of(to_.own().names.begin(), to_.own().names.end(),
                    [&](const std::string& n) { return to_lower(name).starts_with(n); }))
      return;
    const int line = block_.line_at(std::min(at, text_.size() == 0 ? 0 : text_.size() - 1));
    if (url.empty()) url = url_for(name);
    to_.add_name(name, role, url, {std::string(line_at(at)), line, line});
  }

  // The comment of a line says that this is what the model was trained on.
  [[nodiscard]] bool comment_is_ours(std::string_view line) const {
    const std::size_t at = line.find('#');
    if (at == std::string_view::npos) return false;
    const Reading& said = to_.read(line.substr(at + 1));
    return has_concept(said, {trained_on, learned_from, training, evaluated_on}) &&
           !has_concept(said, {reader, advice, left_out});
  }

  // load_dataset("owner/name")
  void read_calls() {
    constexpr std::string_view call = "load_dataset(";
    for (std::size_t at = lower_.find(call); at != std::string::npos; at = lower_.find(call, at + 1)) {
      const std::string_view line = line_at(at);
      if (!ours_ && !comment_is_ours(line)) continue;
      const std::size_t begin = lower_.find_first_not_of("\"' ", at + call.size());
      if (begin == std::string::npos) return;
      const std::size_t end = std::min(lower_.find_first_of("\"', )\n\\", begin), lower_.size());
      const bool tests =
          to_lower(line).find("test") != std::string::npos || to_lower(line).find("eval") != std::string::npos;
      add(std::string_view(text_).substr(begin, end - begin), tests ? DataRole::evaluation : DataRole::training, begin);
    }
  }

  // "--train_data alder", "--tasks a,b" of commands that name the own model.
  void read_options() {
    struct Option {
      std::string_view name;
      DataRole role;
    };
    static constexpr std::array<Option, 18> options = {{{"--dataset", DataRole::training},
                                                        {"--datasets", DataRole::training},
                                                        {"--dataset_name", DataRole::training},
                                                        {"--dataset-name", DataRole::training},
                                                        {"--data", DataRole::training},
                                                        {"--train_data", DataRole::training},
                                                        {"--train-data", DataRole::training},
                                                        {"--train", DataRole::training},
                                                        {"--corpus", DataRole::training},
                                                        {"--train_set", DataRole::training},
                                                        {"--tasks", DataRole::evaluation},
                                                        {"--task", DataRole::evaluation},
                                                        {"--eval_data", DataRole::evaluation},
                                                        {"--eval-data", DataRole::evaluation},
                                                        {"--test_data", DataRole::evaluation},
                                                        {"--benchmark", DataRole::evaluation},
                                                        {"--benchmarks", DataRole::evaluation},
                                                        {"--eval", DataRole::evaluation}}};
    for (const Option& option : options)
      for (std::size_t at = lower_.find(option.name); at != std::string::npos; at = lower_.find(option.name, at + 1)) {
        const std::size_t sign = at + option.name.size();
        if (sign >= lower_.size() || (lower_[sign] != ' ' && lower_[sign] != '=')) continue;
        const std::size_t end = std::min(lower_.find_first_of(" \n\\", sign + 1), lower_.size());
        const std::string_view line = line_at(at);
        const bool tests = option.role == DataRole::evaluation || to_lower(line).find("eval") != std::string::npos;
        for (const std::string_view value : split(std::string_view(text_).substr(sign + 1, end - sign - 1), ','))
          add(value, tests ? DataRole::evaluation : DataRole::training, sign);
      }
  }

  // --- fields: YAML, TOML, JSON --------------------------------------------------------------------------------------

  struct Key {
    std::size_t indent = 0;
    std::string name;
  };

  [[nodiscard]] std::optional<DataRole> role_of_path() {
    for (auto key = path_.rbegin(); key != path_.rend(); ++key)
      for (const std::string_view part : split(key->name, '.'))
        if (const auto role = role_of_key(part)) return role;
    return std::nullopt;
  }

  [[nodiscard]] std::optional<DataRole> role_of_key(std::string_view key) {
    if (key.size() < 3) return std::nullopt;
    if (key == "datasets") return DataRole::training;  // as in the metadata of a card
    static constexpr std::array<std::string_view, 10> settings = {
        "lr", "epochs", "epoch", "learning_rate", "warmup", "tokens", "steps", "optimizer", "metric", "metrics"};
    if (std::find(settings.begin(), settings.end(), key) != settings.end()) return std::nullopt;
    return to_.role_of_label(key);
  }

  // Keys whose value names data; others ("lr", "rows") set something.
  [[nodiscard]] bool names_data(std::string_view key) {
    static constexpr std::array<std::string_view, 14> keys = {"name", "set",     "sets",    "dataset", "datasets",
                                                              "data", "corpus",  "corpora", "source",  "sources",
                                                              "mix",  "mixture", "id",      "path"};
    return std::find(keys.begin(), keys.end(), key) != keys.end() || role_of_key(key).has_value();
  }

  void pop(std::size_t indent) {
    while (!path_.empty() && path_.back().indent >= indent) path_.pop_back();
  }

  void read_fields() {
    const bool script = lower_.find("import ") != std::string::npos || lower_.find("def ") != std::string::npos ||
                        lower_.find("python ") != std::string::npos || lower_.find("$ ") != std::string::npos;
    const bool citation = trim(text_).starts_with("@");
    if (script || citation) return;
    for (std::size_t begin = 0; begin < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      read_line(std::string_view(text_).substr(begin, end - begin), begin);
      begin = end + 1;
    }
  }

  void read_line(std::string_view line, std::size_t at) {
    if (const std::size_t comment = line.find(" #"); comment != std::string_view::npos) line = line.substr(0, comment);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    std::string_view rest = trim(line);
    if (rest.empty() || rest.starts_with("#")) return;
    if (rest.starts_with("[") && rest.ends_with("]") &&
        rest.find('"') == std::string_view::npos) {  // a section of TOML
      path_ = {{0, std::string(rest.substr(1, rest.size() - 2))}};
      toml_ = true;
      return;
    }
    const bool item = rest.starts_with("- ");
    if (!toml_) pop(item ? indent + 1 : indent == 0 ? 0 : indent);
    if (item) rest = trim(rest.substr(2));
    read_pairs(rest, indent + (item ? 2 : 0), at, item);
  }

  // "key: value", "key = [a, b]", "{name: X, url: Y}" in one line, nested.
  void read_pairs(std::string_view rest, std::size_t indent, std::size_t at, bool item) {
    rest = rest.substr(0, longest_line);
    std::string key;
    std::string word;
    const std::size_t depth = path_.size();
    std::size_t open = 0;
    const auto value = [&] {
      if (!word.empty()) take(key, word, item || open > 0, at);
      word.clear();
    };
    char quote = 0;
    for (std::size_t i = 0; i < rest.size(); ++i) {
      const char c = rest[i];
      if (quote != 0) {
        if (c == quote) quote = 0;
        else word += c;
        continue;
      }
      const bool colon = (c == ':' && (i + 1 >= rest.size() || rest[i + 1] == ' ' || rest[i + 1] == '"' ||
                                       rest[i + 1] == '{' || rest[i + 1] == '[')) ||
                         (c == '=' && !rest.substr(i).starts_with("=="));
      if (c == '"' || c == '\'') quote = c;
      else if (colon) {
        key = to_lower(trim(word));
        name_key(trim(word), at, rest.substr(i + 1));
        word.clear();
        if (trim(rest.substr(i + 1)).empty()) path_.push_back({indent, key});
      } else if (c == '{' || c == '[') {
        if (!key.empty()) path_.push_back({indent + 1000 + open, key});
        if (c == '{') key.clear();
        ++open;
      } else if (c == '}' || c == ']' || c == ',') {
        value();
        if (c != ',' && open > 0) {
          --open;
          if (path_.size() > depth) path_.pop_back();
        }
        if (c == ',' && (open == 0 || rest.find(':', i) != std::string_view::npos))
          key = open > 0 && in_list(rest, i) ? key : std::string{};
      } else word += c;
    }
    value();
    while (path_.size() > depth && path_.back().indent >= 1000) path_.pop_back();
  }

  // Whether the bracket around `at` is that of a list.
  static bool in_list(std::string_view text, std::size_t at) {
    const std::size_t open = text.find_last_of("[{", at);
    return open != std::string_view::npos && text[open] == '[';
  }

  // {"results": {"Alder-QA": …}}: the keys themselves name what was tested on.
  void name_key(std::string_view key, std::size_t at, std::string_view rest) {
    static constexpr std::array<std::string_view, 6> holders = {"results",      "scores",     "benchmarks",
                                                                "eval_results", "evaluation", "eval"};
    if (!ours_ || path_.empty() ||
        std::find(holders.begin(), holders.end(), std::string_view(path_.back().name)) == holders.end())
      return;
    const std::string_view value = trim(rest);
    const bool capital =
        !key.empty() && ((key[0] >= 'A' && key[0] <= 'Z') || key.find_first_of("-_") != std::string_view::npos);
    if (capital && !value.empty() && (value[0] == '{' || (value[0] >= '0' && value[0] <= '9')))
      add(key, DataRole::evaluation, at);
  }

  void take(const std::string& key, std::string_view word, bool listed, std::size_t at) {
    const std::string_view text = trim(word);
    if (text.empty() || text.find_first_not_of("0123456789.eE+-%_ ") == std::string_view::npos) return;
    if (!key.empty() && !names_data(key)) return;
    if (key.empty() && !listed) return;
    const auto role = !key.empty() && role_of_key(key) ? role_of_key(key) : role_of_path();
    if (!role || (!ours_ && path_.empty())) return;
    const std::string_view line = line_at(at);
    const std::size_t url = line.find("http");
    add(text, *role, at,
        url == std::string_view::npos
            ? std::string{}
            : std::string(line.substr(url, std::min(line.find_first_of(" \"'},", url), line.size()) - url)));
  }

  DataCollector& to_;
  const Block& block_;
  const std::string& text_;
  std::string lower_;
  std::vector<Key> path_;
  bool toml_ = false;
  bool ours_ = false;
};

}  // namespace

void read_data_code(DataCollector& to) {
  for (const Block& block : to.document().document().blocks)
    if (block.kind == BlockKind::code && !to.full()) CodeReader(to, block).read();
}

}  // namespace auditor::evidence
