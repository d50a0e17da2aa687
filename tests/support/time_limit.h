// Time that a test of bounded work may take. Sanitizers slow programs down by an order of magnitude.
#pragma once

#include <ctime>
#include <functional>

namespace auditor::test {

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
inline constexpr double kSlower = 20;
#else
inline constexpr double kSlower = 1;
#endif

inline constexpr double time_limit(double seconds) { return seconds * kSlower; }

// Seconds of the processor that this thread takes for it; other programs do not count.
inline double cpu_seconds(const std::function<void()>& work) {
  const auto now = [] {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
  };
  const double start = now();
  work();
  return now() - start;
}

// Seconds for n, 2n and 4n bytes, and whether they grow with the bytes: four times as long, or seven where memory is
// slower; the square would take sixteen. Measured again when a busy machine hides it.
struct Growth {
  double one = 0;
  double two = 0;
  double four = 0;
  bool linear = false;
};

inline Growth growth_of(std::size_t n, const std::function<void(std::size_t)>& work) {
  constexpr double noise = 0.03;
  constexpr int attempts = 3;
  Growth g;
  for (int i = 0; i < attempts && !g.linear; ++i) {
    g.one = cpu_seconds([&] { work(n); });
    g.two = cpu_seconds([&] { work(2 * n); });
    g.four = cpu_seconds([&] { work(4 * n); });
    g.linear = g.four <= 7 * g.one + time_limit(noise) && g.four <= 3.5 * g.two + time_limit(noise);
  }
  return g;
}

}  // namespace auditor::test
