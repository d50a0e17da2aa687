#include "auditor/formats/pickle_machine.h"

#include "auditor/core/text.h"
#include "auditor/formats/pickle_policy.h"
#include "auditor/formats/pickle_text.h"
#include "auditor/formats/reader.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace auditor::formats {
namespace {

constexpr std::uint64_t most_operations = 50'000'000;
constexpr std::size_t most_stack = 2U << 20U;
constexpr std::size_t most_tuple_items = 1U << 20U;
constexpr std::uint64_t dense_memo = 4U << 20U;
constexpr std::uint64_t small_memo = 1024;
constexpr std::size_t most_sparse_memo = 100'000;
constexpr std::size_t most_imports = 10'000;
constexpr std::size_t most_names = 200'000;
constexpr std::size_t longest_nested = 1U << 20U;

}  // namespace

void PickleLog::add(std::vector<std::string>& list, std::string message) {
  constexpr std::size_t most_messages = 50;
  if (list.size() < most_messages && std::find(list.begin(), list.end(), message) == list.end())
    list.push_back(std::move(message));
}

std::uint32_t PickleLog::import(std::string_view module, std::string_view name) {
  std::string key = std::string(module) + '\n' + std::string(name);
  if (const auto found = index_.find(key); found != index_.end()) return found->second;
  if (imports.size() >= most_imports) {
    PickleLog::add(oddities, "more than " + std::to_string(most_imports) + " different imports");
    return 0;
  }
  const auto id = static_cast<std::uint32_t>(imports.size());
  imports.push_back({std::string(module), std::string(name), false});
  index_.emplace(std::move(key), id);
  return id;
}

PickleMachine::PickleMachine(const ByteSource& source, std::uint64_t begin, PickleLog& log, int depth)
    : source_(source), cursor_(source, begin), log_(log), depth_(depth) {}

bool PickleMachine::run() {
  while (!stopped_) {
    if (strict_ && !log_.problems.empty()) return false;
    if (cursor_.at_end()) {
      cut_short_ = log_.problems.empty();
      problem("a pickle is cut short");
      return false;
    }
    if (++operations_ > most_operations || too_large_) {
      PickleLog::add(log_.limits, "a pickle of more than " + std::to_string(most_operations) + " operations or " +
                                      std::to_string(most_stack) + " stacked values: the rest was not read");
      return false;
    }
    const unsigned char code = cursor_.u8();
    if (argument_of[code] == Argument::invalid) {
      problem(fmt::format("byte 0x{:02x} is no pickle operation", code));
      return false;
    }
    if (!step(code)) return false;
    if (cursor_.failed()) {
      cut_short_ = log_.problems.empty();
      problem("a pickle is cut short");
      return false;
    }
  }
  return true;
}

bool PickleMachine::step(unsigned char code) {
  switch (code) {
    case '.': {
      const Value top = pop();
      torch_magic_ = top.kind == Kind::magic;
      stopped_ = true;
      return true;
    }
    case 0x80:
      protocol_ = cursor_.u8();
      if (protocol_ > 5) problem("pickle protocol " + std::to_string(protocol_));
      return true;
    case 0x95: cursor_.skip(8); return true;
    case 'p':
    case 'q':
    case 'r':
    case 'g':
    case 'h':
    case 'j':
    case 0x94: return step_memo(code);
    case 'c':
    case 'i':
    case 'o':
    case 'R':
    case 'b':
    case 0x81:
    case 0x82:
    case 0x83:
    case 0x84:
    case 0x92:
    case 0x93:
    case 'P':
    case 'Q': return step_import(code);
    case 'S':
    case 'T':
    case 'U':
    case 'V':
    case 'X':
    case 'B':
    case 'C':
    case 0x8c:
    case 0x8d:
    case 0x8e:
    case 0x96: return step_string(code);
    case 'F':
    case 'I':
    case 'J':
    case 'K':
    case 'L':
    case 'M':
    case 'N':
    case 'G':
    case 0x88:
    case 0x89:
    case 0x8a:
    case 0x8b: return step_data(code);
    default: return step_container(code);
  }
}

