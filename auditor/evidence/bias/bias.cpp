#include "auditor/evidence/bias/bias.h"

#include "auditor/core/text.h"
#include "auditor/evidence/bias/bias_judge.h"
#include "auditor/evidence/bias/bias_table.h"
#include "auditor/evidence/bias/contact.h"
#include "auditor/evidence/card/table_card.h"
#include "auditor/prose/sections.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <memory>

namespace auditor::evidence {
namespace {

// "Despite improvements that need no annotations, …": what is conceded neither denies nor remedies what follows.
std::string_view after_concession(std::string_view text) {
  const auto comma = text.find(", ");
  return starts_with_i(text, "despite ") && comma != std::string_view::npos ? text.substr(comma + 2) : text;
}

using M = Meaning;

constexpr std::size_t most_signals = 200;
constexpr std::size_t quote_bytes = 236;
constexpr std::size_t longest_sentence = 4000;
constexpr std::size_t longest_block = 4 * longest_sentence;
constexpr std::size_t pointer_words = 30;
constexpr std::size_t shown_of_table = 2000;

using Visit = std::function<void(const BiasSentence&, int line)>;

struct SectionFlags {
  bool subject = false;
  bool excluding = false;
  bool references = false;
  bool limits = false;  // about uses and limits
};

void add_names(const Json& value, std::string& out) {
  if (value.is_string()) out += " " + fold_phrase(value.get_ref<const std::string&>()) + " ";
  if (value.is_array())
    for (const auto& item : value) add_names(item, out);
}

// As written: capitals tell the benchmark BOLD from the word.
void add_written(const Json& object, std::initializer_list<const char*> keys, std::string& out) {
  for (const char* key : keys)
    if (const auto found = object.find(key); found != object.end() && found->is_string())
      out += (out.empty() ? "" : ", ") + found->get_ref<const std::string&>();
}

bool is_text(const Block& block) {
  return block.kind == BlockKind::paragraph || block.kind == BlockKind::list_item || block.kind == BlockKind::html;
}

// The words before the first text of substance, where a model's task is told.
std::string opening(const Document& document) {
  std::string out;
  for (const Block& block : document.blocks) {
    if (!is_text(block) && block.kind != BlockKind::heading) continue;
    out += block.text.substr(0, 400) + "\n";
    if (out.size() > 700) break;
  }
  return out;
}

bool classifies_toxicity(const Document& document, const Json& front_matter, const std::string& title) {
  if (Reading(title).has(M::toxicity_task)) return true;
  if (front_matter.is_object() && front_matter.contains("tags")) {
    std::string tags;
    add_names(front_matter["tags"], tags);
    if (Reading(tags).has(M::toxicity_task)) return true;
  }
  const std::string text = opening(document);
  const Reading first(text);
  return std::any_of(first.hits().begin(), first.hits().end(), [&](const Hit& hit) {
    return hit.meaning == M::toxicity_task && hit.last > hit.first && !first.negated(hit);
  });
}

BiasDocument describe(const Document& document, const Json& front_matter) {
  BiasDocument about;
  std::string title;
  for (std::size_t i = 0; i < document.sections.size() && i < 2; ++i)
    if (i == 0 || document.sections[i].level == 1) title += document.sections[i].heading + " ";
  about.own_names = " " + fold_phrase(title) + " ";
  if (front_matter.is_object()) {
    if (front_matter.contains("model_name")) add_names(front_matter["model_name"], about.own_names);
    if (front_matter.contains("base_model")) add_names(front_matter["base_model"], about.base_names);
  }
  about.toxicity_is_task = classifies_toxicity(document, front_matter, title);
  return about;
}

// "Bender, “On fairness in language models”, 2021.": a quoted title with its year at the end.
bool is_quoted_title(std::string_view text) {
  text = trim(text);
  while (!text.empty() && (text.back() == '.' || text.back() == ')')) text.remove_suffix(1);
  if (text.size() < 20) return false;
  const std::string_view year = text.substr(text.size() - 4);
  const bool dated = (year.starts_with("19") || year.starts_with("20")) &&
                     year.find_first_not_of("0123456789") == std::string_view::npos;
  const bool quoted = text.find('"') != text.rfind('"') || text.find("”") != std::string_view::npos ||
                      text.find("»") != std::string_view::npos;
  return dated && quoted;
}

// Bibliography entries: their titles speak of bias, the document does not.
bool is_reference(std::string_view text) {
  if (is_quoted_title(text)) return true;
  static constexpr std::string_view marks[] = {"arXiv preprint", "Proceedings of", "In Proceedings", "pages ",
                                               "pp. ",           "doi.org",        "Preprint"};
  if (std::none_of(std::begin(marks), std::end(marks),
                   [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; }))
    return false;
  for (std::size_t i = 0; i + 3 < text.size(); ++i) {
    const bool year =
        (text.compare(i, 2, "19") == 0 || text.compare(i, 2, "20") == 0) && text[i + 2] >= '0' && text[i + 2] <= '9';
    if (year) return true;
  }
  return false;
}

bool is_contents_entry(const Block& block) {
  return block.links.size() == 1 && block.links[0].url.starts_with("#") &&
         trim(block.links[0].text) == trim(block.text);
}

// "Language(s): English": a field is no sentence.
bool is_field(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon > 40) return false;
  return Words(text.substr(colon)).size() <= 5;
}

class BiasReader {
 public:
  // `visit`, unless null, is shown every sentence, and no second reading is made.
  BiasReader(const Document& document, const Json& front_matter, const Visit* visit = nullptr)
      : document_(document), about_(describe(document, front_matter)), front_matter_(front_matter), visit_(visit) {
    flag_sections();
  }

