// Weights that the product's own code downloads: registries, download scripts. Only files whose name says so are read.
#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/card/metadata_values.h"
#include "auditor/evidence/distribution/offer_vocabulary.h"
#include "auditor/evidence/distribution/offers.h"
#include "auditor/evidence/repository/documents.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_files = 24;
constexpr std::size_t max_searched = 60;  // where nothing else offers weights
constexpr std::size_t max_per_file = 5;
constexpr std::uint64_t max_bytes = 256U << 10U;
constexpr std::ptrdiff_t max_depth = 4;

bool may_register(const std::string& path) {
  static const WordSet extensions = {"py", "sh", "yaml", "yml", "toml", "ts", "js", "rs", "cpp"};
  if (!extensions.contains(extension_of(path)) || std::count(path.begin(), path.end(), '/') > max_depth) return false;
  const auto words = name_words(path);
  // A package's own __init__ is a place for a registry, those of its parts are not.
  if (words.size() == 1 && words[0] == "init" && std::count(path.begin(), path.end(), '/') > 1) return false;
  // A package's module of the same name: clip/clip.py.
  const auto folder = name_words(dir_name(path));
  if (!words.empty() && words == folder && extension_of(path) == "py" && std::count(path.begin(), path.end(), '/') == 1)
    return !is_foreign(path);
  const WordSet& names = offer_vocabulary().registry_files;
  return std::any_of(words.begin(), words.end(), [&](const auto& word) { return names.contains(word); }) &&
         !is_foreign(path);
}

// A quoted string that ends like a weight file: what a storage prefix elsewhere in the file is joined with.
bool names_weight_file(std::string_view lower) {
  for (const std::string& extension : offer_vocabulary().extensions) {
    const auto& weak = offer_vocabulary().weak_extensions;
    if (std::find(weak.begin(), weak.end(), extension) != weak.end()) continue;
    for (const char quote : {'"', '\''})
      if (lower.find(extension + quote) != std::string_view::npos) return true;
  }
  return false;
}

std::string url_at(std::string_view line, std::size_t at) {
  return std::string(line.substr(at, line.find_first_of(" \t\"'`)>,;\\]}", at) - at));
}

// A host, and a path unless the file joins one elsewhere; no example: "gs://", "gs://my-bucket/dir" lead nowhere.
bool leads_somewhere(std::string_view url, bool joined) {
  if (url.starts_with("magnet:")) return true;
  const std::size_t host = url.find("://") + 3;
  const std::size_t slash = std::min(url.find('/', host), url.size());
  if (slash < host + 3 || !is_alnum(url[host])) return false;
  if (!joined && slash + 1 >= url.size()) return false;
  return !is_example_address(url);
}

Offer offer_at(Repository& repository, const std::string& path, int number, std::string_view line, std::string url) {
  Offer offer;
  offer.kind = OfferKind::code;
  offer.url = printable(ellipsize(url, 400));
  offer.name = printable(base_name(url));
  offer.document = path;
  offer.line = number;
  offer.offered = offer.own = true;
  offer.context = to_lower(line);
  offer.citation = repository.cite(path, number, number, "registry", Confidence::medium);
  return offer;
}

void read_file(Repository& repository, const std::string& path, std::vector<Offer>& out) {
  const auto text = repository.text(path);
  if (!text || (text->find("://") == std::string_view::npos)) return;
  // "download_model.py" says itself what it fetches.
  const auto words = name_words(path);
  const bool weights_named =
      names_weight_file(to_lower(*text)) || std::any_of(words.begin(), words.end(), [](const auto& word) {
        const auto& models = offer_vocabulary().model_words;
        return std::find(models.begin(), models.end(), word) != models.end();
      });
  std::size_t found = 0;
  int number = 0;
  for (const std::string_view line : split_lines(*text)) {
    ++number;
    const auto at = line.find("://");
    if (at == std::string_view::npos || line.size() > 2000 || found == max_per_file) continue;
    std::size_t start = at;
    while (start > 0 && is_alnum(line[start - 1])) --start;
    const std::string url = url_at(line, start);
    const UrlKind kind = url_kind(url);
    if (!leads_somewhere(url, weights_named) || leads_to_packages(to_lower(line.substr(0, start)))) continue;
    if (kind == UrlKind::none || first_phrase(to_lower(url), offer_vocabulary().used_hosts) != nullptr) continue;
    if (kind != UrlKind::weights && !weights_named && !has_any_word(to_lower(line), offer_vocabulary().model_words))
      continue;
    out.push_back(offer_at(repository, path, number, line, url));
    ++found;
  }
}