bool PickleMachine::step_data(unsigned char code) {
  switch (code) {
    case 'J': push({Kind::number, 0, cursor_.u32()}); break;
    case 'K': push({Kind::number, 0, cursor_.u8()}); break;
    case 'M': push({Kind::number, 0, cursor_.u16()}); break;
    case 'I':
    case 'L': push({Kind::number, 0, decimal(cursor_.line())}); break;
    case 'F':
      static_cast<void>(cursor_.line());
      push({});
      break;
    case 'G':
      cursor_.skip(8);
      push({});
      break;
    case 0x8a: {
      const std::uint8_t length = cursor_.u8();
      if (length == 10) {
        push({cursor_.text(10) == std::string_view("l\xfc\x9c"
                                                   "F\xf9 j\xa8P\x19")
                  ? Kind::magic
                  : Kind::number,
              0, 0});
      } else if (length <= 8) {
        push({Kind::number, 0, cursor_.number(length)});
      } else {
        cursor_.skip(length);
        push({Kind::number, 0, 0});
      }
      break;
    }
    case 0x8b:
      cursor_.skip(cursor_.u32());
      push({Kind::number, 0, 0});
      break;
    default: push({}); break;  // NONE, NEWTRUE, NEWFALSE
  }
  return true;
}

bool PickleMachine::step_string(unsigned char code) {
  switch (code) {
    case 'S': push_line(Kind::string_escaped); break;
    case 'V': push_line(Kind::text_escaped); break;
    case 'U':
    case 0x8c: push_sized(Kind::text, cursor_.u8()); break;
    case 'T':
    case 'X': push_sized(Kind::text, cursor_.u32()); break;
    case 0x8d: push_sized(Kind::text, cursor_.u64()); break;
    case 'C': push_sized(Kind::bytes, cursor_.u8()); break;
    case 'B': push_sized(Kind::bytes, cursor_.u32()); break;
    default: push_sized(Kind::bytes, cursor_.u64()); break;  // BINBYTES8, BYTEARRAY8
  }
  return true;
}

void PickleMachine::push_sized(Kind kind, std::uint64_t length) {
  const Value value{kind, static_cast<std::uint32_t>(std::min<std::uint64_t>(length, 0xFFFFFFFFU)), cursor_.position()};
  // Seen whole or cut short, the bytes that are here may hold another pickle.
  if (length >= 4 && may_hold_pickle(cursor_.peek(8))) look_inside(value);
  cursor_.skip(length);
  push(value);
}

void PickleMachine::push_line(Kind kind) {
  const std::uint64_t begin = cursor_.position();
  const bool inside = may_hold_pickle(cursor_.peek(8));
  static_cast<void>(cursor_.line(0));
  if (cursor_.failed()) return;
  const std::uint64_t length = cursor_.position() - begin - 1;
  const Value value{kind, static_cast<std::uint32_t>(length), begin};
  if (length >= 4 && inside) look_inside(value);
  push(value);
}

bool PickleMachine::step_container(unsigned char code) {
  switch (code) {
    case '(': marks_.push_back(stack_.size()); break;
    case '0':
      if (!marks_.empty() && marks_.back() == stack_.size()) marks_.pop_back();
      else static_cast<void>(pop());
      break;
    case '1':
    case 'l':
    case 0x91:
      stack_.resize(drop_to_mark());
      if (code != '1') push({});
      break;
    case 'd': make_dict(drop_to_mark()); break;
    case '}': push_dict(); break;
    case '2': {
      const Value top = pop();
      push(top);
      push(top);
      break;
    }
    case 't': push_tuple(stack_.size() - drop_to_mark()); break;
    case 0x85: push_tuple(1); break;
    case 0x86: push_tuple(2); break;
    case 0x87: push_tuple(3); break;
    case ')': push({Kind::tuple, 0, 0}); break;
    case 'a':
      static_cast<void>(pop());
      if (!stack_.empty()) write_into(stack_.back(), "APPEND");
      break;
    case 'e':
    case 0x90:
      stack_.resize(drop_to_mark());
      if (!stack_.empty()) write_into(stack_.back(), code == 'e' ? "APPENDS" : "ADDITEMS");
      break;
    case 's': set_items(stack_.size() < 2 ? 0 : stack_.size() - 2); break;
    case 'u': set_items(drop_to_mark()); break;
    case 0x98: break;          // READONLY_BUFFER changes the top only
    default: push({}); break;  // EMPTY_LIST, EMPTY_SET, NEXT_BUFFER
  }
  if (marks_.size() > most_stack) too_large_ = true;
  return true;
}

