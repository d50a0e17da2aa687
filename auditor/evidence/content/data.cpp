#include "auditor/evidence/content/data.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/content/data_files.h"
#include "auditor/evidence/content/data_reader.h"
#include "auditor/evidence/content/dataset_mentions.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/evidence/repository/readings.h"
#include "auditor/prose/prose.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <optional>
#include <set>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_citations = 3;
constexpr std::size_t max_datasets = 200;
constexpr std::size_t most_folders = 200;  // below which a path is looked for

struct Vocabulary {
  std::vector<std::string> training;
  std::vector<std::string> fine_tuning;
  std::vector<std::string> evaluation;
  std::vector<std::string> undisclosed;
  std::vector<std::string> sources;
  std::vector<std::pair<std::string, std::vector<std::string>>> topics;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/data.yaml");
    Vocabulary v{string_list(data, "training_phrases"),   string_list(data, "fine_tuning_phrases"),
                 string_list(data, "evaluation_phrases"), string_list(data, "undisclosed_phrases"),
                 string_list(data, "source_words"),       {}};
    for (const auto& [id, phrases] : data.at("topics").items()) v.topics.emplace_back(id, phrases.strings());
    return v;
  }();
  return loaded;
}

bool has_section(const CardSection& section, std::string_view wanted) {
  return std::find(section.sections.begin(), section.sections.end(), wanted) != section.sections.end();
}

// The innermost section that holds the line says what its data are for.
std::string role_of_line(const Card& card, int line) {
  const CardSection* inner = nullptr;
  for (const CardSection& s : card.sections)
    if (s.start_line <= line && line <= s.end_line && (!has_section(s, "model-details") || inner == nullptr))
      inner = &s;
  if (inner == nullptr) return {};
  if (has_section(*inner, "training-data")) return "training";
  if (has_section(*inner, "evaluation")) return "evaluation";
  return {};
}

class Reader {
 public:
  Reader(Repository& repository, const OwnNames& own, Data& data) : repository_(repository), own_(own), data_(data) {
    for (const source::Entry& entry : repository.entries())
      if (const auto slash = entry.path.find('/'); slash != std::string::npos && top_folders_.size() < most_folders)
        top_folders_.insert(entry.path.substr(0, slash));
  }

  void read_document(const std::string& path, bool data_card) {
    const Card* card = repository_.card(path);
    if (card == nullptr) return;
    read_front_matter(*card, data_card);
    findings_ = {};
    finding_names_.clear();
    about_data_ = !data_card && lies_with_data(path);
    if (!data_card) find_words(path);
    for (const Block& block : card->document.blocks) {
      const bool prose = block.kind == BlockKind::paragraph || block.kind == BlockKind::list_item ||
                         block.kind == BlockKind::table_row || block.kind == BlockKind::html;
      if (prose) read_block(*card, block, data_card);
    }
    if (!data_card) read_words(path);
  }

 private:
  struct FindingName {
    std::string bare;
    std::string canonical;  // as the well-known set it is, bare too
  };

  // What the text of a block says of every set it names; found when the first asks.
  struct BlockWords {
    explicit BlockWords(const std::string& lower_text) : lower(lower_text), starts(lower) {}
    std::string lower;
    WordStarts starts;
    std::optional<bool> sized;
    std::optional<bool> sourced;

    bool is_sized() { return sized ? *sized : sized.emplace(static_cast<bool>(find_size(lower))); }
    bool is_sourced() {
      return sourced ? *sourced : sourced.emplace(first_phrase(lower, starts, vocabulary().sources) != nullptr);
    }
  };

  // "owner/name" leads to one data set of the hub.
  static bool is_hub_id(std::string_view name) {
    const std::size_t slash = name.find('/');
    return slash != std::string_view::npos && slash > 0 && name.find('/', slash + 1) == std::string_view::npos &&
           slash + 1 < name.size() && name.find(' ') == std::string_view::npos;
  }

