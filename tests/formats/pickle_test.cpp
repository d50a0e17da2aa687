#include "auditor/formats/pickle_ops.h"
#include "auditor/formats/pickle_policy.h"
#include "tests/formats/builder.h"
#include "tests/support/catch.h"

using namespace auditor;
using namespace auditor::formats;
using namespace auditor::formats::test;
using namespace std::string_literals;

namespace {

const std::string proto4 = "\x80\x04";
const std::string stack_global = "\x93";
const std::string memoize = "\x94";

Verdict verdict(std::string bytes) { return look(std::move(bytes), "file.pkl").verdict; }

}  // namespace

TEST_CASE("plain data in every protocol is safe") {
  CHECK(verdict("(dp0\nS'a'\np1\nI1\ns.") == Verdict::safe);
  CHECK(verdict("\x80\x02}q\x00(X\x01\x00\x00\x00"
                "aK\x01u."s) == Verdict::safe);
  CHECK(
      verdict(
          "\x80\x03]q\x00(K\x01M\x00\x01J\x00\x00\x01\x00G\x3f\xf0\x00\x00\x00\x00\x00\x00NC\x02hiB\x01\x00\x00\x00xe."s) ==
      Verdict::safe);
  CHECK(verdict("\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01"
                "a\x94K\x01s."s) == Verdict::safe);
  CHECK(verdict("\x80\x05\x96\x02\x00\x00\x00\x00\x00\x00\x00hi\x94."s) == Verdict::safe);
}

TEST_CASE("imports are judged by the lists: allowed, denied, and anything else by name") {
  CHECK(verdict(global("collections", "OrderedDict") + ")R.") == Verdict::safe);
  CHECK(verdict(global("os", "system") + "(S'x'\ntR.") == Verdict::unsafe);
  const Inspection other = look(global("mypackage.models", "Net") + ")R.", "file.pkl");
  CHECK(other.verdict == Verdict::suspicious);
  CHECK(says(other, "mypackage.models.Net"));
  CHECK(other.imports == std::vector<std::string>{"mypackage.models.Net"});
}

TEST_CASE("every way to import is found") {
  CHECK(verdict("(S'x'\nios\nsystem\n.") == Verdict::unsafe);
  CHECK(verdict("(" + global("os", "system") + "S'x'\no.") == Verdict::unsafe);
  CHECK(verdict("\x80\x02" + global("os", "system") + "X\x01\x00\x00\x00x\x85R."s) == Verdict::unsafe);
  CHECK(verdict(proto4 + short_text("os") + short_text("system") + stack_global + ")R.") == Verdict::unsafe);
  CHECK(verdict(proto4 + short_text("os") + short_text("system") + stack_global + ")\x81.") == Verdict::unsafe);
  CHECK(verdict(proto4 + short_text("os") + short_text("system") + stack_global + ")}\x92.") == Verdict::unsafe);
  CHECK(says(look("\x80\x02\x82\x07)R."s, "x.pkl"), "extension registry"));
}

TEST_CASE("names on their way to STACK_GLOBAL are followed through stack and memo") {
  // Put into the memo, popped, fetched again in the other order.
  CHECK(verdict(proto4 + short_text("system") + memoize + "0" + short_text("os") + memoize + "0h\x01h\x00"s +
                stack_global + ".") == Verdict::unsafe);
  CHECK(verdict(proto4 + "Vos\nr\x00\x00\x01\x00"s + "0Vsystem\np70000\n0j\x00\x00\x01\x00"s + "g70000\n" +
                stack_global + ".") == Verdict::unsafe);
  CHECK(verdict(proto4 + short_text("os") + "20" + short_text("system") + stack_global + ".") == Verdict::unsafe);
  CHECK(verdict(proto4 + short_text("os") + "(" + short_text("x") + "1" + short_text("system") + stack_global + ".") ==
        Verdict::unsafe);
  // Escapes of protocol 0.
  CHECK(verdict(proto4 + "V\\u006fs\nS'sys\\x74em'\n" + stack_global + ".") == Verdict::unsafe);
}

TEST_CASE("memo entries far from each other are kept as they are, and counted as Python counts them") {
  // Entry 3,000,000, then one by its number of entries: 1.
  const std::string far = "Vos\nr\xc0\xc6\x2d\x00"s;
  CHECK(verdict(proto4 + far + "0" + short_text("system") + memoize + "0j\xc0\xc6\x2d\x00"s + "h\x01" + stack_global +
                ".") == Verdict::unsafe);
  // An entry far ahead is overwritten when the others have come near it.
  std::string near = proto4 + "Vmath\nr\x00\x08\x00\x00"s;
  for (int i = 0; i < 700; ++i)
    near += "Vx\nq" + std::string(1, static_cast<char>(i % 250)) + "0Vx\np" + std::to_string(i) + "\n0";
  near += "0Vos\nr\x00\x08\x00\x00"s + "0" + short_text("system") + "\x94" + "0j\x00\x08\x00\x00"s + "g701\n" +
          stack_global + ".";
  CHECK(verdict(near) == Verdict::unsafe);
}

