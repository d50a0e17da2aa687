#include "auditor/evidence/content/data_collector.h"

#include "auditor/core/text.h"
#include "auditor/prose/words.h"

#include <algorithm>
#include <set>
#include <span>

namespace auditor::evidence {
namespace {

using language::Concept;
using language::Language;
using language::Reading;
using enum language::Concept;

constexpr std::size_t max_findings = 400;
constexpr std::size_t max_readings = 20000;
constexpr std::size_t max_work = 400'000;
constexpr std::size_t longest_text = 2000;  // of a cell or heading; tells the language, too
constexpr std::size_t most_links = 200;     // of a block
constexpr std::size_t longest_label = 60;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The words of training and testing in all languages, each with the number of its language: it tells which lexicons can
// say something of a text without making them all.
const PhraseTable& role_words() {
  static const PhraseTable table = [] {
    PhraseTable made;
    for (Language l = 0; l < language::languages().size(); ++l)
      for (const Concept what : {trained_on, learned_from, training, testing, evaluated_on})
        language::add_phrases(made, l, what, l);
    return made;
  }();
  return table;
}

// In the order of the languages, each once.
std::set<Language> languages_with_roles(std::string_view text) {
  std::set<Language> out;
  for (const auto& match : role_words().find(Words(text))) out.insert(static_cast<Language>(match.id));
  return out;
}

// The address that `text` begins with.
std::string address_in(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://", "doi:", "hf.co/", "huggingface.co/"}) {
    if (!text.starts_with(scheme)) continue;
    const std::size_t end = std::min(text.find_first_of(" )>,;\"'\n|]"), text.size());
    std::string_view url = text.substr(0, end);
    while (url.ends_with('.')) url.remove_suffix(1);
    return scheme == "doi:" ? "https://doi.org/" + std::string(url.substr(4)) : std::string(url);
  }
  return {};
}

}  // namespace

bool is_training_word(Concept what) { return what == trained_on || what == learned_from; }

bool has_concept(const Reading& reading, std::initializer_list<Concept> any) {
  return std::any_of(any.begin(), any.end(), [&](Concept c) { return reading.has(c); });
}

bool has_score(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) ||
        (i > 0 && (is_alnum(text[i - 1]) || text[i - 1] == '-' || text[i - 1] == '_' || text[i - 1] == '.')))
      continue;
    std::size_t end = i;
    while (end < text.size() && (is_digit(text[end]) || ((text[end] == '.' || text[end] == ',') &&
                                                         end + 1 < text.size() && is_digit(text[end + 1]))))
      ++end;
    const std::string_view number = text.substr(i, end - i);
    const std::size_t whole = std::min(number.find_first_of(".,"), number.size());
    std::string_view rest = text.substr(end);
    i = end;
    if (rest.starts_with("%") || rest.starts_with(" %") || rest.starts_with("\xC2\xA0%")) return true;
    if (whole > 3 || number.find_first_of(".,") != number.find_last_of(".,")) continue;
    if (!rest.empty() && (is_alnum(rest[0]) || rest[0] == '-')) continue;
    if (!rest.empty() && rest[0] == ' ') {
      rest = trim(rest.substr(0, 40));
      const std::string folded = fold_phrase(rest);
      if (language::is_grammar_word("size_units", std::string_view(folded).substr(0, folded.find(' ')))) continue;
    }
    return true;
  }
  return false;
}

DataCollector::DataCollector(const language::DocumentReading& document) : document_(document) {
  for (const Block& block : document.document().blocks) {
    const std::string_view text = trim(block.text);
    if (!text.starts_with("[^")) continue;
    const std::size_t end = text.find("]:");
    if (end == std::string_view::npos) continue;
    const std::string_view rest = text.substr(end + 2);
    std::string url = block.links.empty() ? std::string{} : block.links.front().url;
    if (const auto at = rest.find("http"); url.empty() && at != std::string_view::npos)
      url = address_in(rest.substr(at));
    if (!url.empty()) footnotes_.emplace(std::string(text.substr(2, end - 2)), std::move(url));
  }
}

bool DataCollector::full() const { return out_.size() >= max_findings; }

void DataCollector::keep(language::Candidate sentence, std::vector<DataName> names, std::optional<DataRole> above) {
  constexpr std::size_t work_of_name = 8;
  if (!names.empty() && spend(work_of_name * names.size()))
    sentences_.emplace_back(std::move(sentence), std::move(names), above);
}

bool DataCollector::spend(std::size_t work) {
  work_ += work;
  cut_ = cut_ || work_ > max_work;
  return !cut_;
}

void DataCollector::add_name(std::string_view name, DataRole role, std::string_view url, const DataPlace& place) {
  const std::string clean = clean_data_name(name);
  if (clean.size() < 2 || full() || clean.find("://") != std::string::npos || clean.starts_with("-") ||
      clean.find(" et al") != std::string::npos)
    return;
  for (DataFinding& f : out_)
    if (f.kind == DataFinding::Kind::named && f.role == role && iequals(f.name, clean)) {
      if (f.url.empty()) f.url = std::string(url);
      f.labelled = f.labelled || labelled_;
      return;
    }
  out_.push_back({DataFinding::Kind::named, role, clean, std::string(url), place.text, place.start_line, place.end_line,
                  labelled_});
}

void DataCollector::add(DataFinding::Kind kind, const DataPlace& place) {
  if (!full()) out_.push_back({kind, DataRole::training, {}, {}, place.text, place.start_line, place.end_line});
}

