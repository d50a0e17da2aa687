#include "auditor/evidence/distribution/offers.h"

#include "auditor/core/text.h"
#include "auditor/evidence/distribution/offer_vocabulary.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <map>
#include <optional>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_offers = 500;
constexpr std::size_t max_context = 600;
constexpr std::size_t longest_address = 2048;
constexpr std::size_t longest_option = 40;

class Reader {
 public:
  Reader(Repository& repository, const std::string& path) : repository_(repository), path_(path) {}

  std::vector<Offer> read() {
    const Card* card = repository_.card(path_);
    if (card == nullptr) return {};
    document_ = &card->document;
    for (std::size_t i = 0; i < document_->blocks.size() && out_.size() < max_offers; ++i) {
      const Block& block = document_->blocks[i];
      if (block.kind == BlockKind::comment) continue;
      if (block.kind != BlockKind::table_row || block.header_row) {
        header_row_ = block.kind == BlockKind::table_row ? &block : nullptr;
        header_ = header_row_ == nullptr ? std::string{} : to_lower(header_row_->text);
      }
      if (block.kind == BlockKind::code) read_code(block);
      else read_links(block);
    }
    if (out_.size() >= max_offers) repository_.report({path_, 0, "limit", "more offers than are read"});
    return std::move(out_);
  }

 private:
  // Headings above a block, lower case, nearest first.
  [[nodiscard]] std::string headings(const Block& block) const {
    std::string text;
    for (int at = block.section; at >= 0; at = document_->sections[static_cast<std::size_t>(at)].parent)
      text += to_lower(document_->sections[static_cast<std::size_t>(at)].heading) + "\n";
    return text.substr(0, max_context);
  }

  std::string sentence_with(const Block& block, const Link& link) {
    if (block.kind == BlockKind::table_row || block.text.size() < 300 || link.text.empty())
      return to_lower(block.text.substr(0, max_context));
    if (split_ != &block) {
      split_ = &block;
      sentences_ = sentences(block);
    }
    for (const Sentence& s : sentences_)
      if (s.text.find(link.text) != std::string_view::npos) return to_lower(s.text.substr(0, max_context));
    return to_lower(block.text.substr(0, max_context));
  }

  // Of a list of links the words of its own entry: those of another do not make it used.
  static std::string own_words(const Block& block, const Link& link, const std::string& around) {
    std::string own = entry_of(block, link);
    if (own.empty()) own = part_of_bar(block, link);
    return own.empty() ? around : to_lower(own.substr(0, max_context));
  }

  // "[Demo](…)", and on the next line "[Weights](…)": lines of a paragraph that open with a link are entries of a list.
  static std::string entry_of(const Block& block, const Link& link) {
    constexpr std::size_t longest_opening = 12;  // an emoji, a dash
    if (block.kind != BlockKind::paragraph || block.links.size() < 2 || link.text.empty()) return {};
    const auto line = std::lower_bound(block.lines.begin(), block.lines.end(), link.line);
    const auto i = static_cast<std::size_t>(line - block.lines.begin());
    if (line == block.lines.end() || *line != link.line || i >= block.line_starts.size() ||
        block.line_starts[i] >= block.text.size())
      return {};
    const std::size_t end = i + 1 < block.line_starts.size() ? block.line_starts[i + 1] : block.text.size();
    const auto entry = std::string_view(block.text).substr(block.line_starts[i], end - block.line_starts[i]);
    const bool opens = entry.substr(0, longest_opening + link.text.size()).find(link.text) != std::string_view::npos;
    return std::string(opens ? entry.substr(0, max_context) : std::string_view{});
  }

  // "Wren-7B 🤗 | Demo 🤗 | Paper": parts of a bar speak for themselves.
  static std::string part_of_bar(const Block& block, const Link& link) {
    constexpr std::size_t most_links = 40;
    if (block.kind == BlockKind::table_row || block.links.size() < 3 || block.links.size() > most_links) return {};
    std::size_t at = 0;
    for (const Link& other : block.links) {
      const std::size_t found = other.text.empty() ? std::string::npos : block.text.find(other.text, at);
      if (&other == &link) {
        if (found == std::string::npos) return {};
        at = found;
        break;
      }
      if (found != std::string::npos) at = found + other.text.size();
    }
    std::size_t start = 0;
    std::size_t end = block.text.size();
    std::size_t parts = 1;
    for (const std::string_view bar : {"|", "｜", "•"})
      for (std::size_t cut = block.text.find(bar); cut != std::string::npos; cut = block.text.find(bar, cut + 1)) {
        ++parts;
        if (cut < at) start = std::max(start, cut + bar.size());
        else end = std::min(end, cut);
      }
    return parts < 3 || start >= end ? std::string{} : block.text.substr(start, end - start);
  }