TEST_CASE("a name computed by a call is unsafe") {
  const Inspection i = look(proto4 + short_text("os") + global("mine", "make") + ")R" + stack_global + ".", "x.pkl");
  CHECK(i.verdict == Verdict::unsafe);
  CHECK(says(i, "computed by a call"));
}

TEST_CASE("a name that is no text, or was never put into the memo, is suspicious and not loadable") {
  CHECK(verdict(proto4 + "K\x2a" + short_text("os") + stack_global + ".") == Verdict::suspicious);
  const Inspection i = look(proto4 + "h\x07" + short_text("os") + stack_global + ".", "x.pkl");
  CHECK(i.verdict == Verdict::suspicious);
  CHECK(says(i, "memo entry 7"));
}

TEST_CASE("dotted names are judged component by component, packages with their submodules") {
  const PicklePolicy& policy = PicklePolicy::shipped();
  CHECK(policy.judge("numpy", "f2py.crackfortran.getlincoef") == Verdict::unsafe);
  CHECK(policy.judge("torch", "os.system") == Verdict::unsafe);
  CHECK(policy.judge("anything", "x.__globals__") == Verdict::unsafe);
  CHECK(policy.judge("torch.hub", "load") == Verdict::unsafe);
  CHECK(policy.judge("torch", "hub.load") == Verdict::unsafe);
  CHECK(policy.judge("asyncio.unix_events", "_UnixSubprocessTransport._start") == Verdict::unsafe);
  CHECK(policy.judge("osmium", "system_of_units") == Verdict::suspicious);
  CHECK(policy.judge("numpy", "int8") == Verdict::safe);
  CHECK(policy.judge("numpy", "int8.tofile") == Verdict::suspicious);
  CHECK(policy.judge("torch._utils", "_rebuild_tensor_v2") == Verdict::safe);
  CHECK(policy.judge("__torch__.torch.nn.Linear", "Linear") == Verdict::safe);
  CHECK(policy.judge("uuid", "UUID") == Verdict::safe);
  CHECK(policy.judge("uuid", "_get_command_stdout") == Verdict::unsafe);
}

TEST_CASE("Python 2 names are judged in both spellings") {
  const PicklePolicy& policy = PicklePolicy::shipped();
  CHECK(policy.judge("__builtin__", "set") == Verdict::safe);
  CHECK(policy.judge("__builtin__", "eval") == Verdict::unsafe);
  CHECK(policy.judge("__builtin__", "apply") == Verdict::unsafe);
  CHECK(policy.judge("copy_reg", "_reconstructor") == Verdict::safe);
  CHECK(policy.judge("httplib", "HTTPSConnection") == Verdict::unsafe);
  CHECK(policy.judge("commands", "getoutput") == Verdict::unsafe);
  CHECK(policy.judge("__builtin__", "unicode") == Verdict::safe);
  CHECK(policy.judge("__builtin__", "reduce") == Verdict::unsafe);
}

TEST_CASE("what was seen before a pickle breaks still counts") {
  const std::string call = global("os", "system") + "(S'x'\ntR";
  CHECK(verdict(call) == Verdict::unsafe);
  CHECK(verdict(call + "\xff" + "rest") == Verdict::unsafe);
  CHECK(verdict(global("collections", "OrderedDict") + ")R") == Verdict::malformed);
  CHECK(verdict("\x80\x02\xff.") == Verdict::malformed);
  CHECK(verdict("\x80\x02R.") == Verdict::malformed);
  CHECK(verdict("\x80\x02X\xff\xff\xff\x7f"s + "a") == Verdict::malformed);
  // An error that the unpickler stops at does not hide what follows.
  CHECK(verdict("\x80\x04h\x09" + call + ".") == Verdict::unsafe);
}

TEST_CASE("pickles one after another are all read") {
  CHECK(verdict("\x80\x02K\x01.\x80\x02" + global("os", "system") + ")R.") == Verdict::unsafe);
  const Inspection i = look("\x80\x02K\x01.\x01\x02\x03"s, "x.pkl");
  CHECK(i.verdict == Verdict::safe);
  CHECK(says(i, "3 bytes after"));
}

