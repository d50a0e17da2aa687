#include "auditor/report/labels.h"

#include "auditor/core/text.h"
#include "auditor/report/view.h"

#include <array>
#include <fmt/format.h>

namespace auditor::report {
namespace {

constexpr std::array<Class, 7> ladder = {{
    {"closed", "Closed", "Neither weights nor code are offered under terms that could be read.", Tone::bad},
    {"hosted-only", "Hosted only", "The model can be used as a service; nothing of it can be obtained.", Tone::bad},
    {"code-only", "Code only", "The code is open; the weights are not released.", Tone::partial},
    {"restricted-weights", "Restricted weights",
     "The weights can be obtained, but their terms limit use, users or change, or grant nothing.", Tone::partial},
    {"open-weights", "Open weights", "The weights can be obtained, used, changed and shared under an open licence.",
     Tone::good},
    {"open-model", "Open model",
     "Weights, architecture, training and inference code are open, and the training data is described in detail.",
     Tone::good},
    {"open-science", "Open science",
     "Everything of the open model, and its training data, preparation code and training records.", Tone::good},
}};
constexpr Class undetermined = {"undetermined", "Undetermined", "Evidence that decides could not be read.",
                                Tone::unknown};
constexpr Class not_a_model = {"not-a-model", "Not a model",
                               "A data set or an application, which is not judged as a model.", Tone::unknown};

struct Entry {
  std::string_view id;
  std::string_view text;
};

constexpr std::array<Entry, 47> vocabulary = {{
    {"permissive-unlisted", "permissive, on no list"},
    {"noncommercial", "non-commercial"},
    {"no-derivatives", "no derivatives"},
    {"declared-only", "label only"},
    {"detected-only", "text only"},
    {"both", "label and text"},
    {"not-applicable", "not applicable"},
    {"data-preparation", "data preparation"},
    {"technical-report", "technical report"},
    {"bias-risks-limitations", "bias, risks and limitations"},
    {"out-of-scope", "out-of-scope use"},
    {"how-to-use", "how to use"},
    {"pointer", "bytes not here"},
    {"label-and-text", "label and text disagree"},
    {"label-and-sentence", "label and sentence disagree"},
    {"permissive-on-restricted-base", "permissive label on a restricted base"},
    {"extra-duty", "an added duty"},
    {"embedded-label", "metadata inside the weights"},
    {"several-texts", "several licence texts"},
    {"broken-link", "broken licence link"},
    {"missing-license-name", "licence name missing"},
    {"quantized", "quantised"},
    {"finetune", "fine-tuned from"},
    {"adapter", "adapter for"},
    {"merge", "merged from"},
    {"fine-tuning", "fine-tuning"},
    {"licenses", "licences"},
    {"user-cap", "a limit on users"},
    {"revenue-cap", "a limit on turnover"},
    {"territory-excluded", "excluded territories"},
    {"field-excluded", "excluded uses"},
    {"attribution", "notices kept"},
    {"naming", "a name to show"},
    {"name-prefix", "a name to begin yours with"},
    {"license-copy", "a copy of the licence"},
    {"notice-file", "the notice file"},
    {"state-changes", "changes stated"},
    {"disclose-source", "the source offered"},
    {"share-alike", "the same licence"},
    {"pass-through", "limits passed on"},
    {"registration", "registration first"},
    {"acceptance", "acceptance first"},
    {"no-competing-model", "limits on training others"},
    {"latest-version", "the newest version"},
    {"remote-restriction", "restriction from afar"},
    {"patent-termination", "an end for patent suits"},
    {"output-label", "a label on outputs"},
}};

// How each term of the catalogue reads: what "yes", "no" and "conditional" mean, and what stands before other text.
struct TermWords {
  std::string_view name, title, yes, no, conditional, prefix;
  Tone when_yes, when_no;
};
constexpr std::array<TermWords, 16> term_words = {{
    {"commercial", "Commercial use", "Commercial use is allowed.", "Commercial use is not allowed.",
     "Commercial use is allowed on conditions.", "Commercial use:", Tone::good, Tone::bad},
    {"redistribution", "Sharing", "Copies may be shared.", "Copies may not be shared.",
     "Copies may be shared on conditions.", "Sharing:", Tone::good, Tone::bad},
    {"derivatives", "Changes", "Changed versions may be made and shared.", "Changed versions are not allowed.",
     "Changed versions are allowed on conditions.", "Changed versions:", Tone::good, Tone::bad},
    {"use_restrictions", "Uses", "Some uses are forbidden.", "No use is forbidden.", "Some uses are forbidden.",
     "Forbidden uses:", Tone::bad, Tone::good},
    {"user_threshold", "Size of the user", "There is a limit on the number of users.", "No limit on users.",
     "There is a limit on the number of users.", "A separate grant is needed above", Tone::bad, Tone::good},
    {"revenue_threshold", "Revenue", "There is a limit on revenue.", "No limit on revenue.",
     "There is a limit on revenue.", "A separate grant is needed above", Tone::bad, Tone::good},
    {"territory_excluded", "Territory", "Some territories are excluded.", "No territory is excluded.",
     "Some territories are excluded.", "Excluded:", Tone::bad, Tone::good},
    {"output_restriction", "Output", "The use of outputs is limited.", "Outputs are free to use.",
     "The use of outputs is limited.", "Outputs:", Tone::bad, Tone::good},
    {"attribution_duty", "Attribution", "Attribution is required.", "No attribution is required.",
     "Attribution is required in some cases.", "Keep or give:", Tone::partial, Tone::good},
    {"naming_duty", "Name", "A name must be shown.", "No name must be shown.", "A name must be shown in some cases.",
     "Naming:", Tone::partial, Tone::good},
    {"pass_through", "Terms for others", "The same limits must be passed on to others.",
     "Limits need not be passed on.", "Limits must be passed on in some cases.", "To be passed on:", Tone::partial,
     Tone::good},
    {"share_alike", "Share alike", "Changed versions must carry the same licence.",
     "Changed versions may carry another licence.", "Some changed versions must carry the same licence.",
     "Same licence for:", Tone::partial, Tone::good},
    {"acceptance_required", "Acceptance", "The terms must be accepted first.", "No acceptance is required.",
     "The terms must be accepted in some cases.", "Accepted by:", Tone::partial, Tone::good},
    {"termination", "End", "The licence can end.", "The licence does not end.", "The licence can end.",
     "The licence ends on:", Tone::unknown, Tone::unknown},
    {"patent_grant", "Patents", "Patents are licensed too.", "No patent licence is given.",
     "Patents are licensed on conditions.", "Patents:", Tone::good, Tone::unknown},
    {"governing_law", "Law", "A governing law is named.", "No governing law is named.", "A governing law is named.",
     "Governing law:", Tone::unknown, Tone::unknown},
}};

Term plain_term(const TermWords& entry, std::string_view value) {
  if (value == "yes") return {std::string(entry.title), std::string(entry.yes), entry.when_yes};
  if (value == "no" || value == "none") return {std::string(entry.title), std::string(entry.no), entry.when_no};
  if (value == "conditional") return {std::string(entry.title), std::string(entry.conditional), Tone::partial};
  std::string_view said = value;
  if (value == "list") said = "those listed in the licence";
  if (value == "policy-by-reference") said = "those of a policy that the licence refers to";
  const Tone tone = starts_with_i(value, "no")            ? entry.when_no
                    : starts_with_i(value, "conditional") ? Tone::partial
                    : entry.when_yes == Tone::good        ? Tone::partial
                                                          : entry.when_yes;
  return {std::string(entry.title), std::string(entry.prefix) + " " + std::string(said) + ".", tone};
}

}  // namespace

std::string_view to_string(Tone tone) {
  switch (tone) {
    case Tone::good: return "good";
    case Tone::partial: return "partial";
    case Tone::bad: return "bad";
    case Tone::unknown: break;
  }
  return "unknown";
}

std::span<const Class> classes() { return ladder; }

const Class& class_of(std::string_view id) {
  const int rank = class_rank(id);
  if (id == not_a_model.id) return not_a_model;
  return rank < 0 ? undetermined : ladder[static_cast<std::size_t>(rank)];
}

int class_rank(std::string_view id) {
  for (std::size_t i = 0; i < ladder.size(); ++i)
    if (ladder[i].id == id) return static_cast<int>(i);
  return -1;
}

Tone tone_of_openness(std::string_view openness) {
  if (openness == "open") return Tone::good;
  if (openness == "permissive-unlisted" || openness == "restricted") return Tone::partial;
  if (openness.empty() || openness == "unknown") return Tone::unknown;
  return Tone::bad;
}

Tone tone_of_status(std::string_view status) {
  for (const std::string_view good :
       {"included", "filled", "present", "met", "both", "pass", "valid", "safe", "released"})
    if (status == good) return Tone::good;
  for (const std::string_view partial : {"linked", "stated", "pointer", "gated", "named", "described", "placeholder",
                                         "declared-only", "detected-only", "inherited", "suspicious", "waived"})
    if (status == partial) return Tone::partial;
  for (const std::string_view bad : {"absent", "undisclosed", "unmet", "fail", "unsafe", "malformed", "broken"})
    if (status == bad) return Tone::bad;
  return Tone::unknown;
}

Tone tone_of_grade(std::string_view grade) {
  if (grade == "open") return Tone::good;
  if (grade == "partial") return Tone::partial;
  return grade == "closed" ? Tone::bad : Tone::unknown;
}

Tone tone_of_bias(std::int64_t level) {
  if (level < 0) return Tone::unknown;
  return level >= 3 ? Tone::good : level == 2 ? Tone::partial : Tone::bad;
}

std::string words(std::string_view id) {
  for (const Entry& entry : vocabulary)
    if (entry.id == id) return std::string(entry.text);
  std::string out(id);
  for (char& c : out)
    if (c == '-' || c == '_') c = ' ';
  return out;
}

std::string heading(std::string_view id) {
  std::string out = words(id);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

std::string step_name(std::string_view step) {
  const bool counted = !step.empty() && step.find_first_not_of("0123456789") == std::string_view::npos;
  return counted ? "level " + std::string(step) : std::string(step);
}

std::string level_reached(const Json& level) {
  const std::string reached = step_name(text(level, "class"));
  const std::string title(text(level, "level"));
  if (reached.empty()) return title.empty() ? "no level reached" : title;
  return title.empty() || title == reached ? reached : reached + ", " + title;
}

std::string_view bias_name(std::int64_t level) {
  constexpr std::string_view names[] = {"absent", "mention", "stated", "measured", "accountable"};
  return level >= 0 && level <= 4 ? names[level] : std::string_view("unknown");
}

std::vector<Term> plain_terms(const Json& terms) {
  std::vector<Term> out;
  for (const TermWords& entry : term_words) {
    const std::string value = shown(member(terms, entry.name));
    if (!value.empty() && value != "-" && value != "?" && value != "unknown") out.push_back(plain_term(entry, value));
  }
  return out;
}

std::string human_count(std::int64_t count) {
  struct Unit {
    double size;
    const char* name;
  };
  for (const Unit& unit : {Unit{1e12, "trillion"}, Unit{1e9, "billion"}, Unit{1e6, "million"}})
    if (static_cast<double>(count) >= unit.size)
      return fmt::format("{:.2f} {}", static_cast<double>(count) / unit.size, unit.name);
  return grouped(count);
}

std::string grouped(std::int64_t count) {
  std::string digits = std::to_string(count);
  const std::size_t first = count < 0 ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string date_of(std::string_view time) {
  return time.size() >= 10 && time[4] == '-' && time[7] == '-' ? std::string(time.substr(0, 10)) : std::string{};
}

}  // namespace auditor::report