  void read_links(const Block& block) {
    if (block.links.empty() && block.text.find("://") == std::string::npos) return;
    const std::string above = headings(block);
    for (const Link& link : block.links)
      if (!link.image) read_link(block, link, above);
    if (block.kind == BlockKind::heading) return;
    for (const Link& address : written_addresses(block)) read_link(block, address, above);
  }

  // Addresses that stand in the text and are no links: `gs://nest/wren.ckpt`.
  static std::vector<Link> written_addresses(const Block& block) {
    constexpr std::size_t most = 20;
    std::vector<Link> found;
    for (std::size_t at = block.text.find("://"); at != std::string::npos; at = block.text.find("://", at + 3)) {
      std::size_t start = at;
      while (start > 0 && is_alnum(block.text[start - 1])) --start;
      const std::string_view rest = std::string_view(block.text).substr(start, longest_address);
      const std::string url(rest.substr(0, rest.find_first_of(" \t\n\"'`)>,;\\")));
      const bool linked = std::any_of(block.links.begin(), block.links.end(), [&](const Link& link) {
        return link.url.starts_with(url) || link.text.find(url) != std::string::npos;
      });
      if (start == at || linked || is_example_address(url) || is_package_index(block, start)) continue;
      const auto forge = forge_id_of(url);
      if (url_kind(url) == UrlKind::none && !hub_id_of(url) && !(forge && forge->rest.starts_with("releases")))
        continue;
      found.push_back({url, url, block.line_at(start), false});
      if (found.size() == most) break;
    }
    return found;
  }

  static bool is_package_index(const Block& block, std::size_t start) {
    const std::size_t from = start - std::min(start, longest_option);
    return leads_to_packages(to_lower(std::string_view(block.text).substr(from, start - from)));
  }

  void read_link(const Block& block, const Link& link, const std::string& above) {
    if (out_.size() >= max_offers) return;
    if (const std::size_t at = link.text == link.url ? block.text.find(link.url) : std::string::npos;
        at != std::string::npos && is_package_index(block, at))
      return;
    const OfferVocabulary& v = offer_vocabulary();
    const auto hub = hub_id_of(link.url);
    const UrlKind kind = hub ? UrlKind::none : url_kind(link.url);
    const std::string around = sentence_with(block, link);
    const bool page = !hub && kind == UrlKind::none && asks_for_weights(around, link.url);
    if (!hub && kind == UrlKind::none && !page) return;
    Offer offer = make(link.url, link.line, around);
    offer.tabled = block.kind == BlockKind::table_row;
    offer.listed = offer.tabled || block.kind == BlockKind::list_item;
    // A row of downloads under "Model comparison" offers all the same.
    const bool fetched = offer.tabled && around.find("download") != std::string::npos;
    offer.used = has_any_word(own_words(block, link, around), v.used_words) ||
                 (!fetched && has_any_word(above.substr(0, above.find('\n')), v.used_words));
    const std::string about = around + "\n" + header_ + "\n" + above;
    // "The model is at http://nest.example.org/wren.pth": such an address needs no word of fetching.
    const bool named = kind == UrlKind::weights && has_any_word(around, v.model_words);
    offer.offered = named || has_any_word(around, v.offer_words) || has_any_word(header_, v.offer_words) ||
                    has_any_word(above, v.offer_words);
    if (hub) {
      offer.kind = hub->name.empty() ? OfferKind::owner : OfferKind::hub;
      offer.owner = hub->owner;
      offer.name = hub->name;
      offer.offered = offer.offered || (!hub->name.empty() && releases_by_name(to_lower(hub->name)));
    } else if (page) {
      offer.kind = OfferKind::page;
      offer.offered = true;
    } else {
      offer.kind = OfferKind::file;
      const bool model = kind == UrlKind::weights || column_of_models(block, link) ||
                         speaks_of_model(about, around, to_lower(link.text + " " + link.url));
      if (!model) return;
    }
    out_.push_back(std::move(offer));
  }

  // "We've released two models: Wren-7B and Wren-7B-Chat", somewhere in the document.
  bool releases_by_name(const std::string& name) {
    if (!releases_) {
      releases_.emplace();
      for (const Block& block : document_->blocks) {
        if (block.kind != BlockKind::paragraph && block.kind != BlockKind::list_item) continue;
        for (const Sentence& sentence : sentences(block)) {
          std::string lower = to_lower(sentence.text.substr(0, max_context));
          const OfferVocabulary& v = offer_vocabulary();
          if (first_phrase(lower, v.release_phrases) != nullptr && !has_any_word(lower, v.used_words))
            releases_->push_back(std::move(lower));
        }
      }
    }
    return std::any_of(releases_->begin(), releases_->end(), [&](const std::string& sentence) {
      const std::size_t at = sentence.find(name);
      return at != std::string::npos && (at == 0 || !is_alnum(sentence[at - 1])) &&
             (at + name.size() == sentence.size() || !is_alnum(sentence[at + name.size()]));
    });
  }

