#include "auditor/prose/language/classifier.h"

#include "auditor/core/resources.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <deque>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

namespace auditor::language {
namespace {

constexpr std::string_view folder = "rules/language/classifiers/";

// Each read when it is first asked for.
class Shipped {
 public:
  Shipped() {
    for (const std::string_view name : resource_names(folder)) {
      Entry& entry = entries_.emplace_back();
      entry.name = name.substr(folder.size(), name.rfind('.') - folder.size());
      entry.resource = name;
    }
  }

  const Classifier& named(std::string_view name) {
    for (Entry& entry : entries_) {
      if (entry.name != name) continue;
      std::call_once(entry.made, [&] { entry.classifier.emplace(resource_text(entry.resource)); });
      return *entry.classifier;
    }
    throw std::logic_error("no classifier " + std::string(name));
  }

 private:
  struct Entry {
    std::string_view name;
    std::string_view resource;
    std::once_flag made;
    std::optional<Classifier> classifier;
  };
  std::deque<Entry> entries_;
};

}  // namespace

Classifier::Classifier(std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  slots_.resize(std::bit_ceil(2 * (lines + 1)));  // at least half stay free
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t tab = line.rfind('\t');
    if (tab == std::string_view::npos || line.starts_with('#')) continue;
    int value = 0;
    std::from_chars(line.data() + tab + 1, line.data() + line.size(), value);
    const std::string_view name = line.substr(0, tab);
    if (name == "likely") likely_ = value;
    else if (name == "possible") possible_ = value;
    else if (const FeatureId id = feature_id(name); id != 0) slots_[slot_of(id)] = {id, value};
  }
}

// Where it stands, or the free slot where it would.
std::size_t Classifier::slot_of(FeatureId feature) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = feature & mask;
  while (slots_[at].feature != 0 && slots_[at].feature != feature) at = (at + 1) & mask;
  return at;
}

const Classifier& Classifier::named(std::string_view name) {
  static Shipped shipped;
  return shipped.named(name);
}

int Classifier::score(std::span<const FeatureId> features) const {
  int sum = 0;
  for (const FeatureId id : features) sum += slots_[slot_of(id)].weight;
  return sum;
}

}  // namespace auditor::language
