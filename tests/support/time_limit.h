// Time that a test of bounded work may take. Sanitizers slow programs down by an order of magnitude.
#pragma once

namespace auditor::test {

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
inline constexpr double kSlower = 20;
#else
inline constexpr double kSlower = 1;
#endif

inline constexpr double time_limit(double seconds) { return seconds * kSlower; }

}  // namespace auditor::test