  // The link stands below "Checkpoint": that tells more than the folders of its address.
  [[nodiscard]] bool column_of_models(const Block& row, const Link& link) const {
    if (header_row_ == nullptr || header_row_ == &row || link.text.empty()) return false;
    const OfferVocabulary& v = offer_vocabulary();
    for (std::size_t i = 0; i < std::min(row.cells.size(), header_row_->cells.size()); ++i) {
      if (row.cells[i].find(link.text) == std::string::npos) continue;
      const std::string column = to_lower(header_row_->cells[i]);
      return has_any_word(column, v.model_words) && !has_any_word(column, v.data_words);
    }
    return false;
  }

  // "download the weights here", "request access to the model" with any link.
  static bool asks_for_weights(const std::string& around, const std::string& url) {
    if (url.find("://") == std::string::npos) return false;
    const bool fetch = around.find("download") != std::string::npos ||
                       around.find("request access") != std::string::npos ||
                       around.find("apply for access") != std::string::npos || around.find("下载") != std::string::npos;
    if (const auto forge = forge_id_of(url)) {
      // Of a forge only the page of releases gives files, and that without a word of fetching.
      if (!forge->rest.starts_with("releases")) return false;
      for (const std::string_view what : {"weights", "checkpoint", "pretrained model", "pre-trained model", "权重"})
        if (around.find(what) != std::string::npos) return true;
    }
    if (!fetch || url_host(url).find("arxiv") != std::string::npos) return false;
    for (const std::string_view what : {"weights", "checkpoint", "pretrained model", "pre-trained model",
                                        "model parameters", "models", "权重", "模型"})
      if (around.find(what) != std::string::npos) return true;
    return false;
  }

  // An archive or a storage folder counts when its own words, or those above without data words beside, speak of a
  // model.
  static bool speaks_of_model(const std::string& about, const std::string& around, const std::string& link) {
    const OfferVocabulary& v = offer_vocabulary();
    if (has_any_word(link, v.model_words)) return true;
    if (has_any_word(link, v.data_words)) return false;
    if (has_any_word(around, v.model_words)) return true;
    return !has_any_word(around, v.data_words) && has_any_word(about, v.model_words);
  }

  void read_code(const Block& block) {
    const std::string& text = block.text;
    std::size_t start = 0;
    while (start < text.size() && out_.size() < max_offers) {
      std::size_t end = text.find('\n', start);
      if (end == std::string::npos) end = text.size();
      read_code_line(block, std::string_view(text).substr(start, end - start), start);
      start = end + 1;
    }
  }

  void read_code_line(const Block& block, std::string_view line, std::size_t offset) {
    const OfferVocabulary& v = offer_vocabulary();
    if (line.size() > 2000) return;
    const std::string lower = to_lower(line);
    const int number = block.line_at(offset);
    for (const std::string_view scheme : {"http://", "https://", "gs://", "s3://", "magnet:?"}) {
      const auto at = lower.find(scheme);
      if (at == std::string::npos) continue;
      const std::string_view url = line.substr(at, line.find_first_of(" \t\"'`)>,;\\", at) - at);
      const UrlKind kind = leads_to_packages(std::string_view(lower).substr(0, at)) ? UrlKind::none : url_kind(url);
      if (hub_id_of(url) || kind == UrlKind::none || is_example_address(url)) continue;
      const std::string above = headings(block);
      if (kind != UrlKind::weights && !speaks_of_model(lower + "\n" + above, lower, lower)) continue;
      Offer offer = make(std::string(url), number, lower);
      offer.kind = OfferKind::file;
      offer.offered = kind == UrlKind::weights || has_any_word(above + lower, v.offer_words);
      out_.push_back(std::move(offer));
    }
    read_load_call(lower, line, number);
  }

  // from_pretrained("owner/name"): used, unless the owner turns out to be the repository's.
  void read_load_call(const std::string& lower, std::string_view line, int number) {
    for (const std::string& call : offer_vocabulary().load_calls) {
      const auto at = lower.find(call);
      if (at == std::string::npos) continue;
      const auto id = find_id(line.substr(at + call.size()));
      if (!id) continue;
      Offer offer = make("https://huggingface.co/" + id->owner + "/" + id->name, number, lower);
      offer.kind = OfferKind::hub;
      offer.owner = id->owner;
      offer.name = id->name;
      offer.offered = lower.find("download") != std::string::npos || lower.find("clone") != std::string::npos ||
                      releases_by_name(to_lower(id->name));
      offer.used = !offer.offered;
      out_.push_back(std::move(offer));
      return;
    }
  }

