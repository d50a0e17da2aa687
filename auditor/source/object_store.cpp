#include "auditor/source/object_store.h"

#include "auditor/core/text.h"
#include "auditor/source/loose_objects.h"

#include <algorithm>
#include <git2/odb_backend.h>
#include <git2/sys/odb_backend.h>
#include <vector>

namespace auditor::source {
namespace {

// What libgit2 calls: a table of functions whose first member it knows, and the reader behind it.
struct LooseBackend {
  git_odb_backend table{};
  LooseObjects objects;
};
// One of libgit2's for each pack. The one it has for the whole folder goes by an index of several packs
// (multi-pack-index), which can say of an object something else than the packs' own.
struct PackBackend {
  explicit PackBackend(std::shared_ptr<const PackHeads> all) : heads(std::move(all)) {}
  ~PackBackend() {
    for (git_odb_backend* pack : packs) pack->free(pack);
  }
  PackBackend(const PackBackend&) = delete;
  PackBackend& operator=(const PackBackend&) = delete;

  git_odb_backend table{};
  std::vector<git_odb_backend*> packs;
  std::shared_ptr<const PackHeads> heads;
};

LooseBackend& loose(git_odb_backend* table) { return *reinterpret_cast<LooseBackend*>(table); }
PackBackend& packed(git_odb_backend* table) { return *reinterpret_cast<PackBackend*>(table); }

bool is_too_large(git_object_t kind, std::uint64_t size) {
  if (kind == GIT_OBJECT_TREE) return size > most_tree_bytes;
  return kind != GIT_OBJECT_BLOB && size > most_commit_bytes;
}

int report(const Error& error) {
  if (error.code == ErrorCode::unavailable) return GIT_ENOTFOUND;
  git_error_set_str(GIT_ERROR_ODB, error.message.c_str());
  return GIT_ERROR;
}

int too_large(std::uint64_t size) {
  return report(Error{ErrorCode::limit, "the object is too large: " + human_size(size), {}, 0});
}

int loose_read(void** data, std::size_t* size, git_object_t* kind, git_odb_backend* table, const git_oid* id) {
  char* room = nullptr;
  const auto header = loose(table).objects.read(to_hex(*id), [&](const ObjectHeader& stated) -> char* {
    if (is_too_large(stated.kind, stated.size)) return nullptr;
    room = static_cast<char*>(git_odb_backend_data_alloc(table, static_cast<std::size_t>(stated.size) + 1));
    return room;
  });
  if (!header) {
    git_odb_backend_data_free(table, room);
    return report(header.error());
  }
  room[header->size] = '\0';  // libgit2 reads commits as text
  *data = room;
  *size = static_cast<std::size_t>(header->size);
  *kind = header->kind;
  return 0;
}

int loose_header(std::size_t* size, git_object_t* kind, git_odb_backend* table, const git_oid* id) {
  const auto header = loose(table).objects.header(to_hex(*id));
  if (!header) return report(header.error());
  *size = static_cast<std::size_t>(header->size);
  *kind = header->kind;
  return 0;
}

int loose_exists(git_odb_backend* table, const git_oid* id) { return loose(table).objects.exists(to_hex(*id)) ? 1 : 0; }

int loose_exists_prefix(git_oid* out, git_odb_backend* table, const git_oid* id, std::size_t digits) {
  const auto found = loose(table).objects.beginning_with(to_hex(*id).substr(0, digits));
  if (found.empty()) return GIT_ENOTFOUND;
  if (found.size() > 1) return GIT_EAMBIGUOUS;
  *out = from_hex(found.front());
  return 0;
}

// libgit2 unpacks what an object stored as a difference is made from, whatever its size, and follows a chain that goes
// in circles without end.
int check_chain(git_odb_backend* table, const git_oid* id) {
  const std::string raw(reinterpret_cast<const char*>(id->id), GIT_OID_RAWSZ);
  const auto largest = packed(table).heads->largest_of_chain(raw);
  if (!largest || *largest <= most_base_bytes) return 0;
  if (*largest == PackHeads::endless_chain)
    return report(Error{ErrorCode::malformed, "the object is made from itself", {}, 0});
  return report(
      Error{ErrorCode::limit, "the object is made from one that is too large: " + human_size(*largest), {}, 0});
}

// Asks the packs in turn.
template <class Ask>
int first_of(git_odb_backend* table, Ask ask) {
  int status = GIT_ENOTFOUND;
  for (git_odb_backend* pack : packed(table).packs)
    if (status = ask(pack); status != GIT_ENOTFOUND) break;
  return status;
}

int pack_header(std::size_t* size, git_object_t* kind, git_odb_backend* table, const git_oid* id) {
  if (const int status = check_chain(table, id); status != 0) return status;
  return first_of(table, [&](git_odb_backend* pack) { return pack->read_header(size, kind, pack, id); });
}

int pack_read(void** data, std::size_t* size, git_object_t* kind, git_odb_backend* table, const git_oid* id) {
  if (const int status = pack_header(size, kind, table, id); status != 0) return status;
  if (is_too_large(*kind, *size)) return too_large(*size);
  return first_of(table, [&](git_odb_backend* pack) { return pack->read(data, size, kind, pack, id); });
}

int pack_exists(git_odb_backend* table, const git_oid* id) {
  const auto& packs = packed(table).packs;
  return std::any_of(packs.begin(), packs.end(), [&](git_odb_backend* pack) { return pack->exists(pack, id) == 1; })
             ? 1
             : 0;
}

int pack_exists_prefix(git_oid* out, git_odb_backend* table, const git_oid* id, std::size_t digits) {
  int found = GIT_ENOTFOUND;
  for (git_odb_backend* pack : packed(table).packs) {
    git_oid one{};
    const int status = pack->exists_prefix(&one, pack, id, digits);
    if (status == GIT_ENOTFOUND) continue;
    if (status != 0) return status;
    if (found == 0 && git_oid_equal(&one, out) == 0) return GIT_EAMBIGUOUS;
    *out = one;
    found = 0;
  }
  return found;
}

// An id written in part: found first, then read like any other.
int read_by_prefix(git_oid* out, void** data, std::size_t* size, git_object_t* kind, git_odb_backend* table,
                   const git_oid* id, std::size_t digits) {
  if (const int status = table->exists_prefix(out, table, id, digits); status != 0) return status;
  return table->read(data, size, kind, table, out);
}

// The database owns the backend from here on, also when it refuses it.
Result<void> add(git_odb* odb, git_odb_backend* table, int priority) {
  if (git_odb_add_backend(odb, table, priority) == 0) return {};
  table->free(table);
  return fail(ErrorCode::source, git_message());
}

Result<void> add_loose(git_odb* odb, const std::filesystem::path& objects) {
  auto backend = std::make_unique<LooseBackend>(LooseBackend{{}, LooseObjects(objects)});
  git_odb_backend& table = backend->table;
  git_odb_init_backend(&table, GIT_ODB_BACKEND_VERSION);
  table.read = loose_read;
  table.read_prefix = read_by_prefix;
  table.read_header = loose_header;
  table.exists = loose_exists;
  table.exists_prefix = loose_exists_prefix;
  table.free = [](git_odb_backend* own) { delete &loose(own); };
  return add(odb, &backend.release()->table, 1);
}

Result<void> add_packs(git_odb* odb, std::shared_ptr<const PackHeads> heads) {
  auto backend = std::make_unique<PackBackend>(std::move(heads));
  for (const std::filesystem::path& index : backend->heads->indexes()) {
    git_odb_backend* pack = nullptr;
    if (git_odb_backend_one_pack(&pack, index.c_str()) != 0) continue;  // its objects are missing
    pack->odb = odb;
    backend->packs.push_back(pack);
  }
  git_odb_backend& table = backend->table;
  git_odb_init_backend(&table, GIT_ODB_BACKEND_VERSION);
  table.read = pack_read;
  table.read_prefix = read_by_prefix;
  table.read_header = pack_header;
  table.exists = pack_exists;
  table.exists_prefix = pack_exists_prefix;
  table.free = [](git_odb_backend* own) { delete &packed(own); };
  return add(odb, &backend.release()->table, 2);
}

}  // namespace

Result<GitOdb> open_objects(const std::filesystem::path& objects, std::shared_ptr<const PackHeads> heads) {
  git_odb* raw = nullptr;
  if (git_odb_new(&raw) != 0) return fail(ErrorCode::source, git_message());
  GitOdb odb(raw);
  if (auto added = add_loose(raw, objects); !added) return tl::unexpected(added.error());
  if (auto added = add_packs(raw, std::move(heads)); !added) return tl::unexpected(added.error());
  return odb;
}

}  // namespace auditor::source