  Bias run() {
    survey();
    for (std::size_t i = 0; i < document_.blocks.size(); ++i) i = block(i);
    model_index();
    account();
    std::stable_sort(bias_.signals.begin(), bias_.signals.end(),
                     [](const BiasSignal& a, const BiasSignal& b) { return a.start_line < b.start_line; });
    if (is_pointer()) bias_ = {};
    return std::move(bias_);
  }

 private:
  void flag_sections() {
    flags_.resize(document_.sections.size());
    for (std::size_t i = 0; i < flags_.size(); ++i) {
      const DocumentSection& section = document_.sections[i];
      if (section.parent >= 0) flags_[i] = flags_[static_cast<std::size_t>(section.parent)];
      const auto names = canonical_sections(section.heading);
      const bool excluded = std::find(names.begin(), names.end(), "out-of-scope") != names.end();
      if (!names.empty()) flags_[i].excluding = excluded && names.size() == 1;
      for (const char* name : {"bias-risks-limitations", "recommendations", "intended-use", "out-of-scope"})
        flags_[i].limits = flags_[i].limits || std::find(names.begin(), names.end(), name) != names.end();
      flags_[i].references = flags_[i].references || names == std::vector<std::string>{"citation"};
      const bool title = i == 0 && section.parent < 0 && section.first_block <= 2;
      flags_[i].subject = !title && (flags_[i].subject || names_subject(Reading(section.heading), BiasDocument{}));
    }
  }

  [[nodiscard]] SectionFlags flags_of(const Block& block) const {
    return block.section < 0 ? SectionFlags{} : flags_[static_cast<std::size_t>(block.section)];
  }

