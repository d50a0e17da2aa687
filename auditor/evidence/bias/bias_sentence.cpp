#include "auditor/evidence/bias/bias_sentence.h"

#include "auditor/core/text.h"
#include "auditor/evidence/bias/bias_figures.h"
#include "auditor/prose/language/names.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

using M = Meaning;

bool has_upper(std::string_view text) { return !text.empty() && text[0] >= 'A' && text[0] <= 'Z'; }

// "the Jigsaw dataset", "UCI Adult data": a data set by its name.
bool names_a_data_set(const Reading& reading) {
  const Words& words = reading.words();
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i].text;
    if (word != "dataset" && word != "datasets" && word != "corpus" && word != "corpora") continue;
    const std::string_view before = words.source().substr(words[i - 1].begin, words[i - 1].end - words[i - 1].begin);
    static constexpr std::string_view generic[] = {"The",   "This",   "Our",   "A",  "Training",
                                                   "Model", "Source", "Small", "NLP"};
    // "an audio-based TOXicity dataset": named for what it holds, no cause of it.
    const bool of_subject = std::any_of(reading.hits().begin(), reading.hits().end(), [&](const Hit& hit) {
      return hit.last + 1 == i && (hit.meaning == M::toxic || hit.meaning == M::bias || hit.meaning == M::subject);
    });
    if (of_subject) continue;
    if (i > 1 && has_upper(before) && std::find(std::begin(generic), std::end(generic), before) == std::end(generic))
      return true;
  }
  return false;
}

// A group that a use is excluded for: "not intended for children".
bool excludes_a_group(const Reading& reading) {
  static constexpr std::string_view towards[] = {"for",  "on",  "with", "among", "by",  "in",
                                                 "para", "con", "pour", "sur",   "fur", "bei"};
  if (!reading.has(M::prohibition) || reading.has_any(M::toxic, M::subject)) return false;
  for (const Hit& hit : reading.hits()) {
    if (hit.meaning != M::group) continue;
    if (static_cast<unsigned char>(reading.words()[hit.first].text[0]) >= 0x80) return true;
    for (std::size_t i = hit.first; i-- > 0 && hit.first - i <= 3;)
      if (std::find(std::begin(towards), std::end(towards), reading.words()[i].text) != std::end(towards)) return true;
  }
  return false;
}

// "describes nurses as women more often": how people are shown, and as what or how often.
bool shows_unevenly(const Reading& reading) {
  if (reading.affirms(M::depicts)) return reading.has_any(M::occupation, M::often);
  return reading.has(M::occupation) && (reading.has(M::often) || groups_in(reading).size() >= 2);
}

// A word of outcome that no negation denies, other than the group's own words.
bool affirms_outcome(const Reading& reading) {
  if (reading.affirms(M::harm) || shows_unevenly(reading)) return true;
  return reading.has(M::quality) && (reading.affirms(M::worse) || reading.affirms(M::comparative));
}

bool affirms_poor_quality(const Reading& reading) {
  static constexpr std::string_view of_speech_and_text[] = {"not perform",    "not work",       "perform worse",
                                                            "performs worse", "perform poorly", "performs poorly",
                                                            "works best",     "performs best",  "less accurate",
                                                            "less reliable",  "less effective", "less well",
                                                            "not as",         "not equally",    "degrad",
                                                            "struggle",       "reduce",         "underperform",
                                                            "lower accuracy", "lower quality",  "lower performance",
                                                            "fail",           "较差",           "更差",
                                                            "远不如",         "表现不佳",       "不准确",
                                                            "精度が低",       "性能が低",       "劣る",
                                                            "低下",           "peor",           "menos preciso",
                                                            "rinde peor",     "moins b",        "moins pr",
                                                            "schlechter",     "weniger genau",  "хуже",
                                                            "менее точн",     "pior",           "lebih buruk",
                                                            "kurang akurat",  "성능이",         "정확도가"};
  for (const Hit& hit : reading.hits()) {
    if (hit.meaning != M::harm || reading.negated(hit)) continue;
    const std::string phrase = reading.phrase(hit);
    for (const std::string_view start : of_speech_and_text)
      if (phrase.starts_with(fold_phrase(start))) return true;
  }
  const bool error_metric = reading.words().source().find("rror") != std::string_view::npos;
  return reading.has(M::quality) && !error_metric && reading.affirms(M::worse);
}

bool affirms_bias(const Reading& reading) {
  return reading.affirms(M::bias) || reading.affirms(M::subject) || reading.affirms(M::toxic);
}

// Said of a class of models and of nothing that is this one.
bool is_generic(const Reading& reading, const BiasContext& context) {
  return reading.has(M::class_of_models) && !reading.has(M::own) && !context.tied;
}

bool is_excluding(const Reading& reading, const BiasContext& context) {
  return reading.has(M::prohibition) || context.excluding_heading || context.excluding_lead;
}

