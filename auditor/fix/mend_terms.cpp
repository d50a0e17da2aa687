#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/fix/front_matter_edit.h"
#include "auditor/fix/mend.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/permissions/clauses.h"
#include "auditor/notice/bundle.h"

#include <algorithm>
#include <fmt/format.h>

namespace auditor::fix {
namespace {

void also(std::string& said, const std::string& what) { said += (said.empty() ? "" : ", ") + what; }

// The text as a file of its own: LICENSE where there is none, else as REUSE has it.
bool add_text(const State& state, const std::string& license, const source::Snapshot* work, bool may_be_main,
              Mended& out) {
  if (!file_with(state.facts, license).empty()) return true;
  const auto found = state.texts.find(license, work);
  if (!found) return false;
  const bool main = may_be_main && state.now.find("LICENSE") == nullptr && !out.files.contains("LICENSE");
  const std::string path = main ? "LICENSE" : "LICENSES/" + license + ".txt";
  if (state.now.find(path) != nullptr || out.files.contains(path)) return false;
  out.files[path] = found->bytes;
  also(out.what, fmt::format("{} from {}", path, found->from));
  return true;
}

std::string missing(const std::string& license) {
  if (permissions::has_holder_line(license))
    return fmt::format("the text of {} names its holder: write it with yours", license);
  const std::string address = notice::address_of(license);
  return fmt::format("the text of {} is not on this machine{}", license, address.empty() ? "" : ": " + address);
}

std::string ends_with_line(std::string text) {
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

void add_notice(const State& state, const std::vector<notice::Work>& parents, Mended& out) {
  std::string path = "NOTICE";
  std::string present;
  for (const notice::RepositoryText& file : state.texts.files())
    if (file.notice && file.repository == state.repositories.front()) path = file.path;
  if (const auto text = text_at(state, path)) present = *text;
  else return;
  const auto lines = notice::notice_lines(parents, present);
  if (lines.empty()) return;
  std::string text = ends_with_line(present);
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line + "\n";
  out.files[path] = text;
  also(out.what, path);
}

// A phrase of a licence behind the card's text, and the base model among its metadata.
void add_to_card(const State& state, const std::vector<notice::Work>& parents, Mended& out) {
  const std::string path = card_path(state);
  auto text = text_at(state, path);
  if (!text || text->empty()) return;
  const std::string before = *text;
  for (const notice::Work& work : parents)
    for (const std::string& license : work.licenses) {
      const auto& show = permissions::wording_of(license).show;
      const auto shown = [&](const std::string& phrase) { return permissions::holds_line(*text, phrase); };
      if (show.empty() || std::any_of(show.begin(), show.end(), shown)) continue;
      *text = ends_with_line(*text) + "\n" + show.front() + ".\n";
      also(out.what, fmt::format("\"{}\" in {}", show.front(), printable(path)));
    }
  const Json* stated = find_path(state.facts, "card.front_matter.values.base_model");
  if (parents.size() == 1 && stated == nullptr && std::count(parents[0].name.begin(), parents[0].name.end(), '/') == 1)
    if (const auto with = set_key(*text, "base_model", {parents[0].name})) {
      text = with;
      also(out.what, "base_model: " + printable(parents[0].name));
    }
  if (*text != before) out.files[path] = *text;
}

}  // namespace

Mended mend_license_text(const State& state) {
  const std::string expression(text(member(member(state.facts, "licenses"), "payload"), "license"));
  const auto parsed = licenses::parse_expression(expression);
  Mended out;
  if (!parsed || parsed->kind == licenses::Expression::Kind::any)
    return {{}, "what is declared is not one known licence", false};
  const auto works = notice::works_of(state.facts, state.repositories);
  std::string lacking;
  for (const std::string& license : licenses::ids_of(*parsed)) {
    const auto& own = works.front().licenses;
    const bool mine = std::find(own.begin(), own.end(), license) != own.end();
    if (!add_text(state, license, state.repositories.front(), mine, out)) also(lacking, missing(license));
  }
  if (out.files.empty()) out.what = lacking.empty() ? "the texts are here" : lacking;
  else if (!lacking.empty()) out.what += "; left: " + lacking;
  return out;
}

Mended mend_base_terms(const State& state) {
  auto works = notice::works_of(state.facts, state.repositories);
  works.erase(works.begin());
  Mended out;
  std::string lacking;
  for (const notice::Work& work : works)
    for (const std::string& license : work.licenses)
      if (!add_text(state, license, work.repository, false, out)) also(lacking, missing(license));
  add_notice(state, works, out);
  add_to_card(state, works, out);
  if (out.files.empty()) out.what = lacking.empty() ? "what is asked for is no text, notice or phrase" : lacking;
  else if (!lacking.empty()) out.what += "; left: " + lacking;
  return out;
}

}  // namespace auditor::fix
