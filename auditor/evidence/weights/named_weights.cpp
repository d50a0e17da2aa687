#include "auditor/evidence/weights/named_weights.h"

#include "auditor/core/hex.h"
#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/prose/prose.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <array>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_documents = 12;
constexpr std::uint64_t smallest = 512;

struct Words {
  std::vector<std::string> of;
  std::vector<std::string> told;
  std::vector<std::string> other;
  std::vector<std::string> text_endings;
  std::vector<std::string> magic_endings;
  std::vector<std::string> magic;  // bytes
};

const Words& words() {
  static const Words loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/weights.yaml");
    const Packed named = data.at("named_weights");
    Words out{string_list(named, "of"),
              string_list(named, "told"),
              string_list(named, "not"),
              string_list(data, "text_weights"),
              data.at("magic").at("endings").strings(),
              {}};
    for (const std::string_view mark : data.at("magic").at("marks").texts())
      if (auto bytes = bytes_of_hex(mark); bytes && !bytes->empty()) out.magic.push_back(std::move(*bytes));
    return out;
  }();
  return loaded;
}

// Without the paths themselves, whose words are not the sentence's.
bool tells_of_weights(std::string_view sentence) {
  std::string lower;
  for (const std::string_view word : split(sentence, ' ')) {
    const std::size_t dot = word.find('.');
    const bool path =
        word.find('/') != std::string_view::npos || (dot != std::string_view::npos && dot + 1 < word.size());
    if (!path) lower.append(to_lower(word)).push_back(' ');
  }
  return first_phrase(lower, words().of) != nullptr && first_phrase(lower, words().told) != nullptr &&
         first_phrase(lower, words().other) == nullptr;
}

void gather(Repository& repository, const std::string& document, std::string_view sentence,
            std::set<std::string, std::less<>>& out) {
  std::string_view rest = sentence;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(" \t\n`\"'()[]<>,;"), rest.size());
    std::string_view token = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (!token.empty() && (token.back() == '.' || token.back() == ':')) token.remove_suffix(1);
    if (token.starts_with("./")) token.remove_prefix(2);
    if (token.size() < 3 || token.find('.') == std::string_view::npos) continue;
    const std::string folder(dir_name(document));
    for (const std::string& path :
         {std::string(token), folder.empty() ? std::string{} : folder + "/" + std::string(token)}) {
      const source::Entry* file = path.empty() ? nullptr : repository.file(path);
      const formats::NameKind kind = formats::kind_of_name(path);
      if (file == nullptr || kind == formats::NameKind::text || kind == formats::NameKind::media) continue;
      const auto size = repository.snapshot().size(*file);
      if (size && (*size >= smallest || repository.snapshot().pointer(*file))) out.insert(path);
    }
  }
}

bool is_picture(std::string_view head) {
  static constexpr std::array<std::string_view, 8> marks = {"\x89PNG", "\xFF\xD8\xFF", "GIF8", "%PDF-",
                                                            "BM",      "RIFF",         "II*",  "<svg"};
  return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) {
    return head.starts_with(mark) && (mark != "BM" || (head.size() > 14 && head[6] == 0 && head[7] == 0));
  });
}

bool is_plain_text(std::string_view head) {
  constexpr std::size_t longest_letter = 4;  // the last may be cut in two
  const std::string_view whole = head.substr(0, head.size() - std::min(head.size(), longest_letter));
  return !whole.empty() && to_valid_utf8(whole) == whole && std::none_of(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f';
  });
}

// A page that a server sent instead of the file: "<!DOCTYPE html>", "<html".
bool is_page(std::string_view head) {
  const std::string lower = to_lower(trim(head.substr(0, 64)));
  return lower.starts_with("<!doctype html") || lower.starts_with("<html");
}

}  // namespace

std::set<std::string, std::less<>> named_weight_files(Repository& repository) {
  std::set<std::string, std::less<>> out;
  const Documents documents = find_documents(repository);
  std::vector<std::string> paths = documents.model_cards;
  paths.insert(paths.end(), documents.readmes.begin(), documents.readmes.end());
  if (paths.size() > max_documents) paths.resize(max_documents);
  for (const std::string& path : paths) {
    const Card* card = repository.card(path);
    if (card == nullptr) continue;
    for (const Block& block : card->document.blocks) {
      if (block.kind == BlockKind::code || block.kind == BlockKind::comment) continue;
      for (const Sentence& sentence : sentences(block))
        if (sentence.text.find('.') != std::string::npos && tells_of_weights(sentence.text))
          gather(repository, path, sentence.text, out);
    }
  }
  return out;
}

bool has_magic_of_weights(const Repository& repository, const source::Entry& entry) {
  if (std::none_of(words().magic_endings.begin(), words().magic_endings.end(),
                   [&](const std::string& ending) { return ends_with_i(entry.path, ending); }) ||
      repository.file(entry.path) == nullptr)
    return false;
  constexpr std::size_t longest_mark = 8;
  const auto head = repository.snapshot().head(entry, longest_mark);
  return head && std::any_of(words().magic.begin(), words().magic.end(),
                             [&](const std::string& mark) { return head->starts_with(mark); });
}

std::string_view no_weights(const Repository& repository, const source::Entry& entry,
                            const formats::Inspection& inspection) {
  using formats::Verdict;
  const bool lists = inspection.format == "safetensors" || inspection.format == "gguf";
  if (lists && inspection.tensors == 0 && inspection.verdict != Verdict::malformed) return "a header without a tensor";
  if (lists || (inspection.verdict != Verdict::unknown && inspection.verdict != Verdict::malformed)) return {};
  const auto head = repository.snapshot().head(entry, formats::sniffed_bytes);
  if (!head) return {};
  if (is_picture(*head)) return "a picture or document";
  if (is_page(*head)) return "an HTML page";
  const bool may_be_text = std::any_of(words().text_endings.begin(), words().text_endings.end(),
                                       [&](const std::string& ending) { return ends_with_i(entry.path, ending); });
  const bool pointer = head->starts_with("version https://git-lfs.") || head->starts_with("# xet version");
  return !may_be_text && !pointer && is_plain_text(*head) ? std::string_view("a text") : std::string_view{};
}

}  // namespace auditor::evidence