  void find_words(const std::string& path) {
    const language::DocumentReading* document = reading_of(repository_, own_, path);
    if (document == nullptr) return;
    findings_ = read_data(*document);
    for (const DataFinding& f : findings_.all) {
      DatasetMention canonical;
      canonical.name = f.name;
      canonicalize(canonical);
      finding_names_.push_back({bare_name(f.name), bare_name(canonical.name)});
    }
    if (findings_.cut) repository_.report({path, 0, "limit", "more names of data sets than are read"});
  }

  // A link whose text is its address: the last part of its path names it, if anything does.
  static bool named_by_words(DatasetMention& mention) {
    if (mention.name.find("://") == std::string::npos) return true;
    if (!mention.id.empty()) {
      mention.name = mention.id;
      return true;
    }
    return false;
  }

  // Its last part, lower case, without "the".
  static std::string bare_name(std::string_view name) {
    if (const std::size_t slash = name.rfind('/'); slash != std::string_view::npos) name.remove_prefix(slash + 1);
    const std::string lower = to_lower(name);
    return lower.starts_with("the ") ? lower.substr(4) : lower;
  }

  static bool is_same(std::string_view bare, std::string_view other) {
    return !bare.empty() && !other.empty() && (bare.starts_with(other) || other.starts_with(bare));
  }

  // What the words around a link or well-known name say of it: they are surer than the block's phrases. Null: nothing.
  [[nodiscard]] const DataFinding* words_on(const DatasetMention& mention, const Block& block, bool* both) const {
    const DataFinding* refused = nullptr;
    const DataFinding* named = nullptr;
    const std::string bare = bare_name(mention.name);
    for (std::size_t i = 0; i < findings_.all.size(); ++i) {
      const DataFinding& f = findings_.all[i];
      const bool names = f.kind == DataFinding::Kind::named;
      if (!names && f.kind != DataFinding::Kind::refused) continue;
      const FindingName& name = finding_names_[i];
      if (!is_same(bare, name.bare) && !is_same(bare, name.canonical)) continue;
      if (names) {
        *both = *both || (named != nullptr && named->role != f.role);
        named = &f;
      } else if (block.start_line <= f.start_line && f.start_line <= block.end_line) refused = &f;
    }
    return named != nullptr ? named : refused;
  }

  // "[Configurations](#configurations)": an entry of a table of contents, by a word that is no name by its shape.
  static bool is_contents_entry(const DataFinding& found) {
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    return found.url.starts_with("#") && trim(found.text) == found.name &&
           std::all_of(found.name.begin() + 1, found.name.end(),
                       [&](char c) { return c == ' ' || (is_alnum(c) && !upper(c) && (c < '0' || c > '9')); });
  }

  // "decoder/rendering", where the repository has such a file or folder, at its root or below a folder there.
  [[nodiscard]] bool is_own_path(const std::string& name) const {
    const auto entries = repository_.entries();
    const auto first_from = [&](const std::string& path) {
      const auto at = std::lower_bound(entries.begin(), entries.end(), path,
                                       [](const source::Entry& e, const std::string& p) { return e.path < p; });
      return at == entries.end() ? std::string_view() : std::string_view(at->path);
    };
    const auto is_there = [&](const std::string& path) {
      return first_from(path) == path || first_from(path + "/").starts_with(path + "/");
    };
    return name.find('/') != std::string::npos &&
           (is_there(name) || std::any_of(top_folders_.begin(), top_folders_.end(),
                                          [&](const std::string& folder) { return is_there(folder + "/" + name); }));
  }

