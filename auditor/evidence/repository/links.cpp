#include "auditor/evidence/repository/links.h"

#include "auditor/core/hex.h"
#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <array>
#include <map>

namespace auditor::evidence {
namespace {

struct Vocabulary {
  std::vector<std::string> hubs;
  WordSet hub_pages;
  WordSet forges;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/weights_links.yaml");
    return Vocabulary{string_list(data, "hubs"), word_set(data, "hub_pages"), word_set(data, "forges")};
  }();
  return loaded;
}

bool id_char(char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; }

// "owner/name/rest" with characters that hubs and forges allow.
std::optional<HostedId> parse_id(std::string_view path) {
  path = path.substr(0, path.find_first_of("?#"));
  const auto parts = split(path, '/');
  const auto valid = [](std::string_view part) {
    return !part.empty() && part.size() <= 100 && std::all_of(part.begin(), part.end(), id_char);
  };
  if (parts.empty() || !valid(parts[0])) return std::nullopt;
  HostedId id{std::string(parts[0]), {}, {}};
  if (parts.size() > 1 && valid(parts[1])) {
    id.name = parts[1];
    if (id.name.ends_with(".git")) id.name.resize(id.name.size() - 4);
    for (std::size_t i = 2; i < parts.size(); ++i) id.rest += (id.rest.empty() ? "" : "/") + std::string(parts[i]);
  }
  return id;
}

std::string decoded(std::string_view url) {
  std::string plain(url);
  std::erase_if(plain, [](char c) { return c == '\\' || c == '(' || c == ')'; });
  return percent_decoded(plain);
}

// Without "." and ".." steps; empty when it leaves the root.
std::string normalized(std::string_view path) {
  std::vector<std::string_view> parts;
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") parts.push_back(part);
    else if (parts.empty()) return {};
    else parts.pop_back();
  }
  std::string out;
  for (const std::string_view part : parts) out.append(out.empty() ? "" : "/").append(part);
  return out;
}

// "blob/main/LICENSE" -> "LICENSE"; empty for other pages.
std::string_view file_of_page(std::string_view rest) {
  for (const std::string_view page : {"blob/", "tree/", "raw/"}) {
    if (!rest.starts_with(page)) continue;
    const auto slash = rest.find('/', page.size());
    return slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  }
  return {};
}

}  // namespace

std::optional<HostedId> hub_id_of(std::string_view url) {
  const std::string lower = to_lower(url);
  for (const std::string& hub : vocabulary().hubs) {
    const auto at = lower.find(hub);
    if (at == std::string::npos || at > 16 || (at > 0 && lower[at - 1] != '/' && lower[at - 1] != '.')) continue;
    std::string_view path = url.substr(at + hub.size());
    if (path.starts_with("models/")) path = path.substr(7);
    auto id = parse_id(path);
    if (!id || vocabulary().hub_pages.contains(to_lower(id->owner))) return std::nullopt;
    return id;
  }
  return std::nullopt;
}

std::optional<HostedId> forge_id_of(std::string_view url) {
  if (!vocabulary().forges.contains(url_host(url))) return std::nullopt;
  const auto slash = url.find('/', url.find("://") + 3);
  if (slash == std::string_view::npos) return std::nullopt;
  auto id = parse_id(url.substr(slash + 1));
  if (!id || id->name.empty()) return std::nullopt;
  return id;
}

OwnNames::OwnNames(Repository& repository, const std::string& document) {
  const std::string known = to_lower(repository.snapshot().info().name);
  if (const auto slash = known.find('/'); slash != std::string::npos) {
    owner_ = known.substr(0, slash);
    name_ = known.substr(slash + 1);
    return;
  }
  const Card* card = repository.card(document);
  if (card == nullptr) return;
  std::map<std::string, int> counts;
  for (const Block& block : card->document.blocks) {
    // A clone command says it outright.
    if (block.kind == BlockKind::code)
      if (const auto at = block.text.find("git clone "); at != std::string::npos)
        if (const auto url = block.text.find("https://", at); url != std::string::npos && url < at + 60)
          if (const auto id =
                  forge_id_of(std::string_view(block.text).substr(url, block.text.find_first_of(" \n\"'", url) - url)))
            counts[to_lower(id->owner + "/" + id->name)] += 4;
    for (const Link& link : block.links)
      if (const auto id = forge_id_of(link.url)) counts[to_lower(id->owner + "/" + id->name)] += 1;
  }
  const auto best =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (best == counts.end() || best->second < 2) return;
  const auto slash = best->first.find('/');
  owner_ = best->first.substr(0, slash);
  name_ = best->first.substr(slash + 1);
}

bool OwnNames::is_self(const HostedId& id) const {
  if (name_.empty()) return true;
  // A renamed owner keeps the repository's name; a fork keeps it too.
  return to_lower(id.name) == name_;
}

std::string resolve_link(const OwnNames& own, std::string_view document, std::string_view url) {
  url = url.substr(0, url.find_first_of("#?"));
  if (url.empty() || url.starts_with("mailto:")) return {};
  if (url.find("://") != std::string_view::npos) {
    const auto id = forge_id_of(url);
    if (!id || !own.is_self(*id)) return {};
    return normalized(decoded(file_of_page(id->rest)));
  }
  if (url.starts_with("/")) return normalized(decoded(url));
  return normalized(std::string(dir_name(document)) + "/" + decoded(url));
}

std::string existing_file(const Repository& repository, const std::string& path) {
  if (path.empty()) return {};
  if (repository.file(path) != nullptr) return path;
  for (const std::string_view extension : {".md", ".txt", ".rst"}) {
    std::string longer = path + std::string(extension);
    if (repository.file(longer) != nullptr) return longer;
  }
  if (const auto dot = path.rfind('.'); dot != std::string::npos && path.find('/', dot) == std::string::npos)
    if (std::string shorter = path.substr(0, dot); repository.file(shorter) != nullptr) return shorter;
  return {};
}

}  // namespace auditor::evidence
