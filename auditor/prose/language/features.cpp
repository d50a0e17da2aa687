#include "auditor/prose/language/features.h"

#include <algorithm>
#include <array>
#include <string>

namespace auditor::language {
namespace {

using enum Concept;

constexpr std::uint64_t hash_basis = 0xcbf29ce484222325U;  // FNV-1a
constexpr std::uint64_t hash_prime = 0x100000001b3U;

std::uint64_t hash(std::string_view text, std::uint64_t from) {
  for (const char c : text) from = (from ^ static_cast<unsigned char>(c)) * hash_prime;
  return from;
}

constexpr std::array<std::string_view, 9> unit_kinds = {"prose", "item",    "open-box", "done-box", "cell",
                                                        "pair",  "heading", "comment",  "badge"};

class Maker {
 public:
  Maker(const UnitReading& unit, const Utterance& said, const Reading* before, FeatureSink& to)
      : unit_(unit), said_(said), reading_(*said.reading), before_(before), to_(to) {}

  void make() {
    make_place();
    add_clauses();
    add_owners();
    add_words();
  }

  void make_place() {
    to_.add("bias", "");
    to_.add("unit", unit_kinds[static_cast<std::size_t>(unit_.unit.kind)]);
    if (reading_.is_question()) to_.add("question", "asked");
    if (before_ != nullptr && before_->is_question()) to_.add("question", "answered");
    add_surroundings();
  }

 private:
  // "!forbid": denied.
  std::string_view label(const Mention& m) {
    if (!reading_.negated(m)) return name_of(m.what);
    label_ = "!";
    label_ += name_of(m.what);
    return label_;
  }

  void add_clauses() {
    bool first = true;
    std::string left;
    for (const Clause& clause : said_.clauses) {
      const std::string_view subject = clause.subject ? name_of(*clause.subject) : std::string_view("-");
      to_.add("s", subject);
      left.clear();
      for (const Mention& m : clause.mentions) {
        if (m.what == stop) continue;
        const std::string_view what = label(m);
        to_.add("c", what);
        to_.add("k", subject, what);
        if (!left.empty()) to_.add("p", left, what);
        if (std::exchange(first, false)) to_.add("f", what);
        if (reading_.quoted(m)) to_.add("o", name_of(m.what));
        left = what;
      }
    }
  }

  // Whose each thing is: the nearest name or "our" before it, else behind it; and, in a sentence that names two, what
  // is said of the one after the other.
  void add_owners() {
    static const Concepts owners = set_of({this_model, own, other_model});
    static const Concepts said_of =
        set_of({negation,      contrast, yes,        no,        gate,         get,
                release,       withheld, no_weights, hosted,    forbid,       allow,
                noncommercial, commerce, research,   only,      license_open, license_restricted,
                historical,    present,  compares,   permission});
    const std::vector<Mention>& all = reading_.mentions();
    const auto is_owner = [&](const Mention& m) { return holds(owners, m.what); };
    const auto first = std::find_if(all.begin(), all.end(), is_owner);
    std::string_view left;
    std::string one;
    std::string two;
    for (const Mention& m : all) {
      const bool owner = is_owner(m);
      if (owner) left = owner_name(m.what);
      else if (m.what != stop && !left.empty()) to_.add("of", left, label(m));
      else if (m.what != stop && first != all.end()) to_.add("before-of", owner_name(first->what), label(m));
      if (!owner && !holds(said_of, m.what)) continue;
      const std::string what(owner ? owner_name(m.what) : label(m));
      if (!one.empty()) to_.add("then", one, what);
      if (!two.empty()) to_.add("then3", two + ">" + one, what);
      two = std::exchange(one, what);
    }
  }

  static std::string_view owner_name(Concept what) { return what == other_model ? "other" : "ours"; }

  void add_all(std::string_view kind, const Concepts& concepts) {
    for (std::size_t i = 0; i < concept_count; ++i)
      if (concepts.test(i) && i != static_cast<std::size_t>(stop)) to_.add(kind, name_of(static_cast<Concept>(i)));
  }

  void add_surroundings() {
    add_all("above", unit_.above);
    add_all("heading", unit_.heading_concepts);
    if (before_ != nullptr) add_all("before", before_->concepts());
    if (unit_.column != nullptr) add_all("column", unit_.column->concepts());
    if (unit_.row != nullptr) add_all("row", unit_.row->concepts());
    const auto add_subject = [&](std::string_view kind, std::optional<Concept> subject) {
      if (subject) to_.add(kind, name_of(*subject));
    };
    add_subject("ruled-by", unit_.base);
    add_subject("row-of", unit_.row_subject);
    add_subject("corner-of", unit_.corner_subject);
    add_subject("heading-of", unit_.heading_subject);
  }

