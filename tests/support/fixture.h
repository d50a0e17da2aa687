// The model repositories of fixtures/, built as real git repositories.
#pragma once

#include "tests/support/git_fixture.h"

#include <memory>
#include <string>
#include <vector>

namespace auditor::test {

// Names of all fixtures, sorted.
[[nodiscard]] std::vector<std::string> fixture_names();

// Builds fixtures/NAME.yaml; throws std::runtime_error when the file is missing or wrong.
[[nodiscard]] std::unique_ptr<GitFixture> build_fixture(const std::string& name);

}  // namespace auditor::test