// "by gender", "je Altersgruppe", "年齢別": an attribute that the figures are given by.
bool is_by_attribute(const Reading& reading) {
  return std::any_of(reading.hits().begin(), reading.hits().end(), [&](const Hit& a) {
    return (a.meaning == M::attribute || a.meaning == M::umbrella) &&
           std::any_of(reading.hits().begin(), reading.hits().end(), [&](const Hit& by) {
             if (by.meaning != M::by_group) return false;
             return by.last < a.first ? a.first - by.last <= 2 : by.first > a.last && by.first - a.last <= 1;
           });
  });
}

// Figures by group or on a bias metric.
bool is_measured(const Reading& reading, const BiasContext& context, Judgement& out) {
  const int figures = count_figures(reading);
  if (figures == 0) return false;
  const bool only_aims = reading.has(M::target) && figures < 2 && !reading.has(M::group);
  if (only_aims) return false;
  out.groups = groups_in(reading);
  if (reading.has(M::benchmark)) return true;
  // "missed twice as often (8.1 % against 4.0 %)" names no metric, nor does "the gap between A and B is 1.4 points".
  const bool compared = (!out.groups.empty() && figures >= 2 && affirms_outcome(reading)) ||
                        (out.groups.size() >= 2 && reading.has(M::unevenness));
  if (!reading.has(M::metric)) return compared;
  if (!out.groups.empty() || (figures >= 2 && is_by_attribute(reading))) return true;
  const bool named = context.subject_heading || reading.has_any(M::bias, M::subject);
  if (reading.has(M::attribute) && named && figures >= 2) return true;
  return (reading.has(M::attribute_place) || reading.has(M::language)) && named && reading.has(M::unevenness) &&
         figures >= 2;
}

// Who, and what happens to them.
bool is_stated(const Reading& reading, const BiasContext& context) {
  const bool lead_names = context.lead != nullptr;
  const bool who = !groups_in(reading).empty() || (lead_names && !groups_in(*context.lead).empty());
  const bool outcome = affirms_outcome(reading) || (lead_names && affirms_outcome(*context.lead));
  // A list of excluded uses tells what others might do; there only poor quality is said of the model.
  if (context.excluding_heading || context.excluding_lead) return who && affirms_poor_quality(reading);
  return who && outcome && (affirms_outcome(reading) || !groups_in(reading).empty());
}

// Why, and what comes of it.
bool is_explained(const Reading& reading, const BiasDocument& document, const BiasContext& context) {
  if (document.about_things || context.excluding_heading || context.excluding_lead || !affirms_bias(reading))
    return false;
  if (reading.has(M::toxic) && document.toxicity_is_task && !reading.has_any(M::bias, M::subject)) return false;
  if (reading.has(M::source) || names_a_data_set(reading)) return true;
  return reading.has(M::imbalance) && reading.has_any(M::umbrella, M::attribute, M::person, M::group);
}

bool is_uneven_over_languages(const Reading& reading) {
  return reading.has(M::language) && affirms_poor_quality(reading);
}

// A bias towards things is none of people's; so is that of a text about things.
bool is_of_things(const Reading& reading, const BiasDocument& document) {
  if (reading.has_any(M::person, M::group, M::attribute, M::toxic)) return false;
  if (reading.has(M::umbrella) && !document.about_things) return false;  // "populations" of whales are none of people
  if (reading.has(M::network) && !reading.has(M::subject)) return true;
  return reading.has(M::thing) || document.about_things;
}

bool is_denied(const Reading& reading) {
  return reading.has(M::negation) && !reading.affirms(M::bias) && !reading.affirms(M::subject) &&
         !reading.affirms(M::toxic) && !reading.affirms(M::harm);
}

// "(English only)" inside a sentence about something else is an aside.
bool is_aside(const Reading& reading, const Hit& hit) {
  const std::string_view before = reading.words().source().substr(0, reading.words()[hit.first].begin);
  const auto open = before.rfind('(');
  return open != std::string_view::npos && before.find(')', open) == std::string_view::npos;
}

bool is_untested(const Reading& reading, const BiasContext& context) {
  const bool people =
      reading.has_any(M::group, M::attribute, M::umbrella) || (context.of_limits && reading.has(M::language));
  return people && std::any_of(reading.hits().begin(), reading.hits().end(),
                               [&](const Hit& hit) { return hit.meaning == M::testing && reading.negated(hit); });
}

// "English only": a statement where uses and limits are told.
bool is_scope(const Reading& reading, const BiasContext& context) {
  if (is_untested(reading, context)) return true;
  return context.of_limits && std::any_of(reading.hits().begin(), reading.hits().end(), [&](const Hit& hit) {
           return hit.meaning == M::scope && !is_aside(reading, hit);
         });
}

