#include "auditor/assess/condition.h"

#include "auditor/assess/operators.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <re2/re2.h>
#include <utility>

namespace auditor::assess {

class Pattern {
 public:
  explicit Pattern(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] bool matches(std::string_view value) {
    std::call_once(once_, [this] {
      re2::RE2::Options options;
      options.set_log_errors(false);
      options.set_max_mem(1 << 20);
      regex_.emplace(text_, options);
    });
    return regex_->ok() && re2::RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *regex_);
  }

 private:
  std::string text_;
  std::once_flag once_;
  std::optional<re2::RE2> regex_;
};

namespace {

constexpr std::array<std::pair<std::string_view, Operator>, 12> operators{{{"is", Operator::is},
                                                                           {"not", Operator::not_},
                                                                           {"in", Operator::in},
                                                                           {"exists", Operator::exists},
                                                                           {"at_least", Operator::at_least},
                                                                           {"at_most", Operator::at_most},
                                                                           {"matches", Operator::matches},
                                                                           {"count", Operator::count},
                                                                           {"any", Operator::any},
                                                                           {"all", Operator::all},
                                                                           {"none", Operator::none},
                                                                           {"contains", Operator::contains}}};

std::optional<Operator> find_operator(std::string_view name) {
  for (const auto& [text, op] : operators)
    if (text == name) return op;
  return std::nullopt;
}

bool is_unknown(const Json* value) {
  return value == nullptr || (value->is_string() && *value->get_ptr<const std::string*>() == "unknown");
}

// Equality with a missing value read as "unknown".
Truth equal(const Json* value, const Json& operand) {
  const bool asks_unknown = operand.is_string() && *operand.get_ptr<const std::string*>() == "unknown";
  if (is_unknown(value)) return asks_unknown ? Truth::yes : Truth::unknown;
  return *value == operand ? Truth::yes : Truth::no;
}

Truth member(const Json* value, const Json& list) {
  Truth best = Truth::no;
  for (const Json& operand : list) {
    const Truth t = equal(value, operand);
    if (t == Truth::yes) return t;
    if (t == Truth::unknown) best = t;
  }
  return best;
}

Truth exists(const Json* value, bool wanted) {
  const bool there = value != nullptr && !value->is_null() &&
                     !((value->is_array() || value->is_object()) && value->empty()) &&
                     !(value->is_string() && value->get_ptr<const std::string*>()->empty());
  return there == wanted ? Truth::yes : Truth::no;
}

Truth compare(const Json* value, const Json& operand, bool at_least) {
  if (value == nullptr || !value->is_number()) return Truth::unknown;
  const bool holds = at_least ? *value >= operand : *value <= operand;
  return holds ? Truth::yes : Truth::no;
}

Truth contains(const Json* value, const Json& operand) {
  if (is_unknown(value)) return Truth::unknown;
  if (value->is_array()) {
    Truth best = Truth::no;
    for (const Json& element : *value) {
      const Truth t = equal(&element, operand);
      if (t == Truth::yes) return t;
      if (t == Truth::unknown) best = t;
    }
    return best;
  }
  if (value->is_string() && operand.is_string())
    return contains_i(*value->get_ptr<const std::string*>(), *operand.get_ptr<const std::string*>()) ? Truth::yes
                                                                                                     : Truth::no;
  return Truth::no;
}

Truth match(const Json* value, Pattern& pattern) {
  if (is_unknown(value)) return Truth::unknown;
  if (value->is_string()) return pattern.matches(*value->get_ptr<const std::string*>()) ? Truth::yes : Truth::no;
  if (value->is_array())
    for (const Json& element : *value)
      if (element.is_string() && pattern.matches(*element.get_ptr<const std::string*>())) return Truth::yes;
  return Truth::no;
}

bool is_combinator(std::string_view key) { return key == "all_of" || key == "any_of" || key == "not"; }

// A map of operators ({is: x}) rather than of fields ({scope: x}).
}  // namespace

bool is_operator_map(const Json& value) {
  if (!value.is_object() || value.empty()) return false;
  for (const auto& [key, ignored] : value.items())
    if (!find_operator(key)) return false;
  return true;
}

FactPath::FactPath(std::string_view dotted) : text(dotted) {
  steps = split(dotted, '.');
  if (!steps.empty() && (steps[0] == "item" || steps[0] == "model")) {
    of_item = true;
    steps.erase(steps.begin());
  }
}

