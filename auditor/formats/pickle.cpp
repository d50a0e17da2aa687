// Raw pickles: any number of streams one after the other, among them PyTorch's legacy format, whose storages follow
// the fifth stream as raw bytes.
#include "auditor/formats/pickle_machine.h"
#include "auditor/formats/pickle_policy.h"
#include "auditor/formats/readers.h"

#include <algorithm>
#include <array>

namespace auditor::formats {
namespace {

constexpr unsigned most_streams = 10'000;
constexpr unsigned torch_legacy_streams = 5;

std::string shown(const PickleImport& import) { return import.module + "." + import.name; }

void judge_import(const PickleImport& import, std::string_view where, Inspection& out) {
  const Verdict verdict = PicklePolicy::shipped().judge(import.module, import.name);
  if (verdict == Verdict::safe) return;
  const std::string verb = import.called ? "calls " : "imports ";
  note(out, verdict,
       std::string(where) + verb + quote(shown(import)) +
           (verdict == Verdict::unsafe ? ", which can run code" : ", which is not known to be harmless"));
}

// Everything of `part` when it is a pickle; from bytes that only happen to follow one, what is certainly harm.
void keep(const PickleLog& part, bool complete, PickleLog& whole) {
  const auto matters = [&](const PickleImport& import) {
    return complete || PicklePolicy::shipped().judge(import.module, import.name) == Verdict::unsafe;
  };
  for (const PickleImport& import : part.imports) {
    if (!matters(import)) continue;
    const std::uint32_t id = whole.import(import.module, import.name);
    whole.imports[id].called = whole.imports[id].called || import.called;
    whole.imports[id].ran = whole.imports[id].ran || import.ran;
  }
  for (const PickleImport& import : part.nested)
    if (matters(import)) whole.nested.push_back(import);
  if (!complete) return;
  const auto append = [](const auto& from, auto& to) { to.insert(to.end(), from.begin(), from.end()); };
  append(part.oddities, whole.oddities);
  append(part.dangers, whole.dangers);
  append(part.problems, whole.problems);
  append(part.limits, whole.limits);
  append(part.tensor_names, whole.tensor_names);
  whole.storages.insert(part.storages.begin(), part.storages.end());
  whole.tensors += part.tensors;
}

}  // namespace

PickleStreams run_pickles(const ByteSource& source, std::uint64_t begin, PickleLog& log, int depth) {
  PickleStreams streams;
  streams.end = begin;
  for (unsigned i = 0; i < most_streams && streams.end < source.size(); ++i) {
    if (streams.torch_legacy && streams.complete >= torch_legacy_streams) break;
    PickleLog part;
    PickleMachine machine(source, streams.end, part, depth);
    const bool complete = machine.run();
    // The first stream is a pickle by the file's claim, a later one when it reads as one.
    keep(part, complete || i == 0, log);
    if (!complete) {
      if (i == 0) streams.end = machine.position();
      break;
    }
    streams.end = machine.position();
    ++streams.complete;
    if (i == 0) streams.torch_legacy = machine.is_torch_magic();
  }
  return streams;
}

void judge_pickle(const PickleLog& log, Inspection& out) {
  for (const PickleImport& import : log.imports) {
    judge_import(import, "", out);
    out.imports.push_back(shown(import));
  }
  for (const PickleImport& import : log.nested) judge_import(import, "a pickle inside a string ", out);
  for (const std::string& danger : log.dangers) note(out, Verdict::unsafe, danger);
  for (const std::string& odd : log.oddities) note(out, Verdict::suspicious, odd);
  for (const std::string& problem : log.problems) note(out, Verdict::malformed, problem);
  for (const std::string& limit : log.limits) note(out, Verdict::unknown, limit);
  out.tensors += log.tensors;
  for (const auto& [key, storage] : log.storages) add_parameters(out, storage.dtype, storage.elements);
  for (const std::string& name : log.tensor_names) add_tensor_name(out, name);
}

bool may_begin_pickle(std::string_view head) {
  if (head.size() < 2) return false;
  if (head[0] == '\x80') return static_cast<unsigned char>(head[1]) <= 5;
  if (argument_of[static_cast<unsigned char>(head[0])] == Argument::invalid) return false;
  const MemorySource bytes{std::string(head)};
  PickleLog log;
  PickleMachine machine(bytes, 0, log, deepest);
  machine.set_strict();
  const bool complete = machine.run();
  // "import os" reads as an import that has nothing to be called with: only what a loader gets to counts.
  const bool ran = std::any_of(log.imports.begin(), log.imports.end(), [](const PickleImport& i) { return i.ran; });
  return machine.cut_short() || ran || (complete && machine.operations() > 1);
}

bool runs_as_pickle(const Input& input) {
  if (input.head.empty() || argument_of[static_cast<unsigned char>(input.head[0])] == Argument::invalid) return false;
  PickleLog log;
  PickleMachine machine(input.bytes, 0, log, deepest);
  machine.set_strict();
  if (machine.run() && !log.imports.empty()) return true;
  return std::any_of(log.imports.begin(), log.imports.end(), [](const PickleImport& import) {
    return import.ran && PicklePolicy::shipped().judge(import.module, import.name) == Verdict::unsafe;
  });
}

bool is_pickle(const Input& input) {
  const std::string_view head = input.head;
  if (head.size() < 2) return false;
  if (head[0] == '\x80' && static_cast<unsigned char>(head[1]) <= 5 && head.size() > 2) return true;
  constexpr std::array<std::string_view, 5> extensions{".pkl", ".pickle", ".joblib", ".dill", ".p"};
  const bool named =
      std::any_of(extensions.begin(), extensions.end(), [&](std::string_view e) { return input.name.ends_with(e); });
  // Protocols 0 and 1 have no first bytes of their own: a file is one when it runs to STOP.
  if (argument_of[static_cast<unsigned char>(head[0])] == Argument::invalid) return named;
  PickleLog log;
  PickleMachine machine(input.bytes, 0, log, deepest);
  const bool complete = machine.run();
  if (complete && log.problems.empty() && machine.operations() > 1) return true;
  // A list of words can read as imports of "os" and "sys"; what would be called before the bytes go wrong is a pickle.
  const bool harm = std::any_of(log.imports.begin(), log.imports.end(), [](const PickleImport& import) {
    return import.ran && PicklePolicy::shipped().judge(import.module, import.name) == Verdict::unsafe;
  });
  return harm || named;
}

void read_pickle(const Input& input, Inspection& out) {
  PickleLog log;
  const PickleStreams streams = run_pickles(input.bytes, 0, log, input.depth);
  if (streams.torch_legacy) out.format = "pytorch-legacy";
  judge_pickle(log, out);
  if (!streams.torch_legacy && streams.complete > 0 && streams.end < input.bytes.size())
    out.reasons.push_back(std::to_string(input.bytes.size() - streams.end) + " bytes after the last pickle");
}

}  // namespace auditor::formats
