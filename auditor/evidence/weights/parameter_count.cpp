#include "auditor/evidence/weights/parameter_count.h"

#include "auditor/core/text.h"
#include "auditor/prose/prose.h"

#include <algorithm>
#include <map>
#include <set>

namespace auditor::evidence {
namespace {

// Names round ("7B" holds 7.6 billion), and embeddings are counted or not.
constexpr double tolerance = 1.4;
constexpr double smallest = 1e6;  // a smaller figure is hardly a model's size

double figure_in(std::string_view text) {
  const std::string lower = to_lower(text);
  const TextSpan span = find_special(lower, "@parameters");
  return span ? number_of(std::string_view(lower).substr(span.start, span.length)) : 0;
}

void read_card(Repository& repository, const Card& card, ParameterCount& out) {
  std::set<double> figures;
  for (const Block& block : card.document.blocks) {
    if (block.kind == BlockKind::comment || block.kind == BlockKind::code) continue;
    const std::string lower = to_lower(block.text);
    std::string_view rest = lower;
    while (const TextSpan span = find_special(rest, "@parameters")) {
      const double number = number_of(rest.substr(span.start, span.length));
      const int line = block.line_at(lower.size() - rest.size() + span.start);
      if (number >= smallest && figures.insert(number).second)
        out.evidence = {repository.cite(card.path, line, line, "sentence", Confidence::medium)};
      rest.remove_prefix(std::min(rest.size(), span.start + span.length));
    }
  }
  if (figures.size() == 1) out.stated = *figures.begin();
}

// A model's weights may lie here in several formats and quantisations: each set counts for itself.
std::vector<double> counts_of(const WeightFiles& weights) {
  std::map<std::pair<std::string, std::string>, double> sets;
  std::vector<double> counts;
  for (const WeightFile& file : weights.files) {
    if (!file.inspected || file.inspection.parameters == 0) return {};
    const auto parameters = static_cast<double>(file.inspection.parameters);
    counts.push_back(parameters);
    sets[{std::string(dir_name(file.path)), file.inspection.format}] += parameters;
  }
  double all = 0;
  for (const auto& [key, sum] : sets) {
    counts.push_back(sum);
    all += sum;
  }
  counts.push_back(all);
  return counts;
}

bool stores_parameters(const WeightFiles& weights) {
  const bool packed = std::any_of(weights.configs.begin(), weights.configs.end(),
                                  [](const ModelConfig& config) { return !config.quantization.empty(); });
  return !packed && !weights.adapter && weights.shards.missing.empty();
}

}  // namespace

ParameterCount count_parameters(Repository& repository, const std::vector<std::string>& cards, const std::string& name,
                                const WeightFiles& weights) {
  ParameterCount out;
  if (const double figure = figure_in(name); figure >= smallest && !cards.empty()) {
    out.stated = figure;
    out.evidence = {repository.cite_file(cards.front(), "title")};
  }
  for (const std::string& path : cards)
    if (const Card* card = repository.card(path); card != nullptr && !out.stated) read_card(repository, *card, out);
  if (!out.stated) {
    out.evidence.clear();
    return out;
  }
  const std::vector<double> counts = stores_parameters(weights) ? counts_of(weights) : std::vector<double>{};
  if (!counts.empty())
    out.agrees = std::any_of(counts.begin(), counts.end(), [&](double count) {
      return count <= *out.stated * tolerance && *out.stated <= count * tolerance;
    });
  return out;
}

}  // namespace auditor::evidence