void PickleMachine::push_tuple(std::size_t count) {
  count = std::min(count, stack_.size());
  const std::size_t first = stack_.size() - count;
  Value tuple{Kind::tuple, 0, tuples_.size()};
  if (count <= 16 && tuples_.size() + count <= most_tuple_items) {
    tuple.a = static_cast<std::uint32_t>(count);
    tuples_.insert(tuples_.end(), stack_.begin() + static_cast<std::ptrdiff_t>(first), stack_.end());
  }
  stack_.resize(first);
  push(tuple);
}

// DICT: what SETITEMS does, to a dictionary that lies below its own items.
void PickleMachine::make_dict(std::size_t first) {
  first = std::min(first, stack_.size());
  stack_.insert(stack_.begin() + static_cast<std::ptrdiff_t>(first), {Kind::dict, 0, ++dicts_});
  set_items(first + 1);
}

// Names of tensors are the text keys whose value was made by a tensor reconstruction.
void PickleMachine::set_items(std::size_t first) {
  const Value target = first > 0 && first <= stack_.size() ? stack_[first - 1] : Value{};
  for (std::size_t i = first; i + 1 < stack_.size(); i += 2) {
    const Value& key = stack_[i];
    const Value& value = stack_[i + 1];
    remember_array(target, key, value);
    if (value.kind != Kind::made || value.a == no_import || key.kind != Kind::text) continue;
    const PickleImport& maker = log_.imports[value.a];
    if (log_.tensor_names.size() < most_names && maker.module == "torch._utils" && maker.name.starts_with("_rebuild_"))
      log_.tensor_names.push_back(text_of(key, 512));
  }
  stack_.resize(std::min(first, stack_.size()));
  if (!stack_.empty()) write_into(stack_.back(), "SETITEMS");
}

void PickleMachine::write_into(const Value& target, std::string_view how) {
  if (target.kind == Kind::global) oddity(std::string(how) + " changes " + describe(target.a));
}

bool PickleMachine::step_memo(unsigned char code) {
  switch (code) {
    case 'p': put(line_index()); break;
    case 'q': put(cursor_.u8()); break;
    case 'r': put(cursor_.u32()); break;
    case 0x94: put(memo_count_); break;
    case 'g': get(line_index()); break;
    case 'h': get(cursor_.u8()); break;
    default: get(cursor_.u32()); break;
  }
  return true;
}

std::uint64_t PickleMachine::line_index() { return decimal(cursor_.line()); }

void PickleMachine::put(std::uint64_t index) {
  if (stack_.empty()) return problem("a memo entry is made of nothing");
  // Pickles number their entries one by one: an index far beyond them is no reason to make room for all before it.
  if (index < memo_.size() || index < std::min(dense_memo, 2 * memo_count_ + small_memo)) {
    if (index >= memo_.size()) {
      const auto size = static_cast<std::size_t>(std::max<std::uint64_t>(index + 1, memo_.size() * 2));
      memo_.resize(size);
      memo_set_.resize(size);
    }
    const auto at = static_cast<std::size_t>(index);
    if (!memo_set_[at] && (sparse_memo_.empty() || sparse_memo_.erase(index) == 0)) ++memo_count_;
    memo_set_[at] = true;
    memo_[at] = stack_.back();
  } else if (sparse_memo_.contains(index) || sparse_memo_.size() < most_sparse_memo) {
    if (sparse_memo_.insert_or_assign(index, stack_.back()).second) ++memo_count_;
  } else {
    too_large_ = true;
  }
}

