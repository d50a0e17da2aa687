// Bytes packed by zlib, for files and objects that tests put together by hand.
#pragma once

#include <string>
#include <string_view>
#include <zlib.h>

namespace auditor::test {

// A zlib stream; with other window bits a bare one (-MAX_WBITS, as in zip) or one of gzip (MAX_WBITS + 16).
inline std::string deflated(std::string_view plain, int window_bits = MAX_WBITS, int level = Z_BEST_COMPRESSION) {
  z_stream stream{};
  deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, plain.size()), '\0');
  std::string in(plain);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace auditor::test
