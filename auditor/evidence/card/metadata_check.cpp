#include "auditor/evidence/card/metadata_check.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <map>

namespace auditor::evidence {
namespace {

constexpr std::size_t most = 50;

struct Vocabulary {
  std::vector<std::string> keys;
  std::map<std::string, std::string, std::less<>> meant;  // what people write instead
  std::vector<std::string> licenses;
  std::vector<std::string> tasks;
  std::vector<std::string> relations;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/hub.yaml").at("metadata");
    Vocabulary v{string_list(data, "keys"),
                 {},
                 string_list(data, "licenses"),
                 string_list(data, "pipeline_tags"),
                 string_list(data, "base_model_relations")};
    for (const auto& [written, key] : data.at("meant").items()) v.meant.emplace(written, key.text());
    return v;
  }();
  return loaded;
}

// Letters that have to change, up to `limit` + 1.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit + 1;
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string folded(std::string_view word) {
  std::string out = to_lower(trim(word));
  std::replace(out.begin(), out.end(), '-', '_');
  std::replace(out.begin(), out.end(), ' ', '_');
  return out;
}

class Checker {
 public:
  Checker(const Card& card, std::string_view text) : card_(card), text_(text) {}

  std::vector<MetadataDeviation> run() {
    if (card_.front_matter_start == 0) {
      find_misplaced();
      return std::move(out_);
    }
    check_fences();
    check_yaml();
    if (card_.front_matter.is_object()) {
      check_keys();
      check_values();
    }
    return std::move(out_);
  }

 private:
  void add(int line, std::string key, std::string message, std::string suggestion = {}, bool unread = false) {
    if (out_.size() < most)
      out_.push_back({line, printable(key), printable(message), std::move(suggestion), unread, false});
  }

  // A block that follows a title or a picture: the hub looks for it at the start of the file alone.
  void find_misplaced() {
    constexpr std::size_t most_lines = 60;
    const auto lines = split_lines(text_.substr(0, 1U << 15U));
    for (std::size_t i = 1; i + 1 < std::min(lines.size(), most_lines); ++i) {
      if (trim(lines[i]) != "---") continue;
      const std::string_view next = lines[i + 1];
      const std::string key(next.substr(0, next.find(':')));
      const auto& keys = vocabulary().keys;
      const bool known = key.size() < next.size() && std::find(keys.begin(), keys.end(), key) != keys.end();
      if (known)
        return add(static_cast<int>(i) + 1, "",
                   "the metadata block is not at the start of the file: the hub reads none",
                   "move it to the first line");
    }
  }

  // The hub wants three dashes and nothing else on both lines.
  void check_fences() {
    const auto lines = split_lines(text_);
    const FrontMatterSpan& span = card_.document.front_matter;
    for (const int number : {span.start_line, span.closed ? span.end_line : 0}) {
      if (number < 1 || static_cast<std::size_t>(number) > lines.size()) continue;
      std::string_view line = lines[static_cast<std::size_t>(number) - 1];
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.ends_with(' ') || line.ends_with('\t'))
        add(number, "", "a blank follows the three dashes: the hub does not take the line for the end of the metadata",
            "---", true);
    }
  }

  void check_yaml() {
    const FrontMatterSpan& span = card_.document.front_matter;
    int number = span.start_line;
    for (const std::string_view line : split_lines(span.yaml)) {
      ++number;
      const std::size_t content = line.find_first_not_of(" \t");
      if (content != std::string_view::npos && line.substr(0, content).find('\t') != std::string_view::npos)
        add(number, "", "a tab indents this line: YAML takes blanks alone", "blanks");
    }
    for (const YamlProblem& problem : card_.front_matter_problems) add(problem.line, "", problem.message);
  }

  void check_keys() {
    const Vocabulary& v = vocabulary();
    for (const auto& [key, line] : card_.front_matter_lines) {
      if (std::find(v.keys.begin(), v.keys.end(), key) != v.keys.end() || key.starts_with("extra_gated_")) continue;
      const auto meant = v.meant.find(folded(key));
      const std::string near = meant != v.meant.end() ? meant->second : near_to(key, v.keys);
      if (!near.empty() && near != key)
        add(line, key, "the hub does not know the key `" + key + "`; did you mean `" + near + "`?", near);
    }
  }

  void check_values() {
    const Vocabulary& v = vocabulary();
    check_listed("license", v.licenses);
    check_listed("pipeline_tag", v.tasks);
    check_listed("base_model_relation", v.relations);
    const Json& values = card_.front_matter;
    if (const auto language = values.find("language"); language != values.end()) check_language(*language);
    if (const auto index = values.find("model-index"); index != values.end()) check_model_index(*index);
  }