  // Reads every block once: what the document is about, and which known model it speaks of most.
  void survey() {
    std::size_t things = 0;
    std::size_t people = 0;
    std::map<std::string, int> models;
    readings_.resize(document_.blocks.size());
    headings_.resize(document_.sections.size());
    for (std::size_t i = 0; i < readings_.size(); ++i) {
      const Block& block = document_.blocks[i];
      if (!is_text(block) && block.kind != BlockKind::heading && block.kind != BlockKind::table_row) continue;
      readings_[i] = std::make_unique<Reading>(std::string_view(block.text).substr(0, longest_block));
      const Reading& reading = *readings_[i];
      if (block.kind == BlockKind::heading) note_heading(block, reading);
      things += reading.count(M::thing);
      people += reading.count(M::person) + reading.count(M::group) + reading.count(M::attribute);
      if (!reading.has(M::other_model)) continue;
      for (const Hit& hit : reading.hits())
        if (hit.meaning == M::other_model) ++models[reading.phrase(hit)];
    }
    about_.about_things = things >= 4 && things > 2 * people;
    const auto most = std::max_element(models.begin(), models.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    const bool title_names_none = !Reading(about_.own_names).has(M::other_model);
    if (title_names_none && most != models.end() && most->second >= 5) about_.own_names += most->first + " ";
  }

  void note_heading(const Block& block, const Reading& reading) {
    if (block.section < 0) return;
    const auto index = static_cast<std::size_t>(block.section);
    if (document_.sections[index].start_line == block.start_line) headings_[index] = &reading;
  }

  [[nodiscard]] const Reading& reading_of(const Block& block) const {
    return *readings_[static_cast<std::size_t>(&block - document_.blocks.data())];
  }

  std::size_t block(std::size_t i) {
    const Block& block = document_.blocks[i];
    const SectionFlags flags = flags_of(block);
    if (block.kind == BlockKind::heading) {
      heading(block);
      lead_ = nullptr;
      parents_.clear();
      return i;
    }
    if (flags.references) return i;
    if (block.kind == BlockKind::table_row) return table(i);
    if (!is_text(block)) return i;
    images(block, flags);
    if (block.text.empty() || is_reference(block.text) || is_contents_entry(block)) return i;
    read(block, reading_of(block), flags, 4);
    remember(block);
    return i;
  }

  void heading(const Block& block) {
    if (block.section < 0) return;
    const auto index = static_cast<std::size_t>(block.section);
    const bool own = document_.sections[index].start_line == block.start_line;
    if (!own || !flags_[index].subject) return;
    if (!names_subject(reading_of(block), BiasDocument{})) return;
    Judgement judged;
    judged.level = 1;
    judged.kind = "heading";
    BiasContext context;
    context.of_limits = flags_[index].limits;
    if (visit_ != nullptr)
      (*visit_)({"heading", &reading_of(block), nullptr, nullptr, &about_, context, judged}, block.start_line);
    signal(1, "heading", block.start_line, block.end_line, block.text);
    const DocumentSection& section = document_.sections[index];
    bool linked = false;
    for (std::size_t i = section.first_block; i < std::min(section.last_block, document_.blocks.size()); ++i)
      linked = linked || !document_.blocks[i].links.empty();
    stated_ = stated_ || !linked;
  }

  void images(const Block& block, const SectionFlags& flags) {
    for (const Link& link : block.links) {
      if (!link.image) continue;
      const bool named = !link.text.empty() && names_subject(Reading(link.text), about_);
      if (named || flags.subject) signal(0, "figures-in-image", link.line, link.line, link.text);
    }
  }

  // The text that leads to a list, and the items above a nested one.
  void remember(const Block& block) {
    if (block.kind != BlockKind::list_item) {
      lead_ = &block;
      parents_.clear();
      return;
    }
    while (!parents_.empty() && parents_.back()->level >= block.level) parents_.pop_back();
    parents_.push_back(&block);
  }

  [[nodiscard]] const Block* lead_of(const Block& block) const {
    if (block.kind != BlockKind::list_item) return nullptr;
    for (std::size_t i = parents_.size(); i-- > 0;)
      if (parents_[i]->level < block.level) return parents_[i];
    return lead_;
  }

  // Reads the sentences of a block, or of a part of it, up to a level.
  void read(const Block& block, const Reading& whole, const SectionFlags& flags, int highest) {
    BiasContext context;
    context.subject_heading = flags.subject;
    context.excluding_heading = flags.excluding;
    context.of_limits = flags.limits;
    const Block* lead = lead_of(block);
    if (lead != nullptr && opens_list(*lead)) {
      context.lead = &reading_of(*lead);
      context.excluding_lead = context.lead->has(M::prohibition);
    }
    if (worthless(whole, context)) return;
    context.tied = whole.has(M::own) || (context.lead != nullptr && context.lead->has(M::own));
    context.of_other_model = block.quoted && ((lead_ != nullptr && names_other_model(reading_of(*lead_), about_)) ||
                                              names_other_model(whole, about_));
    const auto all = sentences_in(block, whole.words().source());
    int best = 0;
    before_ = nullptr;
    for (const Sentence& sentence : all) best = std::max(best, judge(block, sentence, whole, context, highest));
    if (best == 1 && all.size() > 1) neighbours(all, heading_of(block), context);
  }

  static bool opens_list(const Block& lead) {
    const std::string_view text = trim(lead.text);
    return text.ends_with(':') || text.ends_with("：") || (lead.kind == BlockKind::list_item && text.size() < 80);
  }

  // Nothing of the rubric's words, and nobody who is served: no need to look closer.
  static bool worthless(const Reading& reading, const BiasContext& context) {
    const bool leads = context.lead != nullptr && context.lead->has_any(M::harm, M::group, M::bias, M::subject);
    return !leads && !reading.has_any(M::bias, M::subject, M::subject_weak, M::toxic, M::group, M::group_weak,
                                      M::decision, M::benchmark, M::scope, M::language, M::mitigation, M::attribute,
                                      M::age_year, M::person, M::harm, M::occupation, M::umbrella);
  }

  static std::vector<Sentence> sentences_in(const Block& block, std::string_view text) {
    std::vector<Sentence> out;
    const char* begin = text.data();
    for (const Sentence& sentence : sentences(block))
      if (sentence.text.data() >= begin && sentence.text.data() + sentence.text.size() <= begin + text.size())
        out.push_back(sentence);
    return out;
  }

  int judge(const Block& block, const Sentence& sentence, const Reading& whole, const BiasContext& context,
            int highest) {
    const std::string_view text = sentence.text.substr(0, longest_sentence);
    const std::string_view rest = after_concession(text);
    if (rest.size() == whole.words().source().size()) return judge(block, sentence, text, whole, context, highest);
    auto part = std::make_unique<Reading>(rest);
    const int level = judge(block, sentence, text, *part, context, highest);
    before_ = std::move(part);
    return level;
  }

  int judge(const Block& block, const Sentence& sentence, std::string_view text, const Reading& reading,
            BiasContext context, int highest) {
    context.linked_subject = is_linked(block, text, reading);
    Judgement judged = judge_sentence(reading, about_, context);
    const std::string_view kind = judged.kind;
    if (((kind == "scope" || kind == "language-quality") && is_field(text)) || judged.level > highest) judged = {};
    judged = again({unit_of(block), &reading, before_.get(), heading_of(block), &about_, context, judged}, highest,
                   sentence.start_line);
    take(judged, sentence.start_line, sentence.end_line, text);
    stated_ = stated_ || (judged.level > 0 && block.links.empty() && text.find("://") == std::string_view::npos);
    return judged.level;
  }

  static std::string_view unit_of(const Block& block) {
    if (block.kind == BlockKind::list_item) return "item";
    return block.kind == BlockKind::table_row ? "row" : "prose";
  }

  [[nodiscard]] const Reading* heading_of(const Block& block) const {
    if (block.section < 0) return nullptr;
    return headings_[static_cast<std::size_t>(block.section)];
  }

  Judgement again(const BiasSentence& sentence, int highest, int line) {
    if (visit_ == nullptr) return judge_again(sentence, highest);
    (*visit_)(sentence, line);
    return sentence.ruled;
  }

  // The subject named only by the text of a link is a pointer, not a statement.
  bool is_linked(const Block& block, std::string_view text, const Reading& reading) const {
    if (block.links.empty() || !names_subject(reading, about_)) return false;
    std::string rest(text);
    for (const Link& link : block.links) {
      if (link.image || link.text.size() < 3) continue;
      if (const auto at = rest.find(link.text); at != std::string::npos) rest.erase(at, link.text.size());
    }
    return rest.size() < text.size() && !names_subject(Reading(rest), about_);
  }

  // Who in one sentence, what in the next: a statement may take two.
  void neighbours(const std::vector<Sentence>& all, const Reading* heading, const BiasContext& context) {
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      const char* begin = all[i].text.data();
      const char* end = all[i + 1].text.data() + all[i + 1].text.size();
      const std::string_view text(begin, static_cast<std::size_t>(end - begin));
      if (text.size() > longest_sentence) continue;
      const Reading both(text);
      if (both.has(M::boilerplate) || !both.has_any(M::bias, M::subject)) continue;
      const Judgement judged = judge_sentence(both, about_, context);
      if (judged.level != 2 || std::string_view(judged.kind) != "stated-harm") continue;
      if (visit_ != nullptr) (*visit_)({"pair", &both, nullptr, heading, &about_, context, judged}, all[i].start_line);
      take(judged, all[i].start_line, all[i + 1].end_line, text);
    }
  }

