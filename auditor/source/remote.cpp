#include "auditor/source/remote.h"

#include "auditor/core/digest.h"
#include "auditor/core/text.h"
#include "auditor/source/beneath.h"
#include "auditor/source/git.h"
#include "auditor/source/git_repository.h"
#include "auditor/source/watchdog.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/file.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace auditor::source {

namespace {

constexpr std::array<std::string_view, 4> schemes = {"https", "http", "ssh", "git"};
constexpr std::size_t max_received = std::size_t{4} << 30U;

// user@host:path, as ssh remotes are written.
bool is_scp_form(std::string_view where) {
  const std::size_t colon = where.find(':');
  const std::size_t at = where.find('@');
  return at != std::string_view::npos && colon != std::string_view::npos && 0 < at && at + 1 < colon &&
         where.find('/') > colon && where[0] != '-';
}

constexpr std::chrono::seconds until_answer{10};     // to connect and to name the references
constexpr std::chrono::seconds between_answers{60};  // while objects are gathered and sent

struct Fetch {
  bool tried_credentials = false;
  const Progress& progress;
  Watchdog& watchdog;
};

// Keys of the user's agent, once; never a password, never a prompt.
int credentials(git_credential** out, const char*, const char* user, unsigned allowed, void* payload) {
  auto& fetch = *static_cast<Fetch*>(payload);
  if (fetch.tried_credentials || (allowed & GIT_CREDENTIAL_SSH_KEY) == 0) return GIT_EAUTH;
  fetch.tried_credentials = true;
  return git_credential_ssh_key_from_agent(out, user != nullptr ? user : "git");
}

int received(const git_indexer_progress* stats, void* payload) {
  const auto& fetch = *static_cast<const Fetch*>(payload);
  fetch.watchdog.moved(between_answers);
  if (fetch.progress) fetch.progress("objects received", stats->received_objects, stats->total_objects);
  return stats->received_bytes > max_received ? -1 : 0;
}

// What the server says while it works.
int said(const char*, int, void* payload) {
  static_cast<const Fetch*>(payload)->watchdog.moved(between_answers);
  return 0;
}

git_fetch_options fetch_options(Fetch& fetch) {
  git_fetch_options options;
  git_fetch_options_init(&options, GIT_FETCH_OPTIONS_VERSION);
  options.callbacks.credentials = credentials;
  options.callbacks.transfer_progress = received;
  options.callbacks.sideband_progress = said;
  options.callbacks.payload = &fetch;
  options.prune = GIT_FETCH_PRUNE;
  options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_ALL;
  return options;
}

Result<GitRepository> prepare(const fs::path& folder, const std::string& shown_url) {
  git_repository* raw = nullptr;
  if (git_repository_open_bare(&raw, folder.c_str()) == 0) return GitRepository(raw);
  git_repository_init_options options;
  git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
  options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
  if (git_repository_init_ext(&raw, folder.c_str(), &options) != 0) {
    return fail(ErrorCode::source, "the cache folder cannot be used: " + git_message(), folder.string());
  }
  GitRepository repository(raw);
  // Recorded for the report, without credentials; fetching uses the URL as given.
  git_remote* recorded = nullptr;
  git_remote_create(&recorded, repository.get(), "origin", shown_url.c_str());
  git_remote_free(recorded);
  return repository;
}

// What libgit2 complained of, which may quote the address.
std::string shown_message(const std::string& url) {
  std::string message = git_message();
  const std::string hidden = printable(url);
  for (std::size_t at = message.find(hidden); at != std::string::npos; at = message.find(hidden, at + 1))
    message.replace(at, hidden.size(), printable(without_credentials(url)));
  return message;
}

Result<void> fetch_into(git_remote* remote, const std::string& url, const Progress& progress) {
  Watchdog watchdog(until_answer);
  Fetch fetch{false, progress, watchdog};
  git_fetch_options options = fetch_options(fetch);
  std::string spec = "+refs/heads/*:refs/heads/*";
  std::array<char*, 1> specs = {spec.data()};
  const git_strarray list{specs.data(), specs.size()};
  int status = git_remote_connect(remote, GIT_DIRECTION_FETCH, &options.callbacks, nullptr, nullptr);
  watchdog.moved(between_answers);
  if (status == 0) status = git_remote_fetch(remote, &list, &options, "auditor");
  if (status == 0) return {};
  const std::string why = watchdog.barked() ? "the server does not answer" : shown_message(url);
  return fail(ErrorCode::source, fmt::format("{} cannot be fetched: {}", printable(without_credentials(url)), why));
}

// Two runs that fetch into one folder wait for each other.
class CacheLock {
 public:
  explicit CacheLock(const fs::path& folder) {
    std::error_code ignored;
    fs::create_directories(folder.parent_path(), ignored);
    const std::string name = folder.string() + ".lock";
    fd_ = FileDescriptor(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (fd_.valid()) ::flock(fd_.get(), LOCK_EX);
  }

 private:
  FileDescriptor fd_;
};

void point_head(git_repository* repository, git_remote* remote) {
  git_buf branch = GIT_BUF_INIT;
  if (git_remote_default_branch(&branch, remote) == 0) git_repository_set_head(repository, branch.ptr);
  git_buf_dispose(&branch);
}

}  // namespace

Location locate(std::string_view where) {
  const std::size_t double_colon = where.find("::");
  const std::size_t slash = where.find('/');
  if (double_colon != std::string_view::npos && double_colon < slash) return Location::unsupported;
  const std::size_t scheme_end = where.find("://");
  if (scheme_end != std::string_view::npos && scheme_end < slash) {
    const std::string scheme = to_lower(where.substr(0, scheme_end));
    const bool known = std::find(schemes.begin(), schemes.end(), scheme) != schemes.end();
    return known ? Location::remote : Location::unsupported;
  }
  return is_scp_form(where) ? Location::remote : Location::local;
}

std::optional<std::string> file_url_path(std::string_view where) {
  if (!starts_with_i(where, "file://")) return std::nullopt;
  where.remove_prefix(7);
  if (starts_with_i(where, "localhost/")) where.remove_prefix(9);
  return where.empty() || where[0] != '/' ? std::nullopt : std::optional<std::string>(where);
}

fs::path default_cache() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && cache[0] == '/') return fs::path(cache) / "auditor";
  // Without HOME the user's own folder, never a shared one: there anybody can prepare a clone.
  const char* home = std::getenv("HOME");
  if (home == nullptr || home[0] != '/') {
    const passwd* user = getpwuid(getuid());
    home = user == nullptr ? nullptr : user->pw_dir;
  }
  return home != nullptr && home[0] == '/' ? fs::path(home) / ".cache/auditor" : fs::path();
}

