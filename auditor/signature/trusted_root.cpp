#include "auditor/signature/trusted_root.h"

#include "auditor/core/json_view.h"
#include "auditor/signature/fields.h"

#include <charconv>
#include <chrono>
#include <fmt/format.h>

namespace auditor::signature {
namespace {

constexpr std::size_t most_of_a_kind = 100;
constexpr std::string_view root_media_type = "application/vnd.dev.sigstore.trustedroot";

bool read_digits(std::string_view text, std::size_t at, std::size_t length, int& out) {
  if (text.size() < at + length) return false;
  const auto [end, failed] = std::from_chars(text.data() + at, text.data() + at + length, out);
  return failed == std::errc{} && end == text.data() + at + length;
}

// "2021-01-12T11:53:27.000Z"; a fraction of a second is left out.
std::optional<std::int64_t> read_time(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  const bool read = read_digits(text, 0, 4, year) && read_digits(text, 5, 2, month) && read_digits(text, 8, 2, day) &&
                    read_digits(text, 11, 2, hour) && read_digits(text, 14, 2, minute) &&
                    read_digits(text, 17, 2, second);
  if (!read || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      !text.ends_with("Z"))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return std::int64_t{days} * 86400 + hour * 3600 + minute * 60 + second;
}

// Without a beginning nothing is valid: a root that says none is not read as one that always was.
Period read_period(Fields& fields, const Json& holder) {
  const Json& valid = member(holder, "validFor");
  const auto from = read_time(text(valid, "start"));
  if (!from) fields.wrong("says of a key or authority no time from which it is valid");
  Period out{from.value_or(0), std::nullopt};
  if (const std::string_view end = text(valid, "end"); !end.empty()) {
    out.until = read_time(end);
    if (!out.until) fields.wrong("says a time that is none");
  }
  return out;
}

std::vector<Authority> read_authorities(Fields& fields, const Json& document, std::string_view key) {
  std::vector<Authority> out;
  for (const Json& one : fields.array(document, key)) {
    if (fields.error() || out.size() >= most_of_a_kind) break;
    Authority authority{{}, read_period(fields, one)};
    for (const Json& certificate : fields.array(member(one, "certChain"), "certificates")) {
      auto read = Certificate::from_der(fields.bytes(certificate, "rawBytes"));
      if (!read) fields.wrong("holds a certificate that is none");
      else authority.chain.push_back(std::move(*read));
    }
    if (authority.chain.empty()) fields.wrong(fmt::format("holds an authority without certificates ({})", key));
    else out.push_back(std::move(authority));
  }
  return out;
}

std::vector<CertificateLog> read_logs(Fields& fields, const Json& document, std::string_view key) {
  std::vector<CertificateLog> out;
  for (const Json& one : fields.array(document, key)) {
    if (fields.error() || out.size() >= most_of_a_kind) break;
    const Json& key_of_log = member(one, "publicKey");
    const auto read = PublicKey::from_der(fields.bytes(key_of_log, "rawBytes"));
    if (!read || !read->is_supported()) continue;  // an RSA key of a log that was closed long ago
    out.push_back({*read, fields.bytes(member(one, "logId"), "keyId"), read_period(fields, key_of_log)});
  }
  return out;
}

}  // namespace

Result<TrustedRoot> read_trusted_root(std::string_view json, std::string_view path) {
  const auto document = parse_json(json, path, 16);
  if (!document) return fail(ErrorCode::usage, document.error().message, std::string(path), document.error().line);
  Fields fields(path);
  if (!text(*document, "mediaType").starts_with(root_media_type))
    return fail(ErrorCode::usage, "is no trusted root of Sigstore: it does not say its media type", std::string(path));
  TrustedRoot root;
  root.authorities = read_authorities(fields, *document, "certificateAuthorities");
  root.logs = read_logs(fields, *document, "tlogs");
  root.certificate_logs = read_logs(fields, *document, "ctlogs");
  root.clocks = read_authorities(fields, *document, "timestampAuthorities");
  if (root.authorities.empty() || root.logs.empty()) fields.wrong("names no authority or no log");
  if (!fields.error()) return root;
  Error error = *fields.error();
  error.code = ErrorCode::usage;
  return tl::unexpected(error);
}

}  // namespace auditor::signature