  void take(const Judgement& judged, int start_line, int end_line, std::string_view text) {
    if (judged.level > 0) signal(judged.level, judged.kind, start_line, end_line, text);
    if (judged.level == 3) groups_.insert(judged.groups.begin(), judged.groups.end());
    if (judged.mitigated && mitigation_line_ == 0) {
      mitigation_line_ = start_line;
      mitigation_ = std::string(text);
    }
    if (judged.limited && limit_line_ == 0) {
      limit_line_ = start_line;
      limit_ = std::string(text);
    }
  }

  std::size_t table(std::size_t first) {
    const std::size_t end = table_end(document_, first);
    const SectionFlags flags = flags_of(document_.blocks[first]);
    const std::string text = caption(document_.blocks[first]);
    const Reading leading(text);
    BiasContext context;
    context.subject_heading = flags.subject;
    context.excluding_heading = flags.excluding;
    bool people = leading.has_any(M::attribute, M::benchmark, M::bias, M::subject);
    for (std::size_t i = first; i < end && !people; ++i)
      people = reading_of(document_.blocks[i]).has_any(M::group, M::attribute, M::benchmark);
    for (std::size_t i = first; i < end && !people; ++i)
      people = reading_of(document_.blocks[i]).has_any(M::group_weak, M::person, M::language, M::metric);
    if (people) figures(first, end, leading, context);
    for (std::size_t i = first; i < end; ++i) row(document_.blocks[i], flags);
    return end - 1;
  }