const Json* FactPath::find(const Scope& scope) const {
  const Json* at = of_item ? scope.item : &scope.root;
  for (const std::string_view step : steps) {
    if (at == nullptr || !at->is_object()) return nullptr;
    const auto found = at->find(step);
    at = found == at->end() ? nullptr : &*found;
  }
  return at;
}

Condition Condition::compile(const Json& source, const Place& place, Problems& problems) {
  if (source.is_array()) return compile_list(Kind::all_of, source, place, problems);
  if (source.is_boolean() && source.get<bool>()) return {};
  if (source.is_object() && !source.empty()) return compile_map(source, place, problems);
  problems.push_back({place.pointer(), "a condition is a map of paths and operators"});
  return {};
}

Condition Condition::compile_list(Kind kind, const Json& source, const Place& place, Problems& problems) {
  Condition condition;
  condition.kind_ = kind;
  if (!source.is_array() || source.empty()) {
    problems.push_back({place.pointer(), "expects a list of conditions"});
    return condition;
  }
  condition.children_.reserve(source.size());
  for (std::size_t i = 0; i < source.size(); ++i)
    condition.children_.push_back(compile(source[i], place.at(i), problems));
  return condition;
}

Condition Condition::compile_map(const Json& source, const Place& place, Problems& problems) {
  std::vector<Condition> parts;
  parts.reserve(source.size());
  for (const auto& [key, value] : source.items()) {
    const Place here = place.at(key);
    if (key == "all_of") {
      parts.push_back(compile_list(Kind::all_of, value, here, problems));
    } else if (key == "any_of") {
      parts.push_back(compile_list(Kind::any_of, value, here, problems));
    } else if (key == "not") {
      Condition negation;
      negation.kind_ = Kind::negation;
      negation.children_.push_back(compile(value, here, problems));
      parts.push_back(std::move(negation));
    } else {
      parts.push_back(compile_tests(FactPath(key), value, here, problems));
    }
  }
  if (parts.size() == 1) return std::move(parts.front());
  Condition all;
  all.kind_ = Kind::all_of;
  all.children_ = std::move(parts);
  return all;
}

Condition Condition::compile_tests(const FactPath& path, const Json& source, const Place& place, Problems& problems) {
  if (source.is_array()) {
    problems.push_back({place.pointer(), "a list is compared with `in`"});
    return {};
  }
  if (!source.is_object()) return compile_test(path, "is", source, place, problems);
  if (source.empty()) {
    problems.push_back({place.pointer(), "expects a value or an operator"});
    return {};
  }
  std::vector<Condition> parts;
  parts.reserve(source.size());
  for (const auto& [name, operand] : source.items())
    parts.push_back(compile_test(path, name, operand, place.at(name), problems));
  if (parts.size() == 1) return std::move(parts.front());
  Condition all;
  all.kind_ = Kind::all_of;
  all.children_ = std::move(parts);
  return all;
}

Condition Condition::compile_test(const FactPath& path, std::string_view name, const Json& operand, const Place& place,
                                  Problems& problems) {
  Condition test;
  test.kind_ = Kind::test;
  test.path_ = path;
  test.operand_ = &operand;
  const auto op = find_operator(name);
  if (!op) {
    problems.push_back({place.pointer(), "unknown operator '" + std::string(name) + "'"});
    return test;
  }
  test.operator_ = *op;
  const auto expect = [&](bool holds, const char* what) {
    if (!holds) problems.push_back({place.pointer(), "`" + std::string(name) + "` expects " + what});
  };
  switch (*op) {
    case Operator::is: expect(operand.is_primitive(), "a single value"); break;
    case Operator::in: expect(operand.is_array() && !operand.empty(), "a list"); break;
    case Operator::exists: expect(operand.is_boolean(), "true or false"); break;
    case Operator::at_least:
    case Operator::at_most: expect(operand.is_number(), "a number"); break;
    case Operator::contains: expect(operand.is_primitive(), "a single value"); break;
    case Operator::matches: {
      expect(operand.is_string(), "a regular expression (RE2)");
      if (operand.is_string()) test.pattern_ = std::make_shared<Pattern>(operand.get<std::string>());
      break;
    }
    case Operator::not_:
      if (operand.is_object()) test.children_.push_back(compile_tests(path, operand, place, problems));
      break;
    case Operator::count:
      expect(operand.is_number() || operand.is_object(), "a number, or at_least, at_most and where");
      if (operand.is_object())
        for (const auto& [key, value] : operand.items()) {
          if (key == "where") test.compile_nested(value, place.at(key), problems);
          else if (key != "at_least" && key != "at_most")
            problems.push_back({place.at(key).pointer(), "unknown operator '" + key + "' of count"});
        }
      break;
    case Operator::any:
    case Operator::all:
    case Operator::none: test.compile_nested(operand, place, problems); break;
  }
  return test;
}

