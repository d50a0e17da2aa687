#include "auditor/report/site/forge.h"

#include "auditor/core/hex.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/report/escape.h"
#include "auditor/report/view.h"

namespace auditor::report::site {
namespace {

std::string host_of(std::string_view address) {
  address.remove_prefix(address.find("//") + 2);
  return to_lower(address.substr(0, address.find('/')));
}

void fill(std::string& pattern, std::string_view hole, std::string_view value) {
  if (const std::size_t at = pattern.find(hole); at != std::string::npos) pattern.replace(at, hole.size(), value);
}

bool is_commit(std::string_view text) { return is_hex(text, git_id_digits) || is_hex(text, 64); }  // SHA-1, SHA-256

}  // namespace

Forges::Forges() {
  const Json data = resource_json("rules/vocabulary/forges.yaml");
  for (const Json* forge : objects(member(data, "forges")))
    forges_.push_back(
        {std::string(text(*forge, "host")), std::string(text(*forge, "file")), std::string(text(*forge, "lines"))});
}

// "git@host:owner/name.git" and "ssh://git@host/owner/name" are the same repository as "https://host/owner/name".
std::string Forges::repository_address(std::string_view remote) {
  std::string address(remote);
  if (starts_with_i(address, "ssh://git@")) address.replace(0, 10, "https://");
  else if (address.starts_with("git@") && address.find(':') != std::string::npos) {
    address[address.find(':')] = '/';
    address.replace(0, 4, "https://");
  }
  while (address.ends_with('/')) address.pop_back();
  if (address.ends_with(".git")) address.resize(address.size() - 4);
  return is_web_url(address) && address.find_first_of("?#@") == std::string::npos ? address : std::string();
}

// What was read from a work tree with changes need not stand at the commit.
Forges::Place Forges::place_of(const Json& report) const {
  const Json& source = member(report, "source");
  Place place{nullptr, repository_address(text(source, "remote")), std::string(text(source, "commit")),
              std::string(text(source, "path"))};
  if (place.repository.empty() || !is_commit(place.commit) || flag(source, "dirty")) return place;
  const std::string host = host_of(place.repository);
  for (const Forge& forge : forges_)
    if (forge.host == host) place.forge = &forge;
  return place;
}

std::string Forges::address_of(const Place& place, const Json& citation) {
  const std::int64_t from = number(citation, "from");
  std::string path(text(citation, "path"));
  if (place.forge == nullptr || path.empty() || from == 0) return {};
  if (!place.folder.empty()) path.insert(0, place.folder + "/");
  std::string address = place.forge->file + place.forge->lines;
  fill(address, "{repository}", place.repository);
  fill(address, "{commit}", place.commit);
  fill(address, "{from}", std::to_string(from));
  fill(address, "{to}", std::to_string(number(citation, "to")));
  fill(address, "{path}", uri_path(path));
  return address;
}

void Forges::link_below(Json& value, const Place& place) {
  if (value.is_object() && value.contains("where") && value["where"].is_string()) {
    const std::string address = address_of(place, value);
    value["href"] = address.empty() ? Json(false) : Json(address);
    return;
  }
  if (value.is_structured())
    for (Json& inner : value) link_below(inner, place);
}

void Forges::link_citations(Json& page, const Json& report) const { link_below(page, place_of(report)); }

}  // namespace auditor::report::site
