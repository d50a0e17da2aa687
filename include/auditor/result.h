// Errors as values. What is installed under this name is auditor/core/result.h itself (cmake/Install.cmake).
#pragma once

#include "auditor/core/result.h"  // IWYU pragma: export
