// Families with terms of their own that a name tells of: no proof of descent, and no silence either.
#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/evidence/models/parents.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

using ShortNames = std::vector<std::pair<std::vector<std::string>, std::string>>;

const ShortNames& short_names() {
  static const ShortNames loaded = [] {
    ShortNames out;
    for (const Packed& entry : Packed::of_resource("rules/vocabulary/hub.yaml").at("short_names").list())
      out.emplace_back(entry.at("words").strings(), std::string(entry.at("family").text()));
    return out;
  }();
  return loaded;
}

class NameReader {
 public:
  explicit NameReader(Repository& repository) : repository_(repository) {}

  // "Wren-Llama-3.1-8B", "L3.1-8B-Wren": a name that tells of a family with terms of its own, in the name of the
  // repository, the title of its card or the metadata of its files.
  void read_names(const std::vector<std::string>& documents, const WeightFiles& weights) {
    const std::string& name = repository_.snapshot().info().name;
    if (!documents.empty()) {
      read_name(base_name(name), repository_.cite_file(documents.front(), "repository-name", Confidence::low));
      const Card* card = repository_.card(documents.front());
      if (card != nullptr && !card->document.sections.empty()) {
        const DocumentSection& title = card->document.sections.front();
        read_name(title.heading, repository_.cite(documents.front(), title.start_line, title.start_line, "title"));
      }
    }
    for (const WeightFile& file : weights.files)
      for (const char* key : {"general.name", "general.basename", "ss_base_model_version", "modelspec.architecture"})
        if (const auto at = file.inspection.metadata.find(key); at != file.inspection.metadata.end())
          read_name(at->second, repository_.cite_file(file.path, "metadata"));
    for (const WeightFile& file : weights.files)
      read_name(base_name(file.path), repository_.cite_file(file.path, "file-name"));
  }

  void read_name(std::string_view name, const Citation& at) {
    constexpr std::size_t longest = 120;
    if (name.size() > longest) return;
    std::string license = base_terms_in(name).expression;
    if (license.empty()) license = base_terms_in(family_of_short_name(name)).expression;
    if (license.empty()) return;
    for (const PossibleBase& known : possible_)
      if (known.license == license) return;
    possible_.push_back({printable(name), std::move(license), {at}});
  }

  // "L3.1-8B-Wren" has a size beside the short name; "MiniWren-L3" counts layers.
  static std::string_view family_of_short_name(std::string_view name) {
    const auto inside = [](char c) { return is_alnum(c) || c == '.'; };
    std::string_view family;
    bool size = false;
    const std::string lower = to_lower(name);
    for (std::size_t at = 0; at < lower.size();) {
      std::size_t end = at;
      while (end < lower.size() && inside(lower[end])) ++end;
      const std::string_view word = std::string_view(lower).substr(at, end - at);
      size =
          size || (word.size() > 1 && word.back() == 'b' && word.find_first_not_of("0123456789.") == word.size() - 1);
      for (const auto& [words, stands_for] : short_names())
        if (family.empty() && std::find(words.begin(), words.end(), word) != words.end()) family = stands_for;
      at = end + 1;
    }
    return size ? family : std::string_view{};
  }

  std::vector<PossibleBase> take() { return std::move(possible_); }

 private:
  Repository& repository_;
  std::vector<PossibleBase> possible_;
};

}  // namespace

std::vector<PossibleBase> read_names(Repository& repository, const std::vector<std::string>& documents,
                                     const WeightFiles& weights) {
  NameReader reader(repository);
  reader.read_names(documents, weights);
  return reader.take();
}

}  // namespace auditor::evidence