  void figures(std::size_t first, std::size_t end, const Reading& leading, const BiasContext& context) {
    std::string text;
    for (std::size_t i = first; i < end && text.size() < shown_of_table; ++i)
      text += document_.blocks[i].text.substr(0, shown_of_table) + "\n";
    const Reading shown(text);
    Judgement judged = judge_table(document_, first, end, leading, about_, context);
    judged = again({"table", &shown, &leading, heading_of(document_.blocks[first]), &about_, context, judged}, 3,
                   document_.blocks[first].start_line);
    if (judged.level > 0)
      take(judged, document_.blocks[first].start_line, document_.blocks[end - 1].end_line,
           document_.blocks[first].text);
  }

  // Cells of prose are read like any other text; the row as a whole for who and what.
  void row(const Block& block, const SectionFlags& flags) {
    if (block.header_row || worthless(reading_of(block), BiasContext{})) return;
    bool prose = false;
    for (const std::string& cell : block.cells) {
      if (Words(cell).size() < 5) continue;
      prose = true;
      Block part;
      part.kind = BlockKind::paragraph;
      part.text = cell;
      part.links = block.links;
      part.start_line = block.start_line;
      part.end_line = block.end_line;
      part.section = block.section;
      read(part, Reading(part.text), flags, 4);
    }
    if (prose) {
      read(block, reading_of(block), flags, 2);
      return;
    }
    BiasContext context;
    context.subject_heading = flags.subject;
    context.excluding_heading = flags.excluding;
    const Reading& whole = reading_of(block);
    take(again({"row", &whole, nullptr, heading_of(block), &about_, context, {}}, 2, block.start_line),
         block.start_line, block.end_line, block.text);
  }

  [[nodiscard]] std::string caption(const Block& block) const {
    std::string out;
    for (int i = block.section; i >= 0; i = document_.sections[static_cast<std::size_t>(i)].parent)
      if (document_.sections[static_cast<std::size_t>(i)].level > 1)
        out += document_.sections[static_cast<std::size_t>(i)].heading + ". ";
    if (!parents_.empty()) out += parents_.back()->text.substr(0, 400) + " ";
    if (lead_ != nullptr) out += lead_->text.substr(0, 600);
    return out;
  }