  // What sentences, lists and tables say in any language of sets that no link or known name gives away.
  void read_words(const std::string& path) {
    // Links and known names are surer: beside them a name that nothing else explains adds nothing.
    const bool known = std::any_of(data_.datasets.begin(), data_.datasets.end(),
                                   [](const Dataset& d) { return d.role == "training" || d.role == "fine-tuning"; });
    for (const DataFinding& found : findings_.all) {
      if (known && found.kind == DataFinding::Kind::named && found.role == DataRole::training && found.url.empty())
        continue;
      if (found.kind == DataFinding::Kind::named &&
          (is_contents_entry(found) || (found.url.empty() && is_own_path(found.name))))
        continue;
      const auto where = repository_.cite(path, found.start_line, found.end_line, "sentence", Confidence::medium);
      switch (found.kind) {
        case DataFinding::Kind::refused: break;
        case DataFinding::Kind::secret: data_.withheld = true; break;
        case DataFinding::Kind::described:
          if (may_raise(DataStatus::described)) raise(DataStatus::described, where);
          break;
        case DataFinding::Kind::named: {
          DatasetMention mention;
          mention.name = found.name;
          mention.url = found.url;
          if (is_hub_id(found.name)) mention.id = found.name;
          canonicalize(mention);
          BlockWords words(to_lower(found.text));
          add(mention, found.role == DataRole::training ? "training" : "evaluation", words, where,
              found.role == DataRole::evaluation);
        }
      }
    }
  }

  void read_front_matter(const Card& card, bool data_card) {
    if (!card.front_matter.is_object() || data_card || !card.front_matter.contains("datasets")) return;
    const Json& value = card.front_matter["datasets"];
    const int line = card.line_of("datasets");
    const auto add_id = [&](const Json& id) {
      if (!id.is_string()) return;
      DatasetMention mention;
      mention.name = id.get<std::string>();
      mention.id = mention.name;
      canonicalize(mention);
      BlockWords none{{}};
      add(mention, "training", none, repository_.cite(card.path, line, line, "front-matter"));
    };
    if (value.is_array()) std::for_each(value.begin(), value.end(), add_id);
    else add_id(value);
  }

  // What a block's data are for: its own words first, then its section.
  [[nodiscard]] std::string role_of(const Card& card, const Block& block, const BlockWords& words,
                                    bool data_card) const {
    const Vocabulary& v = vocabulary();
    const std::string& lower = words.lower;
    if (first_phrase(lower, words.starts, v.fine_tuning) != nullptr) return "fine-tuning";
    if (first_phrase(lower, words.starts, v.training) != nullptr) return "training";
    const std::string section = role_of_line(card, block.start_line);
    if (section == "training" || data_card) return "training";
    if (section == "evaluation" || first_phrase(lower, words.starts, v.evaluation) != nullptr) return "evaluation";
    return {};
  }

  // What the sentences of a block say of their data, each asked when a mention in it asks.
  class SentenceRoles {
   public:
    explicit SentenceRoles(const Block& block) : block_(block) {}

    // A paragraph may train on one set and evaluate on another: the mention's own sentence decides when it says
    // something. Empty: it says nothing.
    std::string_view at(std::size_t offset) {
      if (!split_) {
        split_ = true;
        for (const Sentence& s : sentences(block_)) all_.push_back({s.text, {}});
      }
      const auto start = [&](const Role& r) { return static_cast<std::size_t>(r.text.data() - block_.text.data()); };
      auto after = std::upper_bound(all_.begin(), all_.end(), offset,
                                    [&](std::size_t at, const Role& r) { return at < start(r); });
      if (after == all_.begin()) return {};
      Role& role = *--after;
      if (offset >= start(role) + role.text.size()) return {};
      if (!role.said) role.said = said_in(role.text);
      return *role.said;
    }

   private:
    struct Role {
      std::string_view text;
      std::optional<std::string_view> said;
    };

    static std::string_view said_in(std::string_view sentence) {
      const std::string lower = to_lower(sentence);
      const WordStarts starts(lower);
      const Vocabulary& v = vocabulary();
      if (first_phrase(lower, starts, v.fine_tuning) != nullptr) return "fine-tuning";
      if (first_phrase(lower, starts, v.training) != nullptr) return "training";
      if (first_phrase(lower, starts, v.evaluation) != nullptr) return "evaluation";
      return {};
    }

