// Runs a pickle without running it: the stack, the memo and the imports are simulated with abstract values, so that
// every name handed to STACK_GLOBAL is found and every call is seen. Memory is bounded and nothing is imported.
#pragma once

#include "auditor/formats/cursor.h"
#include "auditor/formats/inspect.h"
#include "auditor/formats/pickle_ops.h"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace auditor::formats {

struct PickleImport {
  std::string module;
  std::string name;
  bool called = false;
  bool ran = false;  // called before anything was wrong: a loader gets as far
};

// What one or several pickles of a file did.
struct PickleLog {
  std::vector<PickleImport> imports;  // in order of appearance, each once
  std::vector<std::string> oddities;  // what no honest pickler writes: suspicious
  std::vector<std::string> dangers;   // names computed by a call: unsafe
  std::vector<std::string> problems;  // why it would not load: malformed
  std::vector<std::string> limits;    // what was not read
  struct Storage {
    std::string dtype;
    std::uint64_t elements = 0;
  };
  std::map<std::string, Storage> storages;  // PyTorch storages by key
  std::uint64_t tensors = 0;                // calls of torch._utils._rebuild_*tensor*
  std::vector<std::string> tensor_names;
  std::vector<PickleImport> nested;  // imports of pickles found inside strings

  [[nodiscard]] std::uint32_t import(std::string_view module, std::string_view name);
  // Adds a message to one of the lists above, once and within bounds.
  static void add(std::vector<std::string>& list, std::string message);

 private:
  std::unordered_map<std::string, std::uint32_t> index_;
};

class PickleMachine {
 public:
  // Reads from `begin` of `source`; both must outlive the machine. `depth` counts pickles around this one.
  PickleMachine(const ByteSource& source, std::uint64_t begin, PickleLog& log, int depth);

  // Runs to STOP or to the first byte that cannot be read. True when STOP was reached.
  bool run();

  [[nodiscard]] std::uint64_t position() const { return cursor_.position(); }
  [[nodiscard]] std::uint64_t operations() const { return operations_; }
  // Ends at the first thing that no pickle has: how bytes of unknown kind are asked whether they are one.
  void set_strict() { strict_ = true; }
  // True when the bytes ended before the pickle did, and nothing was wrong up to there.
  [[nodiscard]] bool cut_short() const { return cut_short_; }
  // True when the object is PyTorch's legacy magic number.
  [[nodiscard]] bool is_torch_magic() const { return torch_magic_; }

 private:
  enum class Kind : std::uint8_t {
    other,
    missing,
    text,
    text_escaped,
    string_escaped,
    bytes,
    number,
    magic,
    global,
    made,
    tuple,
    dict,
    persistent
  };
  // text, bytes: `b` is the place in the source, `a` the length. number: `b`. global: `a` is the import.
  // made: the result of calling import `a` (none: no_import); of numpy.dtype, `b` is the size of an item plus one.
  // tuple: `b` is the first element in tuples_, `a` the count. dict: `b` is its number.
  struct Value {
    Kind kind = Kind::other;
    std::uint32_t a = 0;
    std::uint64_t b = 0;
  };
  static constexpr std::uint32_t no_import = 0xFFFFFFFFU;

  bool step(unsigned char code);
  bool step_data(unsigned char code);
  bool step_string(unsigned char code);
  bool step_container(unsigned char code);
  bool step_memo(unsigned char code);
  bool step_import(unsigned char code);

  void push(Value value);
  Value pop();
  void pop_mark(std::vector<Value>& items);
  std::size_t drop_to_mark();
  void push_tuple(std::size_t count);

  void put(std::uint64_t index);
  void get(std::uint64_t index);
  std::uint64_t line_index();

  void push_sized(Kind kind, std::uint64_t length);
  void push_line(Kind kind);
  void import_from_stack();
  void call(const Value& callable, const Value& arguments, std::string_view how);
  bool build();
  void push_dict() { push({Kind::dict, 0, ++dicts_}); }
  void remember_array(const Value& dict, const Value& key, const Value& value);
  void set_dtype(const Value& dtype, const Value& state);
  bool skip_array(const Value& state);
  [[nodiscard]] std::uint64_t dtype_item(const PickleImport& callable, const Value& arguments) const;
  void make_dict(std::size_t first);
  void set_items(std::size_t first);
  void write_into(const Value& target, std::string_view how);
  void persistent(const Value& id);

  void look_inside(const Value& value);
  void keep_nested(const PickleLog& found, bool complete);
  [[nodiscard]] std::string text_of(const Value& value, std::size_t limit = 1024) const;

  void problem(std::string why);
  void oddity(std::string why);
  [[nodiscard]] std::string describe(std::uint32_t import) const;

  const ByteSource& source_;
  Cursor cursor_;
  PickleLog& log_;
  int depth_;
  int protocol_ = 0;
  std::uint64_t operations_ = 0;
  bool torch_magic_ = false;
  bool stopped_ = false;
  bool strict_ = false;
  bool cut_short_ = false;
  bool too_large_ = false;
  std::vector<Value> stack_;
  std::vector<std::size_t> marks_;
  std::vector<Value> tuples_;
  std::vector<Value> memo_;
  std::vector<bool> memo_set_;
  std::unordered_map<std::uint64_t, Value> sparse_memo_;
  std::uint64_t memo_count_ = 0;

  // The array that joblib writes as raw bytes after the wrapper object whose state, a dictionary, describes it.
  struct Array {
    std::uint64_t elements = 0;
    std::uint64_t item = 0;  // bytes; 0 when not known
    bool objects = false;    // a pickle instead of raw bytes
    bool padded = false;
    bool unclear = false;  // an entry was set that is not read
  };
  std::unordered_map<std::uint64_t, Array> arrays_;  // by the number of the dictionary
  std::uint64_t dicts_ = 0;
  bool dtype_changed_ = false;  // a numpy.dtype was given another size than its name says
};

// Analyses every pickle from `begin` on: pickles may follow one another. Returns where the last one ends.
struct PickleStreams {
  std::uint64_t end = 0;  // first byte after the last pickle that was read
  unsigned complete = 0;  // pickles that reached STOP
  bool torch_legacy = false;
};
PickleStreams run_pickles(const ByteSource& source, std::uint64_t begin, PickleLog& log, int depth);

// Judges what a log holds and writes it down.
void judge_pickle(const PickleLog& log, Inspection& out);

}  // namespace auditor::formats
