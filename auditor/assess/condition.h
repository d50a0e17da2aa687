// Conditions as data: a path into the facts, then operators; combined by all_of, any_of, not. docs/rules.md is the
// manual. Three-valued: what could not be read is unknown, and stays unknown unless a condition asks for it by name.
#pragma once

#include "auditor/assess/problem.h"
#include "auditor/core/json.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::assess {

enum class Truth { no, yes, unknown };
[[nodiscard]] constexpr Truth negate(Truth t) {
  return t == Truth::unknown ? t : (t == Truth::yes ? Truth::no : Truth::yes);
}

// What paths resolve against. `item.…` (or `model.…`) means the current item of for_each.
struct Scope {
  const Json& root;
  const Json* item = nullptr;
};

// A dotted path, split once. Views into the text it was made from.
struct FactPath {
  std::string_view text;
  std::vector<std::string_view> steps;
  bool of_item = false;

  FactPath() = default;
  explicit FactPath(std::string_view dotted);
  // The value, or null when a step is missing. A step "*" is not followed here.
  [[nodiscard]] const Json* find(const Scope& scope) const;
};

enum class Operator { is, not_, in, exists, at_least, at_most, matches, count, any, all, none, contains };

class Pattern;  // an RE2, compiled on first use

class Condition {
 public:
  // The empty condition holds always.
  Condition() = default;

  // `source` must outlive the condition: operands and paths are views into it. Mistakes are appended to `problems`.
  [[nodiscard]] static Condition compile(const Json& source, const Place& place, Problems& problems);

  [[nodiscard]] Truth evaluate(const Scope& scope) const;
  [[nodiscard]] bool empty() const { return kind_ == Kind::always; }

  // A use of a path: which one, and where it is written (list items are relative to `list`).
  struct PathUse {
    std::string path;
    std::string list;  // the path whose items this one is relative to; empty for the facts' root
    std::string pointer;
  };
  // Every path, for checking against a schema. Slow; not for the hot path.
  static void collect_paths(const Json& source, const std::string& pointer, const std::string& list,
                            std::vector<PathUse>& out);

  // Paths tested that made the answer unknown, and all paths tested (for default evidence).
  void unknown_paths(const Scope& scope, std::vector<std::string_view>& out) const;
  void tested_paths(std::vector<const FactPath*>& out) const;
  // A test that made the answer; of a list that is asked item by item, the items that made it.
  struct Deciding {
    const FactPath* path = nullptr;
    bool of_items = false;
    std::vector<const Json*> items;
  };
  // The tests that made the answer `wanted`: of alternatives those that hold; when none does, those that came closest.
  void deciding_tests(const Scope& scope, Truth wanted, std::vector<Deciding>& out) const;

 private:
  enum class Kind { always, all_of, any_of, negation, test };

  static Condition compile_map(const Json& source, const Place& place, Problems& problems);
  static Condition compile_list(Kind kind, const Json& source, const Place& place, Problems& problems);
  static Condition compile_tests(const FactPath& path, const Json& source, const Place& place, Problems& problems);
  static Condition compile_test(const FactPath& path, std::string_view name, const Json& operand, const Place& place,
                                Problems& problems);
  void compile_nested(const Json& operand, const Place& place, Problems& problems);

  [[nodiscard]] Truth test(const Json* value, const Scope& scope) const;
  [[nodiscard]] Truth quantify(const Json* value, const Scope& scope) const;
  [[nodiscard]] Truth count(const Json* value, const Scope& scope) const;

  // How many of the tests hold.
  struct Held {
    std::size_t yes = 0;
    std::size_t all = 0;
    [[nodiscard]] bool less_than(const Held& other) const { return yes * other.all < other.yes * all; }
  };
  [[nodiscard]] Held held(const Scope& scope) const;
  [[nodiscard]] bool asks_each() const;
  [[nodiscard]] bool is_about_another(const Scope& scope) const;
  [[nodiscard]] std::vector<const Json*> closest_items(const Json& list, const Scope& scope) const;
  [[nodiscard]] std::vector<const Json*> deciding_items(const Scope& scope, Truth wanted) const;

  Kind kind_ = Kind::always;
  Operator operator_ = Operator::is;
  FactPath path_;
  const Json* operand_ = nullptr;
  std::vector<Condition> children_;  // of a combinator; of a quantifier: the item's condition; of count: where
  std::shared_ptr<Pattern> pattern_;
};

}  // namespace auditor::assess