    const Block& block_;
    std::vector<Role> all_;
    bool split_ = false;
  };

  void read_block(const Card& card, const Block& block, bool data_card) {
    const Vocabulary& v = vocabulary();
    BlockWords words(to_lower(block.text));
    const std::string role = role_of(card, block, words, data_card);
    const auto where = [&] {  // quoting costs: only what is kept is quoted
      return repository_.cite(card.path, block.start_line, block.start_line, "sentence", Confidence::medium);
    };
    if (data_card && block.kind == BlockKind::table_row) return;  // leaderboards name models and other sets
    SentenceRoles roles(block);
    for (DatasetMention& mention : dataset_mentions(block, !role.empty())) {
      if (!named_by_words(mention)) continue;
      std::string own_role(roles.at(mention.at));
      if (own_role.empty()) own_role = role;
      bool both = false;
      if (const DataFinding* said = words_on(mention, block, &both); said != nullptr && !both) {
        if (said->kind == DataFinding::Kind::refused) own_role.clear();
        else if (said->role == DataRole::evaluation) own_role = "evaluation";
        else if (own_role != "fine-tuning") own_role = "training";
      }
      add(mention, own_role, words, where());
    }
    if (about_data_ && role.empty()) read_topics(words, card, block);
    if (role != "training" && role != "fine-tuning") return;
    if (first_phrase(words.lower, words.starts, v.undisclosed) != nullptr) data_.withheld = true;
    if ((words.is_sized() || words.is_sourced()) && words.lower.size() > 30 && may_raise(DataStatus::described))
      raise(DataStatus::described, where());
    read_topics(words, card, block);
  }

  void read_topics(const BlockWords& words, const Card& card, const Block& block) {
    for (const auto& [id, phrases] : vocabulary().topics) read_topic(id, phrases, words, card, block);
  }

  // "text/data/finemath/README.md": what lies in a folder of data speaks of data.
  static bool lies_with_data(std::string_view path) {
    static const WordSet folders = {"data", "dataset", "datasets", "corpus"};
    return in_folder_of(folders, path);
  }

  void read_topic(const std::string& id, const std::vector<std::string>& phrases, const BlockWords& words,
                  const Card& card, const Block& block) {
    Topic& topic = data_.topics[id];
    if (topic.evidence.size() >= max_citations) return;
    for (const std::string& phrase : phrases) {
      if (!phrase.starts_with('@') && !words.starts.may_hold(phrase)) continue;
      const TextSpan hit = find_special(words.lower, phrase);
      if (!hit) continue;
      const int line = block.line_at(hit.start);
      topic.status = Presence::stated;
      topic.evidence.push_back(repository_.cite(card.path, line, line, "sentence", Confidence::medium));
      return;
    }
  }

  void add(const DatasetMention& mention, const std::string& role, BlockWords& words, const Citation& where,
           bool split = false) {
    const std::string key = to_lower(mention.name);
    // A set said to be split for both stands once for each; else training beats evaluation.
    const auto is_known = [&](const Dataset& d) {
      return to_lower(d.name) == key || (!mention.id.empty() && iequals(d.id, mention.id));
    };
    auto known = std::find_if(data_.datasets.begin(), data_.datasets.end(), is_known);
    if (split && known != data_.datasets.end() && known->role != "unknown" && known->role != role)
      known = std::find_if(known + 1, data_.datasets.end(),
                           [&](const Dataset& d) { return is_known(d) && d.role == role; });
    if (known == data_.datasets.end()) {
      if (data_.datasets.size() >= max_datasets) return;
      Dataset fresh;
      fresh.name = mention.name;
      fresh.role = "unknown";
      known = data_.datasets.insert(data_.datasets.end(), std::move(fresh));
    }
    if (known->id.empty()) known->id = mention.id;
    if (known->url.empty()) known->url = mention.url;
    // Training beats evaluation: a set used for both is training data.
    if (known->role == "unknown" || (known->role == "evaluation" && !role.empty()))
      known->role = role.empty() ? known->role : role;
    if (!known->id.empty() || !known->url.empty()) known->status = DataStatus::linked;
    known->sized = known->sized || words.is_sized();
    known->sourced = known->sourced || mention.known || words.is_sourced();
    if (known->license.empty()) {
      known->license = mention.license;
      known->license_source = mention.license.empty() ? "none" : "known";
      known->terms_source = mention.source;
    }
    if (const auto observed = known->id.empty() ? std::nullopt : repository_.local_terms(known->id)) {
      known->license = *observed;
      known->license_source = "observed";
      known->terms_source = nullptr;
    }
    if (known->evidence.size() < max_citations) known->evidence.push_back(where);
  }