void DataCollector::refuse(std::string_view name, const DataPlace& place) {
  if (!full())
    out_.push_back({DataFinding::Kind::refused,
                    DataRole::training,
                    clean_data_name(name),
                    {},
                    place.text,
                    place.start_line,
                    place.end_line});
}

void DataCollector::bar(std::string_view name, const DataPlace& place) {
  barred_.insert(clean_data_name(name));
  refuse(name, place);
}

bool DataCollector::is_data_label(std::string_view label) {
  constexpr std::size_t longest = 24;
  label = trim(label);
  while (!label.empty() && (label.back() == ':' || label.back() == '*')) label.remove_suffix(1);
  return label.size() <= longest && language::is_grammar_word("data_labels", fold_phrase(label));
}

Language DataCollector::language_around(std::string_view words) const {
  constexpr std::size_t telling = 40;
  words = words.substr(0, longest_text);
  const Language language = language::language_of(words);
  return language == language::english && words.size() < telling ? document_.language() : language;
}

const Reading& DataCollector::read(std::string_view text, Language language) {
  text = text.substr(0, longest_text);
  const std::string key = std::string(language::code_of(language)) + "\n" + std::string(text);
  if (const auto known = loose_.find(key); known != loose_.end()) return *known->second.reading;
  if (loose_.size() >= max_readings) {
    cut_ = true;
    return nothing_;
  }
  Loose& made = loose_[key];
  made.text = std::string(text);
  const auto names = language::find_model_names(made.text, language, own(), {});
  made.reading = std::make_unique<Reading>(made.text, language, names);
  return *made.reading;
}

const Reading& DataCollector::in_own_language(const Reading& reading) {
  constexpr std::size_t longest_foreign = 200;
  constexpr std::size_t most_foreign = 2000;
  const std::string_view text = reading.text();
  if (reading.language() != language::english || text.size() > longest_foreign || foreign_.size() >= most_foreign)
    return reading;
  if (language::has_small_words(text, language::english)) return reading;
  const auto weight = [](const Reading& r) {
    std::size_t sum = 0;
    for (const auto& m : r.mentions())
      if (is_training_word(m.what) || m.what == training || m.what == testing || m.what == evaluated_on)
        sum += m.end - m.begin;
    return sum;
  };
  std::size_t most = weight(reading);
  Language best = language::english;
  for (const Language l : languages_with_roles(text)) {
    if (l == language::english || language::is_unspaced(l)) continue;
    const std::size_t found = weight(Reading(text, l, {}));
    if (found <= most) continue;
    most = found;
    best = l;
  }
  if (best == language::english) return reading;
  const auto names = language::find_model_names(text, best, own(), {});
  return foreign_.emplace_back(text, best, names);
}

std::optional<DataRole> DataCollector::role_of_label(std::string_view label) {
  label = trim(label);
  while (!label.empty() && (label.back() == ':' || label.back() == '*')) label.remove_suffix(1);
  if (label.empty() || label.size() > longest_label) return std::nullopt;
  if (const auto known = labels_.find(label); known != labels_.end()) return known->second;
  std::string words(label);
  std::replace(words.begin(), words.end(), '_', ' ');
  std::optional<DataRole> role;
  const auto try_in = [&](Language language) {
    const Reading reading(words, language, {});
    std::size_t most = 0;
    for (const auto& m : reading.mentions()) {
      const bool trains = is_training_word(m.what) || m.what == training;
      const bool tests = m.what == evaluated_on || m.what == testing;
      const std::size_t size = m.end - m.begin;
      // "Training set of the run" is of data; "training time" is not, whatever its first word.
      const bool bare = m.what == training || m.what == testing;
      if ((!trains && !tests) || size * 2 < words.size() || (bare && size + 2 < words.size()) || size <= most) continue;
      most = size;
      role = trains ? DataRole::training : DataRole::evaluation;
    }
  };
  try_in(document_.language());
  if (!role)
    for (const Language l : languages_with_roles(words)) {
      try_in(l);
      if (role) break;
    }
  labels_.emplace(std::string(label), role);
  return role;
}

std::string DataCollector::footnote(std::string_view id) const {
  const auto found = footnotes_.find(id);
  return found == footnotes_.end() ? std::string{} : found->second;
}

std::string DataCollector::url_of(const DataName& name, std::string_view text, const Block* block) const {
  constexpr std::size_t near = 48;
  if (!name.url.empty()) return name.url;
  const std::string_view rest = text.substr(std::min(name.end, text.size())).substr(0, near + 200);
  if (block != nullptr)
    for (const Link& link : std::span(block->links).first(std::min(block->links.size(), most_links))) {
      const bool note =
          link.text.starts_with("^") && rest.substr(0, link.text.size() + 3).find(link.text) != std::string_view::npos;
      const bool names = link.text.find(name.name) != std::string::npos && link.text.size() <= name.name.size() + 20;
      const bool named = link.text.size() > 3 && name.name.find(link.text) != std::string::npos;
      if (!note && !names && !named) continue;
      if (!link.image) return link.url;
      for (const Link& around : block->links)  // a badge leads where the link around it does
        if (!around.image && around.line == link.line) return around.url;
    }
  if (const auto note = rest.find("[^"); note <= 12)
    if (const auto end = rest.find(']', note); end != std::string_view::npos)
      if (std::string url = footnote(rest.substr(note + 2, end - note - 2)); !url.empty()) return url;
  for (const std::string_view scheme : {"https://", "http://", "doi:", "hf.co/", "huggingface.co/"})
    if (const auto at = rest.find(scheme); at <= near) return address_in(rest.substr(at));
  return {};
}

}  // namespace auditor::evidence