// What an address of the project's own may hold: its owner, its name, the packages it is made of.
std::vector<std::string> own_words(const Repository& repository, const OwnNames& own) {
  constexpr std::size_t shortest = 4;
  std::vector<std::string> words = {letters_and_digits(own.owner()), letters_and_digits(own.name())};
  for (const source::Entry& entry : repository.entries())
    if (base_name(entry.path) == "__init__.py" && std::count(entry.path.begin(), entry.path.end(), '/') == 1)
      words.push_back(letters_and_digits(dir_name(entry.path)));
  std::erase_if(words, [](const std::string& word) { return word.size() < shortest; });
  return words;
}

bool speaks_of_models(std::string_view path) {
  const auto is_model = [](const std::string& word) {
    const auto& models = offer_vocabulary().model_words;
    return std::find(models.begin(), models.end(), word) != models.end();
  };
  const auto words = name_words(path);
  const auto folders = name_words(dir_name(path));
  return std::any_of(words.begin(), words.end(), is_model) || std::any_of(folders.begin(), folders.end(), is_model);
}

// "nest/wren-7b", in so many letters.
bool is_owned_id(std::string_view value) { return is_hub_id(value) && value.find('/') != std::string_view::npos; }

// `REPO = "nest/wren-7b"` where the file loads from a hub: a constant with the project's own owner and name. The same
// words can mean the project itself on a forge, or its data.
std::string own_constant(std::string_view line, const OwnNames& own) {
  const std::string lower = to_lower(line);
  if (own.owner().empty() || own.name().empty() || lower.find("dataset") != std::string::npos ||
      lower.find("git") != std::string::npos)
    return {};
  for (const char quote : {'"', '\''}) {
    const std::string start = quote + own.owner() + "/";
    const std::size_t at = lower.find(start);
    const std::size_t end = at == std::string::npos ? at : line.find(quote, at + start.size());
    if (end == std::string_view::npos) continue;
    const std::string_view value = line.substr(at + 1, end - at - 1);
    if (is_owned_id(value) &&
        letters_and_digits(base_name(value)).find(letters_and_digits(own.name())) != std::string::npos)
      return std::string(value);
  }
  return {};
}

// "huggingface-cli download nest/wren-7b": what a command of the project's own fetches.
std::string own_command(std::string_view line, const std::vector<std::string>& words) {
  for (const std::string& call : offer_vocabulary().load_calls) {
    const std::size_t at = call.ends_with(" download") ? line.find(call) : std::string_view::npos;
    if (at == std::string_view::npos) continue;
    std::string_view rest = line.substr(at + call.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(" \"'"), rest.size()));
    const std::string_view id = rest.substr(0, rest.find_first_of(" \"'\\\t\r"));
    const std::string plain = letters_and_digits(id);
    if (is_owned_id(id) && line.find("dataset") == std::string_view::npos &&
        std::any_of(words.begin(), words.end(),
                    [&](const std::string& word) { return plain.find(word) != std::string::npos; }))
      return std::string(id);
  }
  return {};
}

// `snapshot_download(repo_id="nest/wren")`, `HF_REPO_ID = "nest/wren"`: a repository of a hub that bears a word of the
// project's own; empty when the line names none.
std::string own_hub_id(std::string_view line, const std::vector<std::string>& words) {
  static constexpr std::array<std::string_view, 7> callers = {
      "repo_id", "from_pretrained", "snapshot_download", "hf_hub", "huggingface", "hf_", "model_id"};
  const std::string lower = to_lower(line);
  if (std::none_of(callers.begin(), callers.end(),
                   [&](std::string_view word) { return lower.find(word) != std::string::npos; }))
    return {};
  for (const char quote : {'"', '\''})
    for (std::size_t open = line.find(quote); open != std::string_view::npos;) {
      const std::size_t close = line.find(quote, open + 1);
      if (close == std::string_view::npos) break;
      const std::string_view value = line.substr(open + 1, close - open - 1);
      open = line.find(quote, close + 1);
      const auto hub = hub_id_of(value);
      const bool id = is_owned_id(value);
      const std::string plain = hub  ? letters_and_digits(hub->owner + hub->name)
                                : id ? letters_and_digits(value)
                                     : std::string{};
      if (!plain.empty() && (!hub || !hub->name.empty()) &&
          std::any_of(words.begin(), words.end(),
                      [&](const auto& word) { return plain.find(word) != std::string::npos; }))
        return std::string(value);
    }
  return {};
}

// A line of a notebook is a text of JSON: the code in it, where it escapes quotation marks; empty for any other line.
std::string in_notebook(std::string_view path, std::string_view line) {
  if (!path.ends_with(".ipynb") || line.find("\\\"") == std::string_view::npos) return {};
  std::string code;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (line[i] != '\\' || i + 1 == line.size() || line[i + 1] != '"') code += line[i];
  return code;
}