  void check_listed(const std::string& key, const std::vector<std::string>& known) {
    const auto found = card_.front_matter.find(key);
    if (found == card_.front_matter.end()) return;
    const Json values = found->is_array() ? *found : Json::array({*found});
    for (const Json& value : values) {
      if (!value.is_string()) continue;
      const std::string& written = value.get_ref<const std::string&>();
      if (std::find(known.begin(), known.end(), written) != known.end()) continue;
      const std::string near = near_to(written, known);
      add(card_.line_of(key), key,
          "the hub does not know `" + written + "` as `" + key + "`" +
              (near.empty() ? "." : "; did you mean `" + near + "`?"),
          near);
    }
  }

  // The line below `language` with a bare `no`: a parser of YAML 1.1, as Python's, takes it for the value false.
  [[nodiscard]] int line_of_bare_no() const {
    const FrontMatterSpan& span = card_.document.front_matter;
    int number = span.start_line;
    bool inside = false;
    for (const std::string_view line : split_lines(span.yaml)) {
      ++number;
      const bool key = !line.empty() && line.front() != ' ' && line.front() != '-' && line.front() != '#';
      if (key) inside = line.starts_with("language:");
      if (!inside) continue;
      const std::string_view value = key ? line.substr(line.find(':') + 1) : line;
      for (std::size_t at = value.find("no"); at != std::string_view::npos; at = value.find("no", at + 1)) {
        const auto parts = [](char c) { return c == ' ' || c == ',' || c == '[' || c == ']' || c == '-' || c == '\r'; };
        const bool begins = at == 0 || (parts(value[at - 1]) && (value[at - 1] != '-' || at == 1));
        if (begins && (at + 2 == value.size() || (parts(value[at + 2]) && value[at + 2] != '-'))) return number;
      }
    }
    return 0;
  }

  // Norwegian without quotation marks is the value false; names of languages are no codes.
  void check_language(const Json& value) {
    const int line = card_.line_of("language");
    if (const int bare = line_of_bare_no(); bare > 0)
      add(bare, "language", "`no` without quotation marks is the value false to many readers, not Norwegian", "\"no\"");
    const Json values = value.is_array() ? value : Json::array({value});
    for (const Json& item : values) {
      if (!item.is_string()) continue;
      const std::string& code = item.get_ref<const std::string&>();
      const auto end = code.find_first_of("-_");
      const std::string_view stem = std::string_view(code).substr(0, end);
      const bool lower = stem.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
      const bool good = (lower && (stem.size() == 2 || stem.size() == 3)) || code == "multilingual" || code == "code";
      if (good) continue;
      add(line, "language", "`" + code + "` is no code of a language (two or three small letters: ISO 639)");
    }
  }

  // name, results: task.type, dataset.type and name, metrics: type and value.
  void check_model_index(const Json& index) {
    const int line = card_.line_of("model-index");
    if (!index.is_array()) return add(line, "model-index", "`model-index` takes a list of models");
    for (const Json& model : index) {
      if (!model.is_object() || !model.contains("name")) {
        add(line, "model-index", "a model of `model-index` has no `name`", "name");
        continue;
      }
      const auto results = model.find("results");
      if (results == model.end() || !results->is_array()) {
        add(line, "model-index", "a model of `model-index` has no list of `results`", "results");
        continue;
      }
      for (const Json& result : *results)
        for (const char* part : {"task", "dataset", "metrics"})
          if (!result.is_object() || !result.contains(part)) {
            add(line, "model-index", std::string("a result of `model-index` has no `") + part + "`", part);
            return;
          }
    }
  }

  const Card& card_;
  std::string_view text_;
  std::vector<MetadataDeviation> out_;
};

}  // namespace

std::string near_to(std::string_view word, const std::vector<std::string>& known) {
  constexpr std::size_t longest = 60;
  const std::string plain = folded(word);
  if (plain.empty() || plain.size() > longest) return {};
  const std::size_t limit = plain.size() <= 4 ? 0 : plain.size() <= 6 ? 1 : 2;  // short words are near to everything
  std::string best;
  std::size_t least = limit + 1;
  for (const std::string& other : known)
    if (const std::size_t far = distance(plain, folded(other), limit); far < least) {
      best = other;
      least = far;
    }
  return best;
}

std::vector<MetadataDeviation> check_metadata(const Card& card, std::string_view text) {
  return Checker(card, text).run();
}

}  // namespace auditor::evidence