// The condition on an item of a list: a value, operators on the item itself, or its fields.
void Condition::compile_nested(const Json& operand, const Place& place, Problems& problems) {
  static const FactPath itself;
  if (operand.is_object() && !operand.empty() && !is_operator_map(operand))
    children_.push_back(compile(operand, place, problems));
  else children_.push_back(compile_tests(itself, operand, place, problems));
}

Truth Condition::evaluate(const Scope& scope) const {
  switch (kind_) {
    case Kind::always: return Truth::yes;
    case Kind::negation: return negate(children_[0].evaluate(scope));
    case Kind::test: return test(path_.find(scope), scope);
    case Kind::all_of:
    case Kind::any_of: break;
  }
  const Truth deciding = kind_ == Kind::all_of ? Truth::no : Truth::yes;
  Truth result = negate(deciding);
  for (const Condition& child : children_) {
    const Truth t = child.evaluate(scope);
    if (t == deciding) return t;
    if (t == Truth::unknown) result = t;
  }
  return result;
}

Truth Condition::test(const Json* value, const Scope& scope) const {
  switch (operator_) {
    case Operator::is: return equal(value, *operand_);
    case Operator::in: return member(value, *operand_);
    case Operator::not_:
      if (!children_.empty()) return negate(children_[0].evaluate(scope));
      return negate(operand_->is_array() ? member(value, *operand_) : equal(value, *operand_));
    case Operator::exists: return exists(value, operand_->get<bool>());
    case Operator::at_least: return compare(value, *operand_, true);
    case Operator::at_most: return compare(value, *operand_, false);
    case Operator::contains: return contains(value, *operand_);
    case Operator::matches: return match(value, *pattern_);
    case Operator::count: return count(value, scope);
    case Operator::any:
    case Operator::all:
    case Operator::none: return quantify(value, scope);
  }
  return Truth::unknown;
}

Truth Condition::quantify(const Json* value, const Scope& scope) const {
  if (value == nullptr || !value->is_structured()) return Truth::unknown;
  const Truth deciding = operator_ == Operator::all ? Truth::no : Truth::yes;
  Truth found = negate(deciding);
  for (const Json& element : *value) {
    const Truth t = children_[0].evaluate({element, scope.item});
    if (t == deciding) {
      found = t;
      break;
    }
    if (t == Truth::unknown) found = t;
  }
  return operator_ == Operator::none ? negate(found) : found;
}

Truth Condition::count(const Json* value, const Scope& scope) const {
  if (value == nullptr || !value->is_structured()) return Truth::unknown;
  std::size_t certain = value->size();
  std::size_t possible = certain;
  if (!children_.empty()) {
    certain = possible = 0;
    for (const Json& element : *value) {
      const Truth t = children_[0].evaluate({element, scope.item});
      if (t == Truth::yes) ++certain;
      if (t != Truth::no) ++possible;
    }
  }
  const auto holds = [this](std::size_t n) {
    if (operand_->is_number()) return Json(n) == *operand_;
    const auto low = operand_->find("at_least");
    const auto high = operand_->find("at_most");
    return (low == operand_->end() || Json(n) >= *low) && (high == operand_->end() || Json(n) <= *high);
  };
  if (holds(certain) != holds(possible)) return Truth::unknown;
  return holds(certain) ? Truth::yes : Truth::no;
}

void Condition::unknown_paths(const Scope& scope, std::vector<std::string_view>& out) const {
  if (kind_ == Kind::test && test(path_.find(scope), scope) == Truth::unknown) {
    if (std::find(out.begin(), out.end(), path_.text) == out.end()) out.push_back(path_.text);
    return;
  }
  if (kind_ != Kind::test)
    for (const Condition& child : children_) child.unknown_paths(scope, out);
}

void Condition::tested_paths(std::vector<const FactPath*>& out) const {
  if (kind_ == Kind::test) out.push_back(&path_);
  else
    for (const Condition& child : children_) child.tested_paths(out);
}

