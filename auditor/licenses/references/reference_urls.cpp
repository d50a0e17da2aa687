// Addresses that stand for a licence: of the list's cross references, of known hosts, of Creative Commons.
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/packed_map.h"
#include "auditor/licenses/references/creative_commons.h"
#include "auditor/licenses/references/reference_parts.h"

#include <array>

namespace auditor::licenses {
namespace {

constexpr std::string_view references_file = "rules/licenses/references.yaml";
constexpr std::size_t max_url = 300;

struct Target {
  std::string expression;
  bool family = false;
};

Target target_of(std::string_view text) {
  const bool family = text.ends_with("?");
  if (family) text.remove_suffix(1);
  return {std::string(text), family};
}

// No scheme, no archive prefix, no "www.", lower case, no query, no page suffix: as scripts/make-catalog writes them.
std::string normal(std::string_view url) {
  std::string out = to_lower(url);
  const auto drop = [&](std::string_view prefix) {
    if (out.starts_with(prefix)) out.erase(0, prefix.size());
  };
  const auto scheme = [&] {
    const auto at = out.find("://");
    if (at != std::string::npos && at < 8) out.erase(0, at + 3);
  };
  scheme();
  if (out.starts_with("web.archive.org/web/")) {
    const auto slash = out.find('/', std::string_view("web.archive.org/web/").size());
    out.erase(0, slash == std::string::npos ? out.size() : slash + 1);
    scheme();
  }
  drop("www.");
  out.erase(std::min(out.find_first_of("?#"), out.size()));
  while (!out.empty() && std::string_view("./,;:)*").find(out.back()) != std::string_view::npos) out.pop_back();
  for (const std::string_view suffix : {".html", ".htm", ".txt", ".php", ".md", ".xhtml", ".shtml", ".json", ".pdf"})
    if (out.ends_with(suffix)) {
      out.erase(out.size() - suffix.size());
      break;
    }
  // Pages in a language, and printable ones: "gpl-3.0.de.html", "gpl-2.0-standalone.html".
  if (out.size() > 3 && out[out.size() - 3] == '.' && out.starts_with("gnu.org/")) out.erase(out.size() - 3);
  if (out.ends_with("-standalone")) out.erase(out.size() - std::string_view("-standalone").size());
  if (out.starts_with("opensource.org/licenses/osi_approved/"))
    out.erase(0, std::string_view("opensource.org/licenses/osi_approved/").size());
  return out;
}

// "creativecommons.org/licenses/by-nc/4.0/deed.de", "i.creativecommons.org/l/by-sa/3.0/88x31.png".
Target creative_commons(std::string_view url) {
  const std::string_view hosts[] = {"creativecommons.org/licenses/", "i.creativecommons.org/l/",
                                    "licensebuttons.net/l/", "creativecommons.org/l/",
                                    "mirrors.creativecommons.org/presskit/buttons/88x31/svg/"};
  for (const std::string_view host : hosts) {
    const auto at = url.find(host);
    if (at == std::string_view::npos || at > 12) continue;
    const auto parts = split(url.substr(at + host.size()), '/');
    if (parts.empty()) return {};
    if (parts[0] == "zero" || parts[0] == "p") return {"CC0-1.0"};
    if (parts.size() < 2 || parts[1].empty()) return {creative_commons_family(parts[0])};
    std::string version(parts[1].substr(0, 3));
    return {creative_commons_id(parts[0], version, parts.size() > 2 ? parts[2] : std::string_view())};
  }
  return {};
}

const PackedMap& listed() {
  static const PackedMap map = PackedMap::of_resource("rules/licenses/urls.yaml", "urls");
  return map;
}

const PackedMap& own() {
  static const PackedMap map = PackedMap::of_resource("rules/licenses/names.yaml", "urls");
  return map;
}

const PackedMap& prefixes() {
  static const PackedMap map = PackedMap::of_resource(references_file, "url_prefixes");
  return map;
}

const std::vector<std::string>& slug_hosts() {
  static const std::vector<std::string> hosts = [] {
    const Resource* resource = find_resource(references_file);
    const PackedMap top = resource != nullptr ? PackedMap(resource->bytes) : PackedMap();
    const auto* entry = top.find("url_slugs");
    return entry != nullptr ? entry->json().get<std::vector<std::string>>() : std::vector<std::string>();
  }();
  return hosts;
}

Target slug(std::string_view url) {
  for (const std::string& host : slug_hosts()) {
    if (!url.starts_with(host) || url.size() <= host.size() + 1 || url[host.size()] != '/') continue;
    std::string_view name = url.substr(host.size() + 1);
    name = name.substr(0, name.find('/'));
    const Label label = read_label(name);
    if (!label.expression.empty()) return {label.expression};
    if (label.ambiguous) return {family_default(label_key(name)), true};
  }
  return {};
}

// A page whose own name is a licence's: ".../blob/master/MIT-LICENSE", "/licenses/apache-2.0".
Target named_page(std::string_view url) {
  const auto slash = url.rfind('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view name = url.substr(slash + 1);
  const std::string_view folder = base_name(url.substr(0, slash));
  const bool license = name.find("licen") != std::string_view::npos || folder == "licenses" || folder == "licences" ||
                       folder == "license";
  if (!license || name.size() > 40) return {};
  return {read_label(name).expression};
}

Target target(std::string_view url) {
  // The longest prefix that ends with a component.
  for (std::string_view front = url; !front.empty();) {
    if (const auto* entry = prefixes().find(front)) return target_of(entry->text());
    const auto cut = front.rfind('/');
    if (cut == std::string_view::npos) break;
    front = front.substr(0, cut);
  }
  if (Target found = creative_commons(url); !found.expression.empty()) return found;
  if (Target found = slug(url); !found.expression.empty()) return found;
  for (const PackedMap* map : {&own(), &listed()})
    if (const auto* entry = map->find(url)) return target_of(entry->text());
  return named_page(url);
}

constexpr ByteSet ends_url("\"'<>()[]{}|\\^`", true);
constexpr ByteSet begins("hHwWoOcCgGaAmMsSuUeEbBfF");
constexpr ByteSet word_or_stop("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.");

// An address begins at a scheme, at "www.", or at a known host without either.
bool begins_url(std::string_view rest) {
  static constexpr std::array<std::string_view, 14> heads = {"http://",
                                                             "https://",
                                                             "www.",
                                                             "opensource.org/",
                                                             "creativecommons.org/",
                                                             "gnu.org/",
                                                             "apache.org/",
                                                             "mozilla.org/",
                                                             "scripts.sil.org/",
                                                             "spdx.org/",
                                                             "unlicense.org",
                                                             "eclipse.org/",
                                                             "boost.org/",
                                                             "ftp://"};
  if (rest.size() < 2) return false;
  const auto lower = [&](std::size_t i) { return static_cast<char>(rest[i] | 0x20); };
  return std::any_of(heads.begin(), heads.end(), [&](std::string_view head) {
    return lower(0) == head[0] && lower(1) == head[1] && starts_with_i(rest, head);
  });
}

}  // namespace

void read_urls(ReferenceText& text, std::vector<Reference>& out) {
  for (std::size_t at = 0; at < text.text().size();) {
    const std::string_view all = text.text();
    std::size_t begin = at;
    while (begin < all.size() && !begins(all[begin])) ++begin;
    if (begin == all.size()) return;
    if ((begin > 0 && word_or_stop(all[begin - 1])) || !begins_url(all.substr(begin))) {
      at = begin + 1;
      continue;
    }
    std::size_t end = begin;
    while (end < all.size() && end - begin < max_url && !ends_url(all[end])) ++end;
    const Target found = target(normal(all.substr(begin, end - begin)));
    const int line = text.line_at(begin);
    add_expression(found.expression, MatchKind::reference, {line, line}, found.family, out);
    const bool badge = all.substr(begin, end - begin).find("badge/") != std::string_view::npos;
    if (!badge || !found.expression.empty()) text.blank(begin, end);
    at = std::max(end, begin + 1);
  }
}

}  // namespace auditor::licenses