void PickleMachine::get(std::uint64_t index) {
  if (index < memo_.size() && memo_set_[static_cast<std::size_t>(index)])
    return push(memo_[static_cast<std::size_t>(index)]);
  if (const auto found = sparse_memo_.find(index); found != sparse_memo_.end()) return push(found->second);
  problem("memo entry " + std::to_string(index) + " was never made");
  push({Kind::missing, 0, 0});
}

void PickleMachine::push(Value value) {
  if (stack_.size() >= most_stack) {
    too_large_ = true;
    return;
  }
  stack_.push_back(value);
}

PickleMachine::Value PickleMachine::pop() {
  const std::size_t floor = marks_.empty() ? 0 : marks_.back();
  if (stack_.size() <= floor) {
    problem("the stack is empty where a value is needed");
    return {Kind::missing, 0, 0};
  }
  const Value top = stack_.back();
  stack_.pop_back();
  return top;
}

std::size_t PickleMachine::drop_to_mark() {
  if (marks_.empty()) {
    problem("a mark is missing");
    return 0;
  }
  const std::size_t mark = std::min(marks_.back(), stack_.size());
  marks_.pop_back();
  return mark;
}

std::string PickleMachine::text_of(const Value& value, std::size_t limit) const {
  if (value.kind != Kind::text && value.kind != Kind::text_escaped && value.kind != Kind::string_escaped) return {};
  const auto raw = source_.read(value.b, std::min<std::size_t>(value.a, limit));
  if (!raw) return {};
  if (value.kind == Kind::text_escaped) return unescape_unicode(*raw);
  if (value.kind == Kind::string_escaped) return unescape_string(*raw);
  return *raw;
}

void PickleMachine::look_inside(const Value& value) {
  if (depth_ >= deepest) return;
  const auto raw = source_.read(value.b, std::min<std::size_t>(value.a, longest_nested));
  if (!raw) return;
  const std::string text = value.kind == Kind::text_escaped     ? unescape_unicode(*raw)
                           : value.kind == Kind::string_escaped ? unescape_string(*raw)
                                                                : std::string();
  std::string bytes = held_pickle(text.empty() ? *raw : text);
  if (bytes.empty()) return;
  const MemorySource inner(std::move(bytes));
  PickleLog found;
  PickleMachine machine(inner, 0, found, depth_ + 1);
  const bool complete = machine.run();
  // Data have no reason to be pickled twice; it is how a payload waits for a second load.
  if (complete && raw->starts_with('\x80') && machine.position() == inner.size())
    oddity("a string holds another pickle");
  keep_nested(found, complete);
}

// What only looks like a pickle rarely imports something by a name that means harm; such a name is always kept.
void PickleMachine::keep_nested(const PickleLog& found, bool complete) {
  const auto keep = [&](const PickleImport& import) {
    if (log_.nested.size() >= most_imports) return;
    if (complete || PicklePolicy::shipped().judge(import.module, import.name) == Verdict::unsafe)
      log_.nested.push_back(import);
  };
  for (const PickleImport& import : found.imports) keep(import);
  for (const PickleImport& import : found.nested) keep(import);
  if (!complete) return;
  for (const std::string& danger : found.dangers) PickleLog::add(log_.dangers, "inside a string: " + danger);
  for (const std::string& odd : found.oddities) PickleLog::add(log_.oddities, "inside a string: " + odd);
}

void PickleMachine::problem(std::string why) { PickleLog::add(log_.problems, std::move(why)); }
void PickleMachine::oddity(std::string why) { PickleLog::add(log_.oddities, std::move(why)); }

std::string PickleMachine::describe(std::uint32_t import) const {
  return quote(log_.imports[import].module + "." + log_.imports[import].name);
}

}  // namespace auditor::formats