Condition::Held Condition::held(const Scope& scope) const {
  if (kind_ == Kind::all_of) {
    Held sum;
    for (const Condition& child : children_) {
      const Held part = child.held(scope);
      sum = {sum.yes + part.yes, sum.all + part.all};
    }
    return sum;
  }
  if (kind_ == Kind::any_of && evaluate(scope) != Truth::yes) {
    Held best{0, 1};
    for (const Condition& child : children_)
      if (const Held part = child.held(scope); best.less_than(part)) best = part;
    return best;
  }
  return {evaluate(scope) == Truth::yes ? 1U : 0U, 1};
}

bool Condition::asks_each() const {
  return operator_ == Operator::any || operator_ == Operator::all || operator_ == Operator::none ||
         (operator_ == Operator::count && !children_.empty());
}

// "role: evaluation" of a set that trained the model: not what the condition asks about, whatever else holds of it.
bool Condition::is_about_another(const Scope& scope) const {
  static constexpr std::array<std::string_view, 3> what{"role", "kind", "scope"};
  if (kind_ == Kind::test)
    return std::find(what.begin(), what.end(), path_.text) != what.end() && evaluate(scope) == Truth::no;
  return kind_ == Kind::all_of && std::any_of(children_.begin(), children_.end(),
                                              [&](const Condition& child) { return child.is_about_another(scope); });
}

std::vector<const Json*> Condition::closest_items(const Json& list, const Scope& scope) const {
  std::vector<const Json*> found;
  Held best{0, 1};
  for (const Json& element : list) {
    const Scope item{element, scope.item};
    const Held part = children_[0].held(item);
    if (part.yes == 0 || part.less_than(best) || children_[0].is_about_another(item)) continue;
    if (best.less_than(part)) found.clear();
    best = part;
    found.push_back(&element);
  }
  return found;
}

std::vector<const Json*> Condition::deciding_items(const Scope& scope, Truth wanted) const {
  const Json* list = path_.find(scope);
  if (list == nullptr || !list->is_structured()) return {};
  if (wanted == Truth::no && operator_ == Operator::any && !path_.of_item) return closest_items(*list, scope);
  // All were looked at and none was found, or each of them holds.
  const bool every = (wanted == Truth::yes && (operator_ == Operator::all || operator_ == Operator::none)) ||
                     (wanted == Truth::no && operator_ == Operator::any);
  const Truth asked = wanted == Truth::unknown ? Truth::unknown : operator_ == Operator::all ? Truth::no : Truth::yes;
  std::vector<const Json*> found;
  for (const Json& element : *list)
    if (every || children_[0].evaluate({element, scope.item}) == asked) found.push_back(&element);
  return found;
}

void Condition::deciding_tests(const Scope& scope, Truth wanted, std::vector<Deciding>& out) const {
  if (kind_ == Kind::always || evaluate(scope) != wanted) return;
  if (kind_ == Kind::test) {
    const Json* value = path_.find(scope);
    const bool plain = value != nullptr && value->is_array() && !value->empty() && !value->front().is_structured();
    Deciding test{&path_, asks_each() && !plain, {}};
    if (test.of_items) test.items = deciding_items(scope, wanted);
    return out.push_back(std::move(test));
  }
  const Truth below = kind_ == Kind::negation ? negate(wanted) : wanted;
  const Held best = kind_ == Kind::any_of && wanted == Truth::no ? held(scope) : Held{};
  for (const Condition& child : children_)
    if (best.all == 0 || !child.held(scope).less_than(best)) child.deciding_tests(scope, below, out);
}

void Condition::collect_paths(const Json& source, const std::string& pointer, const std::string& list,
                              std::vector<PathUse>& out) {
  if (source.is_array()) {
    for (std::size_t i = 0; i < source.size(); ++i)
      collect_paths(source[i], pointer + "/" + std::to_string(i), list, out);
    return;
  }
  if (!source.is_object()) return;
  for (const auto& [key, value] : source.items()) {
    const std::string here = pointer + "/" + key;
    if (is_combinator(key)) {
      collect_paths(value, here, list, out);
      continue;
    }
    out.push_back({key, list, here});
    if (!value.is_object()) continue;
    const std::string items = list.empty() ? key : list + ".*." + key;
    for (const auto& [name, operand] : value.items()) {
      const Json* nested = &operand;
      if (name == "count" && operand.is_object() && operand.contains("where")) nested = &operand["where"];
      else if (name != "any" && name != "all" && name != "none") continue;
      if (nested->is_object() && !is_operator_map(*nested)) collect_paths(*nested, here + "/" + name, items, out);
    }
  }
}

}  // namespace auditor::assess
