// The half of PickleMachine that is about imports: how they get their names, what is called, and what PyTorch and
// joblib say about tensors in passing.
#include "auditor/formats/pickle_machine.h"
#include "auditor/formats/pickle_text.h"
#include "auditor/formats/reader.h"

#include <algorithm>
#include <utility>

namespace auditor::formats {
namespace {

constexpr std::size_t most_storages = 1U << 20U;

// torch.FloatStorage → F32; empty for what is no storage.
std::string_view storage_dtype(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"FloatStorage", "F32"},      {"DoubleStorage", "F64"},       {"HalfStorage", "F16"},
      {"BFloat16Storage", "BF16"},  {"LongStorage", "I64"},         {"IntStorage", "I32"},
      {"ShortStorage", "I16"},      {"CharStorage", "I8"},          {"ByteStorage", "U8"},
      {"BoolStorage", "BOOL"},      {"ComplexFloatStorage", "C64"}, {"ComplexDoubleStorage", "C128"},
      {"QInt8Storage", "QI8"},      {"QUInt8Storage", "QU8"},       {"QInt32Storage", "QI32"},
      {"QUInt4x2Storage", "QU4x2"}, {"QUInt2x4Storage", "QU2x4"},   {"UntypedStorage", "U8"}};
  for (const auto& [storage, dtype] : known)
    if (name == storage) return dtype;
  return {};
}

}  // namespace

bool PickleMachine::step_import(unsigned char code) {
  switch (code) {
    case 'c': {
      const std::string module = cursor_.line(1024);
      const std::string name = cursor_.line(1024);
      if (!cursor_.failed()) push({Kind::global, log_.import(module, name), 0});
      break;
    }
    case 'i': {
      const std::string module = cursor_.line(1024);
      const std::string name = cursor_.line(1024);
      if (cursor_.failed()) break;
      stack_.resize(drop_to_mark());
      call({Kind::global, log_.import(module, name), 0}, {}, "INST");
      break;
    }
    case 'o': {
      const std::size_t first = drop_to_mark();
      const Value callable = first < stack_.size() ? stack_[first] : Value{Kind::missing, 0, 0};
      stack_.resize(std::min(first, stack_.size()));
      call(callable, {}, "OBJ");
      break;
    }
    case 'R':
    case 0x81: {
      const Value arguments = pop();
      const Value callable = pop();
      call(callable, arguments, code == 'R' ? "REDUCE" : "NEWOBJ");
      break;
    }
    case 0x92: {
      static_cast<void>(pop());
      const Value arguments = pop();
      const Value callable = pop();
      call(callable, arguments, "NEWOBJ_EX");
      break;
    }
    case 'b': return build();
    case 0x93: import_from_stack(); break;
    case 'P':
      static_cast<void>(cursor_.line());
      push({Kind::persistent, 0, 0});
      break;
    case 'Q': persistent(pop()); break;
    default: {
      const std::uint32_t number = code == 0x82 ? cursor_.u8() : code == 0x83 ? cursor_.u16() : cursor_.u32();
      oddity("imports number " + std::to_string(number) + " of the extension registry");
      push({Kind::made, no_import, 0});
    }
  }
  return true;
}

void PickleMachine::import_from_stack() {
  const Value name = pop();
  const Value module = pop();
  const auto is_text = [](const Value& v) {
    return v.kind == Kind::text || v.kind == Kind::text_escaped || v.kind == Kind::string_escaped;
  };
  const auto spelled = [&](const Value& v) { return is_text(v) ? text_of(v) : std::string("?"); };
  if (is_text(name) && is_text(module)) return push({Kind::global, log_.import(text_of(module), text_of(name)), 0});
  const std::string what = quote(spelled(module) + "." + spelled(name));
  if (name.kind == Kind::made || module.kind == Kind::made || name.kind == Kind::persistent ||
      module.kind == Kind::persistent || name.kind == Kind::global || module.kind == Kind::global)
    PickleLog::add(log_.dangers, "the name of an import is computed by a call: " + what);
  else oddity("the name of an import is not text: " + what);
  push({Kind::made, no_import, 0});
}

void PickleMachine::call(const Value& callable, const Value& arguments, std::string_view how) {
  std::uint32_t import = no_import;
  if (callable.kind == Kind::global) {
    import = callable.a;
    PickleImport& called = log_.imports[import];
    called.called = true;
    called.ran = called.ran || log_.problems.empty();
    if (called.module == "torch._utils" && called.name.starts_with("_rebuild_") &&
        called.name.find("tensor") != std::string::npos)
      ++log_.tensors;
    // A parameter is its tensor under another name.
    if (called.name == "_rebuild_parameter" && arguments.kind == Kind::tuple && arguments.a > 0) {
      const Value& inner = tuples_[static_cast<std::size_t>(arguments.b)];
      if (inner.kind == Kind::made) import = inner.a;
    }
  } else if (callable.kind == Kind::made) {
    oddity(std::string(how) + " calls what a call returned" +
           (callable.a == no_import ? std::string() : ": " + describe(callable.a) + "(…)"));
  } else if (callable.kind == Kind::persistent) {
    oddity(std::string(how) + " calls a persistent object");
  } else {
    problem(std::string(how) + " calls what cannot be called");
  }
  const std::uint64_t item = import == no_import ? 0 : dtype_item(log_.imports[import], arguments);
  push({Kind::made, import, item});
}

