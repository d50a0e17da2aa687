#include "auditor/core/processes.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <optional>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace auditor {
namespace {

using Clock = std::chrono::steady_clock;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool bounds_memory = false;  // shadow memory counts as data
#else
constexpr bool bounds_memory = true;
#endif

constexpr char mark_done = 'd';
constexpr char mark_memory = 'm';
constexpr std::size_t head_size = 1 + sizeof(std::uint64_t);  // mark, size of the output

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool receive_all(int fd, void* out, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t n = ::recv(fd, static_cast<char*>(out) + done, size - done, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}

std::string message(char mark, std::string_view output) {
  std::string out(head_size, mark);
  const std::uint64_t size = output.size();
  std::memcpy(out.data() + 1, &size, sizeof(size));
  return out.append(output);
}

// The life of a process: numbers come in, outputs go out, until the other end is closed.
[[noreturn]] void serve(int fd, const Work& work, const ProcessLimits& limits) {
  if (bounds_memory) {
    const rlimit bound{limits.memory, limits.memory};
    ::setrlimit(RLIMIT_DATA, &bound);
  }
  std::uint64_t index = 0;
  while (receive_all(fd, &index, sizeof(index))) {
    try {
      if (!send_all(fd, message(mark_done, work.work(static_cast<std::size_t>(index))))) break;
    } catch (const std::bad_alloc&) {
      send_all(fd, message(mark_memory, {}));
      break;  // what is left of its memory is in pieces
    }
  }
  ::_exit(0);  // the buffers and handlers at exit are the parent's
}

// One process, seen from the parent.
struct Slot {
  pid_t pid = -1;
  int fd = -1;
  std::optional<std::size_t> index;  // of the work it does
  Clock::time_point deadline;
  std::string received;
};

class Pool {
 public:
  Pool(const Work& work, const ProcessLimits& limits)
      : work_(work), limits_(limits), slots_(std::max(1U, limits.jobs)) {}
  ~Pool() {
    for (Slot& slot : slots_) close(slot, slot.index.has_value());
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  bool run() {
    for (;;) {
      for (Slot& slot : slots_)
        if (!slot.index && next_ < work_.count && work_.may_start(next_) && !start(slot)) return false;
      if (std::none_of(slots_.begin(), slots_.end(), [](const Slot& s) { return s.index.has_value(); })) return true;
      wait();
    }
  }

 private:
  bool start(Slot& slot) {
    if (slot.pid < 0 && !spawn(slot)) return false;
    const std::uint64_t index = next_;
    slot.index = next_++;
    slot.deadline = Clock::now() + limits_.time;
    slot.received.clear();
    // A process that is gone is noticed when its answer is read.
    send_all(slot.fd, {reinterpret_cast<const char*>(&index), sizeof(index)});
    return true;
  }

  bool spawn(Slot& slot) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::close(ends[0]);
      for (const Slot& other : slots_)
        if (other.fd >= 0) ::close(other.fd);
      serve(ends[1], work_, limits_);
    }
    ::close(ends[1]);
    if (pid < 0) {
      ::close(ends[0]);
      return false;
    }
    slot.pid = pid;
    slot.fd = ends[0];
    return true;
  }

  void wait() {
    std::vector<pollfd> polled;
    std::vector<Slot*> busy;
    Clock::time_point first = Clock::time_point::max();
    for (Slot& slot : slots_) {
      if (!slot.index) continue;
      polled.push_back({slot.fd, POLLIN, 0});
      busy.push_back(&slot);
      first = std::min(first, slot.deadline);
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(first - Clock::now()).count();
    const int ready = ::poll(polled.data(), polled.size(), static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
    for (std::size_t i = 0; i < busy.size(); ++i) {
      if (ready > 0 && polled[i].revents != 0) receive(*busy[i]);
      if (busy[i]->index && Clock::now() >= busy[i]->deadline) {
        close(*busy[i], true);
        end(*busy[i], {WorkEnd::Reason::time, {}, 0});
      }
    }
  }

  void receive(Slot& slot) {
    std::array<char, 1U << 16U> buffer{};
    const ssize_t n = ::recv(slot.fd, buffer.data(), buffer.size(), 0);
    if (n < 0 && errno == EINTR) return;
    if (n <= 0) {
      const int signal = close(slot, false);
      return end(slot, {signal == SIGKILL ? WorkEnd::Reason::memory : WorkEnd::Reason::crash, {}, signal});
    }
    slot.received.append(buffer.data(), static_cast<std::size_t>(n));
    if (slot.received.size() < head_size) return;
    std::uint64_t size = 0;
    std::memcpy(&size, slot.received.data() + 1, sizeof(size));
    if (slot.received.size() < head_size + size) return;
    if (slot.received.front() == mark_memory) {
      close(slot, false);
      return end(slot, {WorkEnd::Reason::memory, {}, 0});
    }
    end(slot, {WorkEnd::Reason::done, slot.received.substr(head_size), 0});
  }

  void end(Slot& slot, WorkEnd how) { work_.ended(*std::exchange(slot.index, std::nullopt), std::move(how)); }

  // Ends the process; gives the signal that had ended it (the kernel's SIGKILL: no memory was left).
  static int close(Slot& slot, bool by_force) {
    if (slot.pid < 0) return 0;
    if (by_force) ::kill(slot.pid, SIGKILL);
    ::close(slot.fd);
    int status = 0;
    while (::waitpid(slot.pid, &status, 0) < 0 && errno == EINTR) {
    }
    slot.pid = -1;
    slot.fd = -1;
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  }

  const Work& work_;
  const ProcessLimits& limits_;
  std::vector<Slot> slots_;
  std::size_t next_ = 0;
};

}  // namespace

bool run_in_processes(const Work& work, const ProcessLimits& limits) { return Pool(work, limits).run(); }

}  // namespace auditor