  // The first "owner/name" of at most a few words that follow.
  static std::optional<HostedId> find_id(std::string_view rest) {
    rest = rest.substr(0, std::min<std::size_t>(rest.size(), 160));
    std::size_t start = 0;
    for (int word = 0; word < 4 && start < rest.size(); ++word) {
      start = rest.find_first_not_of(" =(\"'\t:,{", start);
      if (start == std::string_view::npos) return std::nullopt;
      std::size_t end = rest.find_first_of(" =(\"'\t:,{})", start);
      if (end == std::string_view::npos) end = rest.size();
      const std::string_view token = rest.substr(start, end - start);
      const auto slash = token.find('/');
      const bool plain =
          slash != std::string_view::npos && slash > 0 && token.find('/', slash + 1) == std::string_view::npos &&
          is_alnum(token[0]) && slash + 1 < token.size() && is_alnum(token[slash + 1]) &&
          token.find_first_of("$<>*\\") == std::string_view::npos && token.rfind(".py") != token.size() - 3;
      if (plain && token.find('.') != 0)
        return HostedId{std::string(token.substr(0, slash)), std::string(token.substr(slash + 1)), {}};
      start = end;
    }
    return std::nullopt;
  }

  Offer make(const std::string& url, int line, std::string around) {
    Offer offer;
    offer.url = printable(ellipsize(url, 400));
    offer.name = printable(base_name(url.substr(0, url.find_first_of("?#"))));
    offer.document = path_;
    offer.line = line;
    offer.context = std::move(around);
    offer.citation = repository_.cite(path_, line, line, "link", Confidence::medium);
    return offer;
  }

  Repository& repository_;
  const std::string& path_;
  const Document* document_ = nullptr;
  const Block* split_ = nullptr;  // whose sentences are in the next
  std::vector<Sentence> sentences_;
  const Block* header_row_ = nullptr;                 // of the table that is being read
  std::string header_;                                // its text, lower case
  std::optional<std::vector<std::string>> releases_;  // sentences that release something, lower case
  std::vector<Offer> out_;
};

bool alike(std::string_view a, std::string_view b) {
  if (a.size() < 3 || b.size() < 3) return a == b && !a.empty();
  return a.starts_with(b) || b.starts_with(a) ||
         (std::min(a.size(), b.size()) >= 5 &&
          (a.find(b) != std::string_view::npos || b.find(a) != std::string_view::npos));
}

}  // namespace

std::vector<Offer> read_offers(Repository& repository, const std::string& path) {
  return Reader(repository, path).read();
}

void mark_own(std::vector<Offer>& offers, const OwnNames& own, const std::string& title) {
  const std::string owner = letters_and_digits(own.owner());
  const std::string name = letters_and_digits(own.name());
  const std::string heading = letters_and_digits(title.substr(0, title.find_first_of(":-–(")));
  std::map<std::string, int> listed;
  int total = 0;
  for (const Offer& offer : offers) {
    if (offer.kind != OfferKind::hub || !offer.offered || offer.used) continue;
    listed[letters_and_digits(offer.owner)] += offer.listed ? 2 : 1;
    total += offer.listed ? 2 : 1;
  }
  std::map<std::string, bool> mine;
  for (const auto& [candidate, count] : listed) mine[candidate] = count * 2 >= total;
  for (const Offer& offer : offers) {
    if (offer.owner.empty()) continue;
    const std::string candidate = letters_and_digits(offer.owner);
    const bool similar = alike(candidate, owner) ||
                         (!name.empty() && (alike(letters_and_digits(offer.name), name) || alike(candidate, name))) ||
                         (heading.size() >= 3 && alike(letters_and_digits(offer.name), heading));
    if (similar) mine[candidate] = true;
  }
  for (Offer& offer : offers) {
    if (offer.kind == OfferKind::hub || offer.kind == OfferKind::owner) {
      const auto found = mine.find(letters_and_digits(offer.owner));
      offer.own = found != mine.end() && found->second && (offer.kind == OfferKind::hub || offer.offered);
    } else {
      offer.own = offer.offered && !offer.used;
      if (const auto forge = forge_id_of(offer.url); offer.kind == OfferKind::page && forge)
        offer.own = offer.own && own.is_self(*forge);
    }
  }
}

}  // namespace auditor::evidence