TEST_CASE("a pickle inside a string is read, plain or encoded") {
  const std::string inner = "\x80\x02" + global("os", "system") + "X\x01\x00\x00\x00x\x85R."s;
  CHECK(verdict("\x80\x03"
                "B" +
                sized(inner, 4) + ".") == Verdict::unsafe);
  CHECK(verdict("\x80\x04\x8e" + sized(inner, 8) + ".") == Verdict::unsafe);
  CHECK(verdict("\x80\x03"
                "B" +
                sized(global("os", "system") + "(S'x'\ntR.", 4) + ".") == Verdict::unsafe);
  CHECK(verdict("\x80\x03"
                "X" +
                sized("gAJjb3MKc3lzdGVtClgBAAAAeIVSLg==", 4) + ".") == Verdict::unsafe);
  CHECK(verdict("\x80\x03"
                "X" +
                sized("8002636f730a73797374656d0a5801000000788552"
                      "2e",
                      4) +
                ".") == Verdict::unsafe);
  CHECK(verdict("\x80\x03"
                "B" +
                sized("\x80\x03K\x01.", 4) + ".") == Verdict::suspicious);
  CHECK(verdict("\x80\x03"
                "B" +
                sized("\x80\x03 image", 4) + ".") == Verdict::safe);
  CHECK(verdict("\x80\x03X" + sized("(a remark. In brackets.", 4) + ".") == Verdict::safe);
}

TEST_CASE("writing into an imported object and calling a result are suspicious") {
  CHECK(says(look(global("collections", "OrderedDict") + "}b.", "x.pkl"), "BUILD changes"));
  CHECK(verdict(global("collections", "OrderedDict") + "}b.") == Verdict::suspicious);
  CHECK(verdict(global("collections", "OrderedDict") + ")R)R.") == Verdict::suspicious);
}

TEST_CASE("a PyTorch legacy file is five pickles, then storages that are not read") {
  const std::string magic = "\x80\x02\x8a\x0al\xfc\x9c"s + "F\xf9 j\xa8P\x19.";
  const std::string object = "\x80\x02}X" + sized("w", 4) + global("torch._utils", "_rebuild_tensor_v2") + "((X" +
                             sized("storage", 4) + global("torch", "HalfStorage") + "X" + sized("0", 4) + "X" +
                             sized("cpu", 4) + "K\x06NtQK\x00K\x02K\x03\x86K\x03K\x01\x86tRs."s;
  const Inspection i = look(magic + "\x80\x02M\xe9\x03." + "\x80\x02}." + object + "\x80\x02]." + "cos\nsystem\n)R.");
  CHECK(i.format == "pytorch-legacy");
  CHECK(i.verdict == Verdict::safe);
  CHECK(i.tensors == 1);
  CHECK(i.dtypes == std::map<std::string, std::uint64_t>{{"F16", 6}});
  CHECK(i.tensor_names == std::vector<std::string>{"w"});
}

TEST_CASE("hostile sizes are bounded") {
  CHECK(verdict("\x80\x02K\x01r\xff\xff\xff\xff."s) == Verdict::safe);
  CHECK(verdict("\x80\x02" + std::string(100'000, '(') + ".") == Verdict::malformed);
  CHECK(verdict(std::string(100'000, 'c')) == Verdict::malformed);
}

TEST_CASE("each of the 68 opcodes is known once") {
  std::array<int, 256> seen{};
  for (const Opcode& op : pickle_opcodes) ++seen[op.code];
  CHECK(std::count(seen.begin(), seen.end(), 1) == 68);
}

TEST_CASE("estimators, layers and training arguments are safe when everything they name is known") {
  const auto made = [](std::string_view module, std::string_view name) {
    return look("\x80\x04" + global(module, name) + ")\x81}b.", "model.pkl").verdict;
  };
  CHECK(made("sklearn.ensemble._forest", "RandomForestClassifier") == Verdict::safe);
  CHECK(made("sklearn.linear_model.logistic", "LogisticRegression") == Verdict::safe);
  CHECK(made("torch.nn.modules.linear", "Linear") == Verdict::safe);
  CHECK(made("torch.optim.adamw", "AdamW") == Verdict::safe);
  CHECK(made("transformers.training_args", "TrainingArguments") == Verdict::safe);
  CHECK(made("accelerate.utils.dataclasses", "DistributedType") == Verdict::safe);
  CHECK(made("pandas.core.frame", "DataFrame") == Verdict::safe);
  // The package alone says nothing.
  CHECK(made("sklearn.utils._joblib", "load") != Verdict::safe);
  CHECK(made("torch.nn.modules.linear", "Linear.load_state_dict") != Verdict::safe);
  CHECK(made("torchlike.nn", "Linear") == Verdict::suspicious);
  CHECK(made("pandas.core.computation.eval", "eval") == Verdict::unsafe);
}
