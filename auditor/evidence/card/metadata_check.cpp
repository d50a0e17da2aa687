#include "auditor/evidence/card/metadata_check.h"

#include "auditor/core/packed.h"
#include "auditor/core/suggest.h"
#include "auditor/core/text.h"
#include "auditor/evidence/card/late_metadata.h"
#include "auditor/evidence/card/metadata_keys.h"
#include "auditor/evidence/card/metadata_values.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t most = 50;

struct Vocabulary {
  std::vector<std::string> licenses;
  std::vector<std::string> tasks;
  std::vector<std::string> relations;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/hub.yaml").at("metadata");
    Vocabulary v{string_list(data, "licenses"), string_list(data, "pipeline_tags"),
                 string_list(data, "base_model_relations")};
    return v;
  }();
  return loaded;
}

class Checker {
 public:
  Checker(const Card& card, std::string_view text) : card_(card), text_(text) {}

  std::vector<MetadataDeviation> run() {
    find_misplaced();
    if (card_.front_matter_start == 0) return std::move(out_);
    check_fences();
    check_yaml();
    if (card_.front_matter.is_object()) {
      check_keys();
      check_values();
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool full() const { return out_.size() >= most; }

  void add(int line, std::string key, std::string message, std::string suggestion = {}, bool unread = false) {
    if (!full()) out_.push_back({line, printable(key), printable(message), std::move(suggestion), unread, false});
  }

  // The hub looks for the block at the start of the file alone, and for one.
  void find_misplaced() {
    const auto late = find_late_metadata(card_, text_);
    if (!late) return;
    if (card_.front_matter_start > 0)
      add(late->line, "", "a second metadata block: the hub reads the first alone", "join it to the first");
    else
      add(late->line, "", "the metadata block is not at the start of the file: the hub reads none",
          "move it to the first line");
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
    for (const auto& [key, line] : card_.front_matter_lines) {
      if (full()) return;
      if (is_hub_key(key)) continue;
      const std::string_view meant = meant_key(key);
      const std::string near = meant.empty() ? near_to(key, hub_keys()) : std::string(meant);
      if (!near.empty() && near != key)
        add(line, key, "the hub does not know the key `" + key + "`; did you mean `" + near + "`?", near);
    }
  }

  void check_values() {
    const Vocabulary& v = vocabulary();
    check_licenses();
    check_listed("pipeline_tag", v.tasks);
    check_listed("base_model_relation", v.relations);
    check_shape("language", check_languages);
    check_shape("model-index", check_model_index);
    check_shape("co2_eq_emissions", check_emissions);
    check_shape("new_version", check_new_version);
    for (const char* key : {"base_model", "datasets"})
      check_shape(key, [&](const Json& value) { return check_ids(key, value); });
    // Norwegian without quotation marks is the value false.
    if (const int bare = line_of_bare_no(); bare > 0)
      add(bare, "language", "`no` without quotation marks is the value false to many readers, not Norwegian", "\"no\"");
    const Json& values = card_.front_matter;
    if (const auto tags = values.find("tags"); tags != values.end() && tags->is_string())
      add(card_.line_of("tags"), "tags", "`tags` takes a list", "[" + tags->get<std::string>() + "]");
    if (const auto fields = values.find("extra_gated_fields"); fields != values.end() && !fields->is_object())
      add(card_.line_of("extra_gated_fields"), "extra_gated_fields",
          "`extra_gated_fields` takes a map of labels and types");
  }

  // A value whose shape is checked elsewhere, at the line of its key.
  template <typename Check>
  void check_shape(const std::string& key, const Check& check) {
    const auto found = card_.front_matter.find(key);
    if (found == card_.front_matter.end() || found->is_null()) return;
    for (ValueProblem& problem : check(*found))
      add(card_.line_of(key), key, std::move(problem.message), std::move(problem.suggestion));
  }

  // The hub takes ids of its own list; a spelling of SPDX, or another name of the same licence, tells which is meant.
  void check_licenses() {
    const auto found = card_.front_matter.find("license");
    if (found == card_.front_matter.end()) return;
    const auto& known = vocabulary().licenses;
    for (const Json& value : found->is_array() ? *found : Json::array({*found})) {
      if (full()) return;
      if (!value.is_string()) continue;
      const std::string& written = value.get_ref<const std::string&>();
      if (std::find(known.begin(), known.end(), written) != known.end()) continue;
      const std::string near = license_meant(written);
      add(card_.line_of("license"), "license",
          "the hub does not know `" + written + "` as `license`" +
              (near.empty() ? ": such terms are `other`, with `license_name` and `license_link`"
                            : "; did you mean `" + near + "`?"),
          near);
    }
  }

  static std::string license_meant(const std::string& written) {
    const auto& known = vocabulary().licenses;
    const std::string expression = licenses::read_label(written).expression;
    if (!expression.empty())
      for (const std::string& id : known)
        if (licenses::read_label(id).expression == expression) return id;
    // Another version is another licence: "bsl-1.1" is no "bsl-1.0".
    const auto figures = [](std::string_view text) {
      std::string out;
      for (const char c : text)
        if (c >= '0' && c <= '9') out += c;
      return out;
    };
    std::string near = expression.empty() ? near_to(written, known) : std::string{};
    return figures(near) == figures(written) ? near : std::string{};
  }

  void check_listed(const std::string& key, const std::vector<std::string>& known) {
    const auto found = card_.front_matter.find(key);
    if (found == card_.front_matter.end()) return;
    const Json values = found->is_array() ? *found : Json::array({*found});
    for (const Json& value : values) {
      if (full()) return;
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

  const Card& card_;
  std::string_view text_;
  std::vector<MetadataDeviation> out_;
};

}  // namespace

std::vector<MetadataDeviation> check_metadata(const Card& card, std::string_view text) {
  return Checker(card, text).run();
}

}  // namespace auditor::evidence