  // Results in the metadata: model-index is the one part of it that is read.
  void model_index() {
    if (!front_matter_.is_object() || !front_matter_.contains("model-index") ||
        !front_matter_["model-index"].is_array())
      return;
    for (const auto& model : front_matter_["model-index"]) {
      if (!model.is_object() || !model.contains("results") || !model["results"].is_array()) continue;
      for (const auto& result : model["results"]) {
        if (!result.is_object() || !result.contains("metrics") || !result["metrics"].is_array()) continue;
        std::string text;
        if (result.contains("dataset") && result["dataset"].is_object())
          add_written(result["dataset"], {"name", "type"}, text);
        for (const auto& metric : result["metrics"]) index_metric(text, metric);
      }
    }
  }

  void index_metric(std::string text, const Json& metric) {
    if (!metric.is_object() || !metric.contains("value") || !metric["value"].is_number()) return;
    add_written(metric, {"name", "type"}, text);
    if (Reading(text).has(M::benchmark))
      signal(3, "model-index", document_.front_matter.start_line, document_.front_matter.end_line, text);
  }

  // Level 4: figures of two groups, something done about them, someone to reach.
  void account() {
    if (bias_.level < 3) return;
    const bool acted = mitigation_line_ > 0 || limit_line_ > 0;
    const Contact contact = find_contact(document_);
    if (mitigation_line_ > 0) signal(0, "mitigation", mitigation_line_, mitigation_line_, mitigation_);
    if (limit_line_ > 0) signal(0, "limited-use", limit_line_, limit_line_, limit_);
    if (!contact.text.empty()) signal(0, "contact", contact.line, contact.line, contact.text);
    if (groups_.size() >= 2 && acted && !contact.text.empty()) bias_.level = 4;
  }

  // A card that only points elsewhere says nothing itself.
  [[nodiscard]] bool is_pointer() const {
    std::size_t words = 0;
    bool links = false;
    for (const Block& block : document_.blocks) {
      if (block.kind == BlockKind::code || block.kind == BlockKind::comment) continue;
      words += Words(std::string_view(block.text).substr(0, longest_sentence)).size();
      links = links || !block.links.empty();
      if (words > pointer_words) return false;
    }
    return links && bias_.level <= 1 && !stated_;
  }

  void signal(int level, const char* kind, int start_line, int end_line, std::string_view text) {
    bias_.level = std::max(bias_.level, level);
    const bool known = std::any_of(bias_.signals.begin(), bias_.signals.end(), [&](const BiasSignal& s) {
      return s.start_line == start_line && s.end_line == end_line && s.kind == kind;
    });
    if (known || bias_.signals.size() >= most_signals) return;
    bias_.signals.push_back({level, kind, start_line, end_line, to_valid_utf8(ellipsize(text, quote_bytes))});
  }

  const Document& document_;
  BiasDocument about_;
  const Json& front_matter_;
  const Visit* visit_;
  std::vector<std::unique_ptr<Reading>> readings_;  // of the blocks that hold text
  std::vector<const Reading*> headings_;            // of the sections
  std::unique_ptr<Reading> before_;                 // the sentence before, of the same block
  std::vector<SectionFlags> flags_;
  Bias bias_;
  const Block* lead_ = nullptr;
  std::vector<const Block*> parents_;
  std::set<std::string> groups_;
  bool stated_ = false;  // by words of its own, beside no link
  int mitigation_line_ = 0;
  int limit_line_ = 0;
  std::string mitigation_;
  std::string limit_;
};

}  // namespace

Bias bias_of(const Document& document, const Json& front_matter) { return BiasReader(document, front_matter).run(); }

void visit_bias_sentences(const Document& document, const Visit& visit) {
  (void)BiasReader(document, nullptr, &visit).run();
}

Json to_json(const Bias& bias) {
  Json signals = Json::array();
  for (const BiasSignal& signal : bias.signals)
    signals.push_back({{"level", signal.level},
                       {"kind", signal.kind},
                       {"start_line", signal.start_line},
                       {"end_line", signal.end_line},
                       {"quote", signal.quote}});
  return {{"level", bias.level}, {"signals", std::move(signals)}};
}

}  // namespace auditor::evidence
