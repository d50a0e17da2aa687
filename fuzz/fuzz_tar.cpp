// Members of a tar. Structure-aware: each member is a type, a length and bytes of the input, in a header whose checksum
// holds, as no mutation of a whole archive would make it.
#include "fuzz/fuzz_format.h"

#include <algorithm>
#include <cstdio>

namespace {

void put(std::string& header, std::size_t at, std::size_t width, std::string_view text) {
  header.replace(at, std::min(width, text.size()), text.substr(0, width));
}

std::string octal(std::uint64_t value, int width) {
  char text[32];
  std::snprintf(text, sizeof(text), "%0*llo", width, static_cast<unsigned long long>(value));
  return text;
}

void member(std::string& archive, char type, std::string_view name, std::string_view body, std::uint64_t stated) {
  std::string header(512, '\0');
  put(header, 0, 100, name);
  put(header, 100, 8, "0000644");
  put(header, 124, 12, octal(stated, 11));
  put(header, 148, 8, "        ");
  header[156] = type;
  put(header, 257, 8, std::string_view("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(header, 148, 7, octal(sum, 6));
  archive += header;
  archive += body;
  archive.append((512 - body.size() % 512) % 512, '\0');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::string archive;
  while (rest.size() >= 4 && archive.size() < 64 * 1024) {
    const char type = rest[0];
    const std::size_t name = static_cast<unsigned char>(rest[1]) % 120;
    const std::size_t body = static_cast<unsigned char>(rest[2]) * 4U;
    const std::uint64_t lie = static_cast<unsigned char>(rest[3]) < 200 ? 0 : 1ULL << (rest[3] & 31);
    rest.remove_prefix(4);
    const std::string_view own_name = rest.substr(0, name);
    rest.remove_prefix(own_name.size());
    const std::string_view own_body = rest.substr(0, body);
    rest.remove_prefix(own_body.size());
    member(archive, type, own_name, own_body, own_body.size() + lie);
  }
  archive += rest;
  return auditor::formats::fuzz(reinterpret_cast<const std::uint8_t*>(archive.data()), archive.size(), "model.tar");
}
