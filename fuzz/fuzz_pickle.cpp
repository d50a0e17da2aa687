// Pickles. Structure-aware: the first byte says whether the rest is the file, or a program of opcodes whose arguments
// have the form that each wants, with names that the lists know.
#include "fuzz/fuzz_format.h"

#include <algorithm>
#include <array>

namespace {

using namespace std::string_view_literals;

constexpr std::array names{
    "os"sv,      "system"sv, "torch._utils"sv,        "_rebuild_tensor_v2"sv, "collections"sv, "OrderedDict"sv,
    "numpy"sv,   "dtype"sv,  "joblib.numpy_pickle"sv, "NumpyArrayWrapper"sv,  "shape"sv,       "builtins"sv,
    "getattr"sv, ""sv};
// Opcodes without an argument, and by the argument that they take.
constexpr std::string_view plain = "().01NRbdeloqstu]}\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x97\x98";
constexpr std::string_view one_byte = "KhqUC\x82\x8c";
constexpr std::string_view lines = "FILSVgpP";

class Program {
 public:
  explicit Program(std::string_view input) : rest_(input) {}

  std::string write() {
    std::string out = "\x80\x04";
    while (!rest_.empty() && out.size() < 16'000) add(out);
    return out + ".";
  }

 private:
  unsigned take() {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  std::string_view name() { return names[take() % names.size()]; }
  static char pick(std::string_view of, unsigned by) { return of[by % of.size()]; }

  void add(std::string& out) {
    const unsigned kind = take();
    switch (kind % 6) {
      case 0: out += pick(plain, kind / 6); return;
      case 1: out.append("c").append(name()).append("\n").append(name()).append("\n"); return;
      case 2: out.append("\x8c").append(1, static_cast<char>(name_.assign(name()).size())).append(name_); return;
      case 3: out.append(1, pick(one_byte, kind / 6)).append(1, static_cast<char>(take())); return;
      case 4: out.append(1, pick(lines, kind / 6)).append(std::to_string(take())).append("\n"); return;
      default: {
        const std::string_view text = rest_.substr(0, take() % 32);
        rest_.remove_prefix(std::min(rest_.size(), text.size()));
        out.append("B").append(1, static_cast<char>(text.size())).append(3, '\0').append(text);
      }
    }
  }

  std::string_view rest_;
  std::string name_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || data[0] % 2 == 0) return auditor::formats::fuzz(data, size, "model.pkl");
  const std::string program = Program({reinterpret_cast<const char*>(data) + 1, size - 1}).write();
  return auditor::formats::fuzz(reinterpret_cast<const std::uint8_t*>(program.data()), program.size(), "model.pkl");
}