// An attribute names no group: that quality varies with it is a mention.
bool varies_with_attribute(const Reading& reading, const BiasDocument& document) {
  return !document.about_things && reading.has(M::attribute) && reading.has(M::quality) && !reading.has(M::remedy) &&
         (reading.affirms(M::worse) || reading.affirms(M::comparative));
}

Judgement level(int value, const char* kind) {
  Judgement out;
  out.level = value;
  out.kind = kind;
  return out;
}

void note_measures(const Reading& reading, const BiasContext& context, Judgement& out) {
  out.mitigated = reading.affirms(M::mitigation) && !reading.has(M::future) &&
                  (context.subject_heading ||
                   reading.has_any(M::bias, M::subject, M::benchmark, M::group, M::unevenness, M::attribute));
  out.limited = reading.has(M::prohibition) && reading.has_any(M::subject, M::bias, M::unevenness, M::group);
}

}  // namespace

std::set<std::string> groups_in(const Reading& reading) {
  std::set<std::string> strong;
  std::set<std::string> weak;
  for (const Hit& hit : reading.hits()) {
    if (hit.meaning == M::group) strong.insert(reading.phrase(hit));
    if (hit.meaning == M::group_weak) weak.insert(reading.phrase(hit));
  }
  if (names_age_group(reading)) strong.insert("age group");
  if (weak.size() >= 2 || (!weak.empty() && (!strong.empty() || reading.has(M::attribute)))) strong.merge(weak);
  return strong;
}

bool names_subject(const Reading& reading, const BiasDocument& document) {
  if (is_of_things(reading, document)) return false;
  if (reading.has_any(M::bias, M::subject)) return true;
  if (reading.has(M::subject_weak) && reading.has_any(M::person, M::group, M::attribute, M::umbrella)) return true;
  return reading.has(M::toxic) && !document.toxicity_is_task;
}

bool names_other_model(const Reading& reading, const BiasDocument& document) {
  return std::any_of(reading.hits().begin(), reading.hits().end(), [&](const Hit& hit) {
    if (hit.meaning != M::other_model) return false;
    return document.own_names.find(" " + reading.phrase(hit) + " ") == std::string::npos;
  });
}

namespace {

// "Jackdaw-7B was shown to be biased": the sentence begins with a model by the shape of its name, and that is neither
// this one nor its base.
bool is_of_stranger(const Reading& reading, const BiasDocument& document) {
  const Words& words = reading.words();
  if (words.size() < 2 || reading.has_any(M::own, M::other_model)) return false;  // known ones cap the level
  const std::string_view source = words.source();
  const std::size_t begin = words[0].begin;
  const std::size_t end = std::min(source.find_first_of(" ,:;'", begin), source.size());
  const std::string_view first = source.substr(begin, end - begin);
  if (!has_upper(first) || !language::has_model_shape(first)) return false;
  const std::string name = fold_phrase(first.substr(0, first.find('-')));
  return document.own_names.find(" " + name) == std::string::npos &&
         document.base_names.find(name) == std::string::npos;
}

}  // namespace

Judgement judge_sentence(const Reading& reading, const BiasDocument& document, const BiasContext& context) {
  if (is_of_stranger(reading, document)) return {};
  if (reading.has(M::boilerplate)) return level(1, "boilerplate");
  Judgement measured;
  if (is_measured(reading, context, measured)) {
    const bool own = !context.of_other_model && !names_other_model(reading, document);
    measured.level = own ? 3 : 2;
    measured.kind = !own                        ? "figures-of-other-model"
                    : reading.has(M::benchmark) ? "benchmark-figure"
                                                : "measured-by-group";
    if (!own) measured.groups.clear();
    note_measures(reading, context, measured);
    return measured;
  }
  const bool subject = names_subject(reading, document) && !context.linked_subject;
  const bool generic = is_generic(reading, context);
  Judgement out;
  if (is_excluding(reading, context) && reading.has(M::decision)) out = level(2, "excluded-use");
  else if (excludes_a_group(reading)) out = level(2, "excluded-group");
  else if (is_stated(reading, context)) out = generic ? level(1, "generic") : level(2, "stated-harm");
  else if (is_uneven_over_languages(reading)) out = generic ? level(1, "generic") : level(2, "language-quality");
  else if (subject && is_explained(reading, document, context))
    out = generic ? level(1, "generic") : level(2, "stated-cause");
  else if (subject)
    out = level(1, reading.has(M::inherit) ? "inherited"
                   : is_denied(reading)    ? "negated"
                   : generic               ? "generic"
                                           : "mention");
  else if (context.linked_subject && names_subject(reading, document)) out = level(1, "linked");
  else if (is_scope(reading, context)) out = level(1, "scope");
  else if (varies_with_attribute(reading, document)) out = level(1, "attribute-only");
  note_measures(reading, context, out);
  return out;
}

}  // namespace auditor::evidence
