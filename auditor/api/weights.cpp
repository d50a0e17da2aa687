#include "auditor/weights.h"

#include "auditor/core/byte_source.h"
#include "auditor/formats/inspect.h"

#include <utility>

namespace auditor {
namespace {

WeightFile weight_file(formats::Inspection&& from) {
  return {std::move(from.format),
          std::string(formats::to_string(from.verdict)),
          std::move(from.reasons),
          from.size,
          from.tensors,
          from.parameters,
          std::move(from.dtypes),
          std::move(from.metadata)};
}

}  // namespace

Result<WeightFile> inspect_weights(const std::string& path) {
  const auto bytes = open_file(path);
  if (!bytes) return tl::unexpected(bytes.error());
  return weight_file(formats::inspect(path, **bytes));
}

WeightFile inspect_weights(std::string_view name, std::string bytes) {
  return weight_file(formats::inspect(name, MemorySource(std::move(bytes))));
}

}  // namespace auditor