// The program starts without parsing the system's certificates (auditor/cli/lazy_network.cpp); a connection needs
// them.
void load_certificates() {
  constexpr const char* file = "/etc/ssl/certs/ca-certificates.crt";
  std::error_code ignored;
  if (fs::exists(file, ignored)) git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, nullptr);
}

Result<fs::path> fetch_bare(const std::string& url, const fs::path& cache, const Progress& progress) {
  start_git();
  load_certificates();
  const std::string shown = without_credentials(url);
  const fs::path base = cache.empty() ? default_cache() : cache;
  if (base.empty()) return fail(ErrorCode::source, "no folder for clones: set HOME or XDG_CACHE_HOME");
  const fs::path folder = base / (fingerprint_hex(shown) + ".git");
  const CacheLock lock(folder);
  auto repository = prepare(folder, shown);
  if (!repository) return tl::unexpected(repository.error());
  git_remote* raw = nullptr;
  if (git_remote_create_anonymous(&raw, repository->get(), url.c_str()) != 0) {
    return fail(ErrorCode::source, fmt::format("{}: {}", printable(shown), shown_message(url)));
  }
  const GitRemote remote(raw);
  if (auto got = fetch_into(remote.get(), url, progress); !got) return tl::unexpected(got.error());
  point_head(repository->get(), remote.get());
  return folder;
}

}  // namespace auditor::source