  // Names mean what they are, not how they are spelt; figures mean a figure.
  [[nodiscard]] std::string_view shown(const evidence::Word& word) const {
    for (const Mention& m : reading_.mentions()) {
      if (m.begin > word.begin) break;
      const bool name = m.what == this_model || m.what == other_model || m.what == license_open ||
                        m.what == license_restricted || m.what == license_unknown;
      if (name && word.end <= m.end) return name_of(m.what);
    }
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (std::any_of(word.text.begin(), word.text.end(), is_digit)) return "#";
    const char initial = reading_.text()[word.begin];
    const bool capital = initial >= 'A' && initial <= 'Z';
    if (capital && word.begin > 0 && !is_known_word(reading_.language(), word.text)) return "Name";
    return word.text;
  }

  void add_words() {
    const auto& words = reading_.words().all();
    const std::size_t count = std::min(words.size(), most_feature_words);
    std::string_view left;
    std::string run;  // of the words, for the pieces of words
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view word = shown(words[i]);
      if (word == left && word.data() != words[i].text.data()) continue;  // the second word of a name
      to_.add("w", word);
      if (!left.empty()) to_.add("b", left, word);
      left = word;
      run += word.data() == words[i].text.data() ? word : std::string_view("_");
      if (!is_unspaced(reading_.language())) run += ' ';
    }
    add_pieces(run);
  }

  // Endings and compounds: four bytes of the folded words; two and three characters where no spaces part words.
  void add_pieces(std::string_view run) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < run.size(); ++i)
      if ((static_cast<unsigned char>(run[i]) & 0xC0U) != 0x80U) starts.push_back(i);
    starts.push_back(run.size());
    const bool unspaced = is_unspaced(reading_.language());
    for (const std::size_t length : {std::size_t{unspaced ? 2U : 4U}, std::size_t{unspaced ? 3U : 0U}})
      for (std::size_t i = 0; length > 0 && i + length < starts.size(); ++i)
        to_.add("g", run.substr(starts[i], starts[i + length] - starts[i]));
  }

  const UnitReading& unit_;
  const Utterance& said_;
  const Reading& reading_;
  const Reading* before_;
  FeatureSink& to_;
  std::string label_;
};

}  // namespace

FeatureId feature_id(std::string_view name) { return hash(name, hash_basis); }

FeatureId feature_id(std::string_view kind, std::string_view first, std::string_view second) {
  std::uint64_t id = hash(first, hash(":", hash(kind, hash_basis)));
  if (!second.empty()) id = hash(second, hash(">", id));
  return id;
}

void FeatureIds::add(std::string_view kind, std::string_view first, std::string_view second) {
  ids_.push_back(feature_id(kind, first, second));
  sorted_ = false;
}

const std::vector<FeatureId>& FeatureIds::sorted() {
  if (!sorted_) {
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
    sorted_ = true;
  }
  return ids_;
}

void Candidate::add_features(FeatureSink& to) const {
  Maker(*unit, *said, before, to).make();
  for (const std::string_view rule : rules) to.add("rule", rule);
}

void Candidate::add_place_features(FeatureSink& to) const {
  Maker(*unit, *said, before, to).make_place();
  for (const std::string_view rule : rules) to.add("rule", rule);
}

std::vector<Candidate> candidates(const DocumentReading& document) {
  std::vector<Candidate> out;
  for (const UnitReading& unit : document.units()) {
    const Reading* before = nullptr;
    for (const Utterance& said : unit.sentences) {
      if (said.reading == nullptr) continue;
      out.push_back({&unit, &said, before, {}});
      before = said.reading;
    }
  }
  return out;
}

std::vector<Candidate> candidates(const DocumentReading& document, const Rules& rules, const Concepts& about,
                                  bool headings) {
  std::vector<Candidate> out = candidates(document);
  std::erase_if(out, [&](const Candidate& c) {
    Concepts around = c.said->reading->concepts() | c.unit->above;
    if (headings) around |= c.unit->heading_concepts;
    if (c.unit->row != nullptr) around |= c.unit->row->concepts();
    if (c.unit->column != nullptr) around |= c.unit->column->concepts();
    return (around & about).none();
  });
  for (Candidate& c : out) {
    const auto [first, last] = rules.equal_range(c.said);
    for (auto it = first; it != last; ++it) c.rules.push_back(it->second);
  }
  return out;
}

}  // namespace auditor::language