// What numpy.dtype was called with: 1 plus the bytes of an item, 1 for objects, 0 when not known.
std::uint64_t PickleMachine::dtype_item(const PickleImport& callable, const Value& arguments) const {
  if (callable.module != "numpy" || callable.name != "dtype" || arguments.kind != Kind::tuple || arguments.a == 0)
    return 0;
  const std::string text = text_of(tuples_[static_cast<std::size_t>(arguments.b)], 16);
  if (text.empty()) return 0;
  if (text.find('O') != std::string::npos) return 1;
  // A plain letter and a number; of anything else numpy may make what this does not.
  const std::string_view digits = std::string_view(text).substr(1);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return 0;
  const std::uint64_t bytes = decimal(digits);
  return bytes == 0 ? 0 : (text[0] == 'U' ? bytes * 4 : bytes) + 1;
}

// The state of a numpy.dtype: (version, order, subtype, names, fields, size, alignment, flags). It may change the size
// that the name gave, and fields may hold objects.
void PickleMachine::set_dtype(const Value& dtype, const Value& state) {
  constexpr std::uint64_t as_named = 0xFFFFFFFFU;  // -1
  if (state.kind != Kind::tuple || state.a < 6) {
    dtype_changed_ = true;
    return;
  }
  const Value* item = &tuples_[static_cast<std::size_t>(state.b)];
  const bool plain = item[2].kind == Kind::other && item[3].kind == Kind::other && item[4].kind == Kind::other;
  const bool same = item[5].kind == Kind::number && (item[5].b == as_named || item[5].b + 1 == dtype.b);
  dtype_changed_ = dtype_changed_ || !plain || !same;
}

// Bound to the dictionary it is set in: a pickle can make any number of them and drop all but one.
void PickleMachine::remember_array(const Value& dict, const Value& key, const Value& value) {
  constexpr std::size_t most_arrays = 1U << 20U;
  if (dict.kind != Kind::dict) return;
  const std::string name = key.a <= 64 ? text_of(key, 64) : std::string();
  const bool matters = name == "shape" || name == "dtype" || name == "numpy_array_alignment_bytes";
  const auto known = arrays_.find(dict.b);
  if (!matters && known == arrays_.end()) return;
  if (known == arrays_.end() && arrays_.size() >= most_arrays) return;
  Array& array = arrays_[dict.b];
  if (!matters) {
    // Keys that are no text can still be equal to one.
    array.unclear = array.unclear || (name.empty() && key.kind != Kind::number);
  } else if (name == "shape") {
    array.elements = value.kind == Kind::tuple ? 1 : ~std::uint64_t{0};
    for (std::uint32_t i = 0; value.kind == Kind::tuple && i < value.a; ++i) {
      const Value& dimension = tuples_[static_cast<std::size_t>(value.b) + i];
      if (dimension.kind != Kind::number || !multiply_checked(array.elements, dimension.b, array.elements))
        array.elements = ~std::uint64_t{0};
    }
  } else if (name == "dtype") {
    array.objects = value.kind == Kind::made && value.b == 1;
    array.item = value.kind == Kind::made && value.b > 0 ? value.b - 1 : 0;
  } else {
    array.padded = value.kind == Kind::number;
  }
}

// After the state of joblib's wrapper the array itself follows: padding, then raw bytes or a pickle of its own.
bool PickleMachine::skip_array(const Value& state) {
  if (stack_.empty() || stack_.back().kind != Kind::made || stack_.back().a == no_import) return true;
  const PickleImport& import = log_.imports[stack_.back().a];
  if (import.name != "NumpyArrayWrapper" || !import.module.ends_with("joblib.numpy_pickle")) return true;
  const auto found = state.kind == Kind::dict ? arrays_.find(state.b) : arrays_.end();
  const Array array = found == arrays_.end() ? Array{} : found->second;
  std::uint64_t bytes = 0;
  const bool sized = array.objects || (array.item != 0 && multiply_checked(array.elements, array.item, bytes));
  if (!sized || array.unclear || dtype_changed_) {
    PickleLog::add(log_.limits, "an array of unknown size inside the pickle: what follows it was not read");
    return false;
  }
  if (array.objects) {
    if (depth_ >= deepest) return false;
    PickleMachine inner(source_, cursor_.position(), log_, depth_ + 1);
    const bool complete = inner.run();
    cursor_.seek(inner.position());
    return complete;
  }
  if (array.padded) cursor_.skip(cursor_.u8());
  cursor_.skip(bytes);
  ++log_.tensors;
  return true;
}

bool PickleMachine::build() {
  const Value state = pop();
  if (stack_.empty()) {
    problem("BUILD without an object");
    return true;
  }
  const Value& object = stack_.back();
  write_into(object, "BUILD");
  if (object.kind == Kind::made && object.b > 0) set_dtype(object, state);
  return skip_array(state);
}

// PyTorch: ("storage", storage type, key, place, elements).
void PickleMachine::persistent(const Value& id) {
  push({Kind::persistent, 0, 0});
  if (id.kind != Kind::tuple || id.a < 5) return;
  const Value* item = &tuples_[static_cast<std::size_t>(id.b)];
  if (item[1].kind != Kind::global || item[4].kind != Kind::number || text_of(item[0]) != "storage") return;
  const std::string_view dtype = storage_dtype(log_.imports[item[1].a].name);
  if (dtype.empty() || log_.storages.size() >= most_storages) return;
  log_.storages.try_emplace(text_of(item[2], 64), PickleLog::Storage{std::string(dtype), item[4].b});
}

}  // namespace auditor::formats