  [[nodiscard]] bool may_raise(DataStatus status) const {
    return status > data_.status || (status == data_.status && data_.evidence.size() < max_citations);
  }

  void raise(DataStatus status, const Citation& where) {
    if (status < data_.status) return;
    if (status > data_.status) data_.evidence.clear();
    data_.status = status;
    if (data_.evidence.size() < max_citations) data_.evidence.push_back(where);
  }

  Repository& repository_;
  const OwnNames& own_;
  Data& data_;
  std::set<std::string> top_folders_;       // of the repository
  DataFindings findings_;                   // of the document being read
  std::vector<FindingName> finding_names_;  // of each of them
  bool about_data_ = false;
};

bool is_training(const Dataset& d) { return d.role == "training" || d.role == "fine-tuning"; }

// "Every training set named, and each linked or given with size and source."
std::string detail_of(const Data& data) {
  std::size_t training = 0;
  std::size_t complete = 0;
  for (const Dataset& d : data.datasets) {
    if (!is_training(d)) continue;
    ++training;
    complete += d.status >= DataStatus::linked || (d.sized && d.sourced) ? 1 : 0;
  }
  if (data.status == DataStatus::undisclosed) return "none";
  // Files alone say nothing of what was trained on; their text must.
  const auto told = [&](const char* topic) { return data.topics.at(topic).status == Presence::stated; };
  if (training == 0 && !(data.status == DataStatus::included && told("size") && told("sources"))) return "partial";
  return complete == training && !data.withheld ? "detailed" : "partial";
}

void conclude(Data& data) {
  for (const Dataset& d : data.datasets) {
    if (!is_training(d) || d.status <= data.status) continue;
    data.status = d.status;
    data.evidence = d.evidence;
  }
  std::sort(data.datasets.begin(), data.datasets.end(),
            [](const Dataset& a, const Dataset& b) { return a.name < b.name; });
  data.detail = detail_of(data);
}

}  // namespace

std::string_view to_string(DataStatus status) {
  switch (status) {
    case DataStatus::included: return "included";
    case DataStatus::linked: return "linked";
    case DataStatus::named: return "named";
    case DataStatus::described: return "described";
    case DataStatus::undisclosed: break;
  }
  return "undisclosed";
}

Data collect_data(Repository& repository, const OwnNames& own, const std::vector<std::string>& documents,
                  const std::vector<std::string>& dataset_cards, const Code& code) {
  Data data;
  data.cards = dataset_cards;
  for (const auto& [id, phrases] : vocabulary().topics) data.topics[id];
  data.evidence = find_training_files(repository, documents, dataset_cards, code);
  if (!data.evidence.empty()) data.status = DataStatus::included;
  Reader reader(repository, own, data);
  for (const std::string& path : documents) reader.read_document(path, false);
  for (const std::string& path : dataset_cards) reader.read_document(path, true);
  conclude(data);
  return data;
}

}  // namespace auditor::evidence