// The address of weights with a word of the project's own; "releases/download" beside "nest/wren", as one string or as
// parts that the code joins.
void read_releases(Repository& repository, const std::string& path, const OwnNames& own,
                   const std::vector<std::string>& words, std::vector<Offer>& out) {
  constexpr std::string_view releases = "releases/download";
  const auto text = repository.text(path);
  if (!text) return;
  const std::string lower = to_lower(*text);
  const bool hub = lower.find("huggingface") != std::string::npos || lower.find("from_pretrained") != std::string::npos;
  const bool loads = lower.find("from_pretrained") != std::string::npos ||
                     lower.find("snapshot_download") != std::string::npos ||
                     lower.find("hf_hub_download") != std::string::npos;
  const bool command = lower.find(" download ") != std::string::npos;
  if (!hub && !loads && !command && text->find(releases) == std::string_view::npos &&
      text->find("://") == std::string_view::npos)
    return;
  const bool joined = !own.name().empty() && (names_weight_file(lower) || speaks_of_models(path)) &&
                      lower.find(own.owner() + "/" + own.name()) != std::string::npos;
  int number = 0;
  for (const std::string_view written : split_lines(*text)) {
    ++number;
    if (written.size() > 2000) continue;
    const std::string code = in_notebook(path, written);
    const std::string_view line = code.empty() ? written : std::string_view(code);
    std::string id = hub ? own_hub_id(line, words) : std::string{};
    if (id.empty() && loads) id = own_constant(line, own);
    if (id.empty()) id = own_command(line, words);
    if (!id.empty()) {
      out.push_back(offer_at(repository, path, number, line, std::move(id)));
      return;
    }
    std::size_t at = joined ? line.find(releases) : std::string_view::npos;
    const std::size_t scheme = line.find("://");
    if (at == std::string_view::npos && scheme == std::string_view::npos) continue;
    if (at == std::string_view::npos) at = scheme;
    std::size_t start = line.substr(0, at).find_last_of(" \t\"'`(,=");
    start = start == std::string_view::npos ? 0 : start + 1;
    const std::string url = url_at(line, start);
    const bool release = joined && url.find(releases) != std::string::npos;
    const std::string plain = letters_and_digits(url);
    const UrlKind kind = url_kind(url);
    const bool weights = kind == UrlKind::weights ||
                         (kind == UrlKind::archive && has_any_word(to_lower(line), offer_vocabulary().model_words));
    const bool own_address =
        weights && !is_example_address(url) && std::any_of(words.begin(), words.end(), [&](const std::string& word) {
          return plain.find(word) != std::string::npos;
        });
    if (!release && !own_address) continue;
    out.push_back(offer_at(repository, path, number, line, url));
    return;
  }
}

// What tests load is made for them.
bool is_test(std::string_view path) {
  static const WordSet tests = word_set(Packed::of_resource("rules/vocabulary/weights_links.yaml"), "test_folders");
  return in_folder_of(tests, path);
}

}  // namespace

std::vector<Offer> read_release_code(Repository& repository, const OwnNames& own) {
  std::vector<Offer> out;
  const std::vector<std::string> words = own_words(repository, own);
  if (words.empty()) return out;
  std::size_t read = 0;
  for (const source::Entry& entry : repository.entries()) {
    if (read == max_searched || !out.empty()) break;
    const std::string extension = extension_of(entry.path);
    static const WordSet read_from = {"py", "ipynb", "sh", "ts", "js", "mjs"};
    if (!read_from.contains(extension) || is_test(entry.path) ||
        std::count(entry.path.begin(), entry.path.end(), '/') > max_depth || is_foreign(entry.path))
      continue;
    const source::Entry* file = repository.file(entry.path);
    if (file == nullptr) continue;
    const auto size = repository.snapshot().size(*file);
    if (!size || *size > max_bytes) continue;
    ++read;
    read_releases(repository, entry.path, own, words, out);
  }
  return out;
}

std::vector<Offer> read_code_offers(Repository& repository) {
  std::vector<Offer> out;
  std::size_t read = 0;
  for (const source::Entry& entry : repository.entries()) {
    if (read == max_files) break;
    if (!may_register(entry.path)) continue;
    const source::Entry* file = repository.file(entry.path);
    if (file == nullptr) continue;
    const auto size = repository.snapshot().size(*file);
    if (!size || *size > max_bytes) continue;
    ++read;
    read_file(repository, entry.path, out);
  }
  return out;
}

}  // namespace auditor::evidence
