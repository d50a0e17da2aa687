// Writing lines so that what a crash, a full disk or a lost node can cost is known: each line is one write, and every
// 64 lines or second what was written is made safe (fdatasync). A name that ends in .zst gives zstd frames, each of as
// many lines.
#pragma once

#include "auditor/core/result.h"
#include "auditor/source/beneath.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace auditor::fleet {

class LineWriter {
 public:
  enum class Safe { yes, no };  // no: for what can be made again

  // Standard output, plain.
  [[nodiscard]] static LineWriter standard_output();
  // To the end of a file that is there. Error: usage.
  [[nodiscard]] static Result<LineWriter> append(const std::string& path);
  // A new file beside `path`, which takes its place with replace(). Error: usage.
  [[nodiscard]] static Result<LineWriter> replacement(const std::string& path, Safe safe = Safe::yes);

  LineWriter(LineWriter&&) noexcept = default;
  LineWriter& operator=(LineWriter&&) = delete;
  ~LineWriter();  // a replacement that did not take its place is gone

  // Error: usage (cannot be written); so from then on.
  [[nodiscard]] Result<void> write(std::string_view line);
  // What was written so far is safe. Error: usage.
  [[nodiscard]] Result<void> sync();
  // Makes safe, and gives the file its name. Error: usage.
  [[nodiscard]] Result<void> replace();

 private:
  using Clock = std::chrono::steady_clock;
  LineWriter(source::FileDescriptor file, std::string path, bool packed)
      : file_(std::move(file)), path_(std::move(path)), packed_(packed) {}
  [[nodiscard]] Result<void> put(std::string_view bytes);
  [[nodiscard]] Result<void> flush();

  source::FileDescriptor file_;
  std::string path_;
  std::string temporary_;  // name of a replacement
  bool packed_;
  Safe durable_ = Safe::yes;
  std::string frame_;   // lines that wait to be packed
  unsigned lines_ = 0;  // since it was made safe
  Clock::time_point safe_ = Clock::now();
};

}  // namespace auditor::fleet
