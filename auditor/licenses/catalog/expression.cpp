#include "auditor/licenses/catalog/expression.h"

#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"

#include <algorithm>

namespace auditor::licenses {
namespace {

constexpr std::size_t max_text = 64U << 10U;
constexpr int max_depth = 64;

bool is_id_char(char c) { return is_alnum(c) || c == '-' || c == '.' || c == ':' || c == '+'; }

// Recursive descent over: any = all {OR all}; all = with {AND with}; with = id [WITH id] | "(" any ")".
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) { next(); }

  Result<Expression> parse() {
    if (text_.size() > max_text) return fail(ErrorCode::limit, "licence expression is too long");
    auto whole = any(0);
    if (whole && !token_.empty()) return unexpected();
    return whole;
  }

 private:
  [[nodiscard]] tl::unexpected<Error> unexpected() const {
    if (token_.empty()) return fail(ErrorCode::malformed, "licence expression ends early");
    return fail(ErrorCode::malformed, "unexpected \"" + printable(token_) + "\" in licence expression");
  }

  void next() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
    const std::size_t start = at_;
    if (at_ < text_.size() && !is_id_char(text_[at_])) ++at_;
    else
      while (at_ < text_.size() && is_id_char(text_[at_])) ++at_;
    token_ = text_.substr(start, at_ - start);
  }

  Result<Expression> any(int depth) { return chain(depth, Expression::Kind::any, "OR"); }
  Result<Expression> all(int depth) { return chain(depth, Expression::Kind::all, "AND"); }

  Result<Expression> chain(int depth, Expression::Kind kind, std::string_view word) {
    if (depth > max_depth) return fail(ErrorCode::limit, "licence expression is nested too deeply");
    const auto operand = [&] { return kind == Expression::Kind::any ? all(depth) : with(depth); };
    auto first = operand();
    if (!first || !iequals(token_, word)) return first;
    Expression out;
    out.kind = kind;
    out.operands.push_back(std::move(*first));
    while (iequals(token_, word)) {
      next();
      auto more = operand();
      if (!more) return more;
      out.operands.push_back(std::move(*more));
    }
    return out;
  }

  Result<Expression> with(int depth) {
    if (token_ == "(") {
      next();
      auto inner = any(depth + 1);
      if (!inner) return inner;
      if (token_ != ")") return unexpected();
      next();
      return inner;
    }
    if (!is_name(token_)) return unexpected();
    Expression leaf = license(token_);
    next();
    if (iequals(token_, "WITH")) {
      next();
      if (!is_name(token_)) return unexpected();
      const License* known = find_license(token_);
      leaf.kind = Expression::Kind::with;
      leaf.exception = known != nullptr ? known->id : std::string(token_);
      next();
    }
    return leaf;
  }

  static bool is_name(std::string_view token) {
    return !token.empty() && is_alnum(token[0]) && !iequals(token, "AND") && !iequals(token, "OR") &&
           !iequals(token, "WITH");
  }

  // "GPL-2.0+" is an id of its own in the list; "Apache-2.0+" is Apache-2.0 or later.
  static Expression license(std::string_view token) {
    Expression leaf;
    const License* known = find_license(token);
    if (known == nullptr && token.size() > 1 && token.back() == '+') {
      token.remove_suffix(1);
      leaf.or_later = true;
      known = find_license(token);
    }
    leaf.id = known != nullptr ? known->id : std::string(token);
    return leaf;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view token_;
};

void collect(const Expression& expression, std::vector<std::string>& ids) {
  const auto add = [&](const std::string& id) {
    if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  };
  add(expression.id);
  add(expression.exception);
  for (const Expression& operand : expression.operands) collect(operand, ids);
}

// The operands of AND, those within parentheses too.
void collect_all(const Expression& expression, std::set<std::string>& out) {
  if (expression.kind != Expression::Kind::all) out.insert(expression.str());
  else
    for (const Expression& operand : expression.operands) collect_all(operand, out);
}

}  // namespace

std::string Expression::str() const {
  if (kind == Kind::license || kind == Kind::with)
    return id + (or_later ? "+" : "") + (kind == Kind::with ? " WITH " + exception : "");
  std::string out;
  for (const Expression& operand : operands) {
    if (!out.empty()) out += kind == Kind::all ? " AND " : " OR ";
    const bool parentheses = operand.kind == Kind::any || (operand.kind == Kind::all && kind == Kind::any);
    out += parentheses ? "(" + operand.str() + ")" : operand.str();
  }
  return out;
}

Result<Expression> parse_expression(std::string_view text) { return Parser(text).parse(); }

std::vector<std::string> ids_of(const Expression& expression) {
  std::vector<std::string> ids;
  collect(expression, ids);
  return ids;
}

bool holds(std::string_view expression, std::string_view part) {
  if (expression == part) return true;
  const auto whole = parse_expression(expression);
  const auto asked = parse_expression(part);
  if (!whole || !asked) return false;
  std::set<std::string> kept;
  std::set<std::string> wanted;
  collect_all(*whole, kept);
  collect_all(*asked, wanted);
  return std::includes(kept.begin(), kept.end(), wanted.begin(), wanted.end());
}

bool names(std::string_view expression, std::string_view part) {
  const auto whole = parse_expression(expression);
  const auto asked = parse_expression(part);
  if (!whole || !asked) return expression == part;
  const std::vector<std::string> known = ids_of(*whole);
  const std::vector<std::string> ids = ids_of(*asked);
  return std::all_of(ids.begin(), ids.end(),
                     [&](const std::string& id) { return std::find(known.begin(), known.end(), id) != known.end(); });
}

bool covers(std::string_view expression, std::string_view part) {
  const auto parsed = parse_expression(part);
  const bool several = parsed && parsed->kind == Expression::Kind::all;
  return several ? holds(expression, part) : names(expression, part);
}

std::string join_and(const std::vector<std::string>& expressions) {
  std::set<std::string> parts;
  for (const std::string& text : expressions) {
    const auto parsed = parse_expression(text);
    if (!parsed) {
      if (!text.empty()) parts.insert(text);
    } else if (parsed->kind == Expression::Kind::all) {
      for (const Expression& operand : parsed->operands)
        parts.insert(operand.kind == Expression::Kind::any ? "(" + operand.str() + ")" : operand.str());
    } else {
      parts.insert(parsed->kind == Expression::Kind::any ? "(" + parsed->str() + ")" : parsed->str());
    }
  }
  if (parts.size() == 1) {
    const auto only = parse_expression(*parts.begin());
    return only ? only->str() : *parts.begin();
  }
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : " AND ") + part;
  return out;
}

}  // namespace auditor::licenses
